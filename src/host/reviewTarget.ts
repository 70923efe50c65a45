import type { Uri } from "vscode";
import type { CellDetail, ColumnHeader, Decided, SavedView, Place, ReviewState, Scope, Tile, ExplanationView } from "../shared/protocol";
import type { CellPlace, ReviewSession } from "./review/session";

type Now<T> = T | Promise<T>;

/** A review as its table and the commands use it: of a document, or of a file too large to be one. */
export interface ReviewTarget {
  readonly document: { readonly uri: Uri };
  readonly session: ReviewSession;
  /** The cell selected in the table that was used last. */
  selection: CellPlace | null;
  /** The certainty slider's position, whole percent. */
  percent: number;
  /** View rows in view in the table, both ends included; to < from before any are. */
  rowsInView: { readonly from: number; readonly to: number };
  opened(): Now<ReviewState>;
  /** How the table was shown last. */
  lastView(): Now<SavedView | null>;
  saveView(view: SavedView): void;
  tile(rowPage: number, columnPage: number): Now<Tile>;
  headers(from: number, to: number): Now<readonly ColumnHeader[]>;
  detail(row: number, column: number): Now<CellDetail>;
  why(row: number, column: number): Promise<ExplanationView | null>;
  decide(action: () => Promise<Decided>, scope?: Scope, layout?: number): Promise<Decided>;
  accept(scope: Scope): Promise<Decided>;
  reject(scope: Scope): Promise<Decided>;
  restore(scope: Scope): Promise<Decided>;
  write(row: number, column: number, value: string): Promise<Decided>;
  undo(): Promise<void>;
  redo(): Promise<void>;
  arrange(filter: ReviewState["filter"], sort: ReviewState["sort"]): void;
  find(from: Place, backwards: boolean): Place | null;
  goToNext(backwards: boolean): void;
  viewRowOf(row: number): number | null;
  suggest(lackingOnly: boolean): Promise<void>;
  cancel(): void;
  checkAccuracy(): Promise<void>;
  saveCopy(): Promise<void>;
  showInText(row: number, column: number): Promise<void>;
}
