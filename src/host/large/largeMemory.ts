import type { Uri } from "vscode";
import type { SavedView } from "../../shared/protocol";
import type { ReviewSession } from "../review/session";
import type { Services } from "../services";
import { type SavedLarge, saveLarge, recallRow } from "./savedLarge";
import type { ReviewedTable } from "./openLarge";

/** A large file's review as it waits for VS Code's next start. */
export interface SavedLargeReview {
  readonly large: SavedLarge | null;
  /** How the table was shown: the webview's own. */
  readonly view: SavedView | null;
}

/** What is kept of the review of a large file; null where there is nothing that can be used. */
export async function loadLarge(decisions: Services["decisions"], uri: Uri): Promise<SavedLargeReview | null> {
  const kept = await decisions.load<SavedLargeReview>(keyOf(uri));
  return kept === null || (kept.large && kept.large.format !== 1) ? null : kept;
}

/** A file may shrink below the size at which it is a document, whose review is another one. */
function keyOf(uri: Uri): string {
  return `large ${uri.toString()}`;
}

/** Keeps the decisions of a large file's review, and how it was shown, for VS Code's next start. */
export class LargeMemory {
  view: SavedView | null = null;
  /** Whether there were more decisions than are kept. */
  cut = false;

  constructor(
    private readonly uri: Uri,
    private readonly decisions: Services["decisions"],
    private readonly session: ReviewSession,
    private readonly large: ReviewedTable,
    private readonly onCut: () => void,
  ) {}

  /** Takes up what was decided before. @returns the number of cells */
  recall(): number {
    let cells = 0;
    for (const [at, row] of this.large.kept) cells += recallRow(this.session, at, row);
    return cells;
  }

  /** Gathers what is to be kept. */
  gather(): SavedLargeReview {
    const { kept, whole } = saveLarge(this.session, this.large.prints, this.large.stamp);
    if (this.cut !== !whole) {
      this.cut = !whole;
      this.onCut();
    }
    return { large: kept, view: this.view };
  }

  keep(): void {
    this.decisions.saveSoon(keyOf(this.uri), () => {
      const kept = this.gather();
      return kept.large === null && kept.view === null ? null : kept;
    });
  }
}
