import { commands, l10n, type TextDocument } from "vscode";
import { CellState } from "../shared/cellState";
import type { Decided, Scope } from "../shared/protocol";
import type { Fill } from "../csv/edits";
import type { FollowedDocument } from "./followedDocument";
import type { Step } from "./review/history";
import { cellsOf } from "./review/scopes";
import type { CellPlace } from "./review/session";
import type { ReviewMemory } from "./reviewMemory";
import { ReviewWriter } from "./reviewWriter";

/** What deciding needs of its review. */
interface Review {
  readonly followed: FollowedDocument;
  readonly memory: ReviewMemory;
  /** Resolves when what was decided before VS Code was started is taken up. */
  readonly ready: Promise<void>;
  /** Cells have changed; the tables may be behind. */
  changed(): void;
  tell(): void;
}

/** What the user decides about a document's missing cells: one thing after another, each one undo step. */
export class ReviewDecisions {
  #queue: Promise<unknown> = Promise.resolve();
  readonly #writer: ReviewWriter;

  constructor(
    document: TextDocument,
    private readonly review: Review,
  ) {
    this.#writer = new ReviewWriter(document);
  }

  /**
   * Does decisions one after another, each on the document as it is then.
   * @param scope the cells the user pointed at, with the layout in which they were seen
   */
  decide(action: () => Promise<Decided>, scope?: Scope, layout: number = this.review.followed.layout): Promise<Decided> {
    return this.#inTurn(() => {
      const placed = scope?.kind === "cell" || scope?.kind === "range";
      if (!placed || layout === this.review.followed.layout) return action();
      this.review.tell();
      return Promise.resolve({ cells: 0, message: l10n.t("The rows moved at that moment, so nothing was done. Look again.") });
    });
  }

  /** Writes the suggestions of `scope` into their missing cells. */
  accept(scope: Scope): Promise<Decided> {
    const places = this.#cells(scope, CellState.Suggested);
    // One may change one's mind about a single rejected cell.
    if (scope.kind === "cell") places.push(...this.#cells(scope, CellState.Rejected));
    const { session } = this.review.followed;
    const fills = places.map(({ row, column }) => ({ row, column, value: session.suggestion(row, column)?.value ?? "" }));
    return this.#write(fills, false);
  }

  /** Turns the suggestions of `scope` down. */
  async reject(scope: Scope): Promise<Decided> {
    const places = this.#cells(scope, CellState.Suggested);
    return this.#did(this.review.followed.session.reject(places), { kind: "rejected", places });
  }

  /** Takes the rejections of `scope` back. */
  async restore(scope: Scope): Promise<Decided> {
    const places = this.#cells(scope, CellState.Rejected);
    return this.#did(this.review.followed.session.restore(places), { kind: "restored", places });
  }

  /** Writes a value of the user's own into a missing cell or former missing cell. */
  write(row: number, column: number, value: string): Promise<Decided> {
    return this.#write([{ row, column, value }], true);
  }

  /** Undoes the last step: of the review's own, or of the document where that came later. */
  undo(): Promise<void> {
    return this.#step("undo");
  }

  redo(): Promise<void> {
    return this.#step("redo");
  }

  #step(which: "undo" | "redo"): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.review.memory[which]()) await commands.executeCommand(which);
      this.#sync();
    });
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(async () => {
      await this.review.ready;
      await this.review.followed.inspected;
      this.review.followed.sync();
      return action();
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  #cells(scope: Scope, state: CellState): CellPlace[] {
    const { session, view } = this.review.followed;
    return [...cellsOf(session, view.order, scope, state)];
  }

  async #write(fills: readonly Fill[], replace: boolean): Promise<Decided> {
    if (fills.length === 0) return { cells: 0, message: "" };
    const { followed, memory } = this.review;
    if (followed.unfaithful !== null) {
      const { back, cells, message } = this.#writer.choose(followed.session, followed.parsed, fills);
      return { ...this.#did(cells, { kind: "chosen", choices: back }), message };
    }
    const written = await this.#writer.write(followed.session, followed.parsed, fills, replace);
    memory.wrote();
    this.#sync();
    return written;
  }

  /** Notes a step that the document's own undo knows nothing of. */
  #did(cells: number, step: Step): Decided {
    if (cells > 0) this.review.memory.did(step);
    this.review.changed();
    this.review.memory.keep();
    return { cells, message: "" };
  }

  #sync(): void {
    this.review.followed.sync();
    this.review.changed();
    this.review.memory.keep();
  }
}
