import type { ReviewState, RowFilter } from "../../shared/protocol";
import type { Bulk } from "../state/bulk";
import type { Words } from "../words";

/** What the toolbar and its menu show and do. */
export interface ToolbarProps {
  readonly state: ReviewState;
  readonly words: Words;
  readonly bulk: Bulk;
  readonly inspector: boolean;
  readonly hiddenColumns: number;
  /** A decision is being written. */
  readonly busy: boolean;
  onBulk(change: Partial<Bulk>): void;
  onFilter(filter: RowFilter): void;
  onNext(backwards: boolean): void;
  /** Accepts what the slider takes. */
  onAcceptBulk(): void;
  /** Accepts, in each column, what is right so often, in whole percent. */
  onSure(wish: number): void;
  /** Accepts or rejects everything that is shown. */
  onShown(accept: boolean): void;
  onUndo(): void;
  onRedo(): void;
  onCheck(): void;
  onSaveCopy(): void;
  onSuggestAgain(): void;
  onInspector(): void;
  onShowColumns(): void;
  onReading(): void;
  /** Shows the page of keys. */
  onKeys(): void;
  /** Shows the search. */
  onSearch(): void;
  /** Shows the list of columns. */
  onColumns(): void;
}

/** Whether nothing that is shown can be accepted or rejected. */
export function nothingToDecide({ state, busy }: Pick<ToolbarProps, "state" | "busy">): boolean {
  return state.shownSuggested === 0 || busy;
}
