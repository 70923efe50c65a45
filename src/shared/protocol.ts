/**
 * Messages between the extension host and the review's webview, and nothing else.
 *
 * The webview asks (`HostMethods`), the host answers each request with `{ok}` or `{err}` under the request's id.
 * The host tells (`HostEvents`) without expecting an answer. After a reload the webview asks for everything again.
 */
import type { CellState } from "./cellState";
import type { ColumnChange, ColumnReadings, ColumnReadingView, TableChange, TableReadingView } from "./reading";
import type { Strings } from "./strings";

/** Rows and columns of one tile: the unit in which cells cross the border. */
export const tileRows = 64;
export const tileColumns = 32;

/** Longest cell text sent to the table; the rest is cut with an ellipsis, the inspector shows more. */
export const maxCellText = 200;

/** Which rows the table shows. Every filter but `all` keeps the rows with at least one such cell. */
export type RowFilter = "all" | "missing" | "suggested" | "accepted" | "rejected" | "lowCertainty";

/** What a row has to hold to be shown, beside `RowFilter`. */
export type Condition =
  /** Exactly these columns are missing. */
  | { readonly kind: "pattern"; readonly columns: readonly number[] }
  /** The column holds one of the values; `missing`: or nothing. */
  | { readonly kind: "values"; readonly column: number; readonly values: readonly string[]; readonly missing: boolean }
  /** The column's number or date is within the bounds, as the column writes them; "" for none. `missing`: or nothing. */
  | { readonly kind: "range"; readonly column: number; readonly from: string; readonly to: string; readonly missing: boolean };

/** Which rows are shown, and in which order. */
export interface Arranged {
  readonly filter: RowFilter;
  readonly conditions: readonly Condition[];
  readonly sort: SortOrder | null;
}

export interface SortOrder {
  readonly column: number;
  readonly descending: boolean;
}

/** Where the model is. `done` and `total` count missing cells. */
export interface RunState {
  readonly phase: "idle" | "preparing" | "running" | "done" | "cancelled" | "failed";
  readonly done: number;
  readonly total: number;
  /** A sentence for the user; "" where there is nothing to say. */
  readonly message: string;
}

/** Something the user should know about this file, with what can be done about it. */
export interface Notice {
  readonly id: "copyOnly" | "stale" | "warning" | "nothingMissing" | "failed" | "schema" | "doubt" | "moreDoubts";
  readonly text: string;
  readonly actions: readonly NoticeAction[];
  /** What to name when it is put away; null where it goes with its cause only. */
  readonly doubt: string | null;
}

type NoticeMethod = "saveCopy" | "runAgain" | "tokens" | "useSchema" | "keepReading" | "settle" | "showReading";

/** A button of a notice: what it asks the host. */
export type NoticeAction = { [M in NoticeMethod]: { readonly label: string; readonly method: M; readonly args: Arguments<M> } }[NoticeMethod];

/** The state of the whole review; small, so that it is sent whole after every change. */
export interface ReviewState {
  /** Grows with every change of a cell; a tile of another revision is out of date. */
  readonly revision: number;
  /** Grows when rows or columns moved: row numbers of an earlier layout mean other rows now. */
  readonly layout: number;
  readonly fileName: string;
  /** Data rows of the table; while the file is still being read, those known so far. */
  readonly rows: number;
  /** Rows that pass the filter: the rows of the grid. */
  readonly viewRows: number;
  readonly columns: number;
  /** Characters to reserve per column, for its width. */
  readonly columnChars: readonly number[];
  /** So many of the first columns stay in view until the user pins others: the last of them names the rows. */
  readonly nameColumns: number;
  /** Cells per `CellState`; the entry of `Observed` is 0. */
  readonly counts: readonly number[];
  /** Undecided suggestions per whole percent of certainty, rounded down: 101 entries. */
  readonly certaintyCounts: readonly number[];
  /**
   * The file is still being read: `rows` and `viewRows` grow, and headers may be provisional (a kind of "" is not known
   * yet). `share` (0..1) of the file has been read. null once everything is known.
   */
  readonly reading: { readonly share: number } | null;
  readonly run: RunState;
  readonly notices: readonly Notice[];
  readonly filter: RowFilter;
  readonly conditions: readonly Condition[];
  readonly sort: SortOrder | null;
  /** How far the rows have been looked through for the conditions; null where they are as asked for. */
  readonly arranging: { readonly share: number } | null;
  /** Undecided suggestions in the rows shown. */
  readonly shownSuggested: number;
  /** The certainty slider's first position, in percent. */
  readonly minCertainty: number;
  /** Share of what is accepted that is wished to be right, in whole percent; see `Sure`. */
  readonly wish: number;
  /** Decisions go to a copy, because the document cannot keep the file's bytes. */
  readonly copyOnly: boolean;
  /** What to expect of the undecided suggestions, where the accuracy check has a result. */
  readonly expected: Expected | null;
  /** Grows when the file is read otherwise. */
  readonly restated: number;
}

/**
 * What an accuracy check lets expect of the undecided suggestions of at least so many whole percent of certainty: 101
 * entries each; null where there are none of the kind, or too little was checked to tell.
 */
export interface Expected {
  /** Share that is right; of numbers and dates, within their column's tolerance. */
  readonly right: readonly (number | null)[];
  /** Whether numbers or dates are among them. */
  readonly numbers: boolean;
  readonly sure: Sure;
}

/** What can be accepted where a share of it is wished to be right: 101 entries each, per whole percent of that share. */
export interface Sure {
  readonly cells: readonly number[];
  /** Share of these that is expected to be right; null for no cells. */
  readonly right: readonly (number | null)[];
  /** Columns in which no certainty reaches the share, or too little was checked: nothing of them is accepted. */
  readonly doubtful: readonly number[];
  /** The most doubtful columns, those first: the highest share that each reaches, in whole percent; -1 for none. */
  readonly columns: readonly { readonly name: string; readonly reach: number }[];
}

/** Cells of `tileRows` x `tileColumns` from view row `rowPage * tileRows`, column `columnPage * tileColumns`. */
export interface Tile {
  readonly revision: number;
  readonly layout: number;
  readonly rowPage: number;
  readonly columnPage: number;
  /** Data row (0-based) per row of the tile. */
  readonly rows: readonly number[];
  /** Columns in the tile. */
  readonly columns: number;
  /** Texts, row by row. For a missing cell the suggested value, or its missing token. */
  readonly texts: readonly string[];
  /** `CellState` per cell. */
  readonly states: readonly CellState[];
  /** Certainty in percent (0..100) per cell, -1 where there is none. */
  readonly certainties: readonly number[];
}

/** One bar of a column header's picture: counts of observed and of suggested or accepted values. */
export interface HeaderBar {
  readonly label: string;
  readonly observed: number;
  readonly suggested: number;
}

export interface ColumnAccuracyView {
  /** One sentence: how good, against what. */
  readonly text: string;
  /** The same in a few words, such as "95% right" or "half within 1.4 (guessing the mean: 3)". */
  readonly short: string;
  /** Beside the column's mean or most common value, by more than chance. */
  readonly verdict: "better" | "alike" | "worse";
}

export interface ColumnHeader {
  readonly column: number;
  readonly name: string;
  readonly kind: string;
  /** Missing cells the column had when the review saw it first, and those still without a value. */
  readonly everMissing: number;
  readonly missing: number;
  /** Cells per `CellState`. */
  readonly counts: readonly number[];
  /** `missing` of all rows in percent, such as "0.3%"; never rounded to 0 nor to 100. */
  readonly missingShare: string;
  /** The same as a number, 0..1. */
  readonly missingPart: number;
  readonly bars: readonly HeaderBar[];
  /** Bars are ranges of numbers or dates (a histogram), not values. */
  readonly histogram: boolean;
  /** Why missing cells are not filled, a sentence; null where they are filled. */
  readonly skipReason: string | null;
  /** The observed values, as the column writes them; numbers and dates only. */
  readonly range: { readonly low: string; readonly high: string; readonly mean: string } | null;
  /** Different observed values. */
  readonly distinct: number;
  readonly accuracy: ColumnAccuracyView | null;
  /** How far from the truth a suggestion still counts as right, such as "± 0.4"; "" where only the very value does. */
  readonly tolerance: string;
  /** What it is taken for, and whether that is stated. */
  readonly reading: Pick<ColumnReadingView, "type" | "role" | "stated">;
}

/** One of a table's columns in their list. */
export type ColumnLine = Pick<ColumnHeader, "column" | "name" | "kind" | "missing" | "missingShare" | "missingPart">;

/** Whether columns are listed as they stand in the file, or those with most missing cells first. */
export type ColumnOrder = "file" | "missing";

/** Columns of the list: those from `from` on, among all whose names contain what was asked for. */
export interface ColumnList {
  readonly total: number;
  readonly columns: readonly ColumnLine[];
}

/** Part of a column's values. */
export interface ValueList {
  readonly total: number;
  readonly values: readonly { readonly value: string; readonly cells: number }[];
  /** The column has more different values than are counted. */
  readonly cut: boolean;
}

export interface SearchArguments extends Place {
  readonly query: string;
  readonly backwards: boolean;
  /** Columns that are not shown. */
  readonly hidden: readonly number[];
}

export interface Found {
  readonly place: Place | null;
  /** Which of all the cells it is, from 1; 0 for none. */
  readonly at: number;
  readonly total: number;
  /** There are more than are counted. */
  readonly cut: boolean;
}

export interface CopyArguments {
  /** View rows, both ends included. */
  readonly fromViewRow: number;
  readonly toViewRow: number;
  /** In the order shown. */
  readonly columns: readonly number[];
  /** With the columns' names as a first line. */
  readonly headers: boolean;
}

/** What is missing in the table, at a glance. */
export interface MissingOverview {
  readonly rows: number;
  /** Rows without a missing cell. */
  readonly complete: number;
  /** Columns missing together, in as many rows; the most frequent first. */
  readonly patterns: readonly { readonly columns: readonly number[]; readonly names: readonly string[]; readonly rows: number }[];
  /** Those beyond the listed ones. */
  readonly others: { readonly patterns: number; readonly rows: number };
  /** Share of the cells that are missing in equal stretches of the rows, 0..1. */
  readonly stripe: readonly number[];
}

/** Where along the rows a column's cells are missing. */
export interface ColumnStripe {
  /** As in `MissingOverview`. */
  readonly stripe: readonly number[];
  /** The most missing cells in a row, as data rows, both ends included; null where no two follow each other. */
  readonly longest: { readonly from: number; readonly to: number } | null;
}

export interface AlternativeView {
  readonly value: string;
  /** 0..1; of numbers and dates, within the column's tolerance. */
  readonly probability: number;
  /** Categories: share of the observed cells that hold it, 0..1; null for numbers and dates. */
  readonly observed: number | null;
}

/** Everything about one cell. */
export interface CellDetail {
  readonly row: number;
  readonly column: number;
  readonly state: CellState;
  /** The cell's text in the document, unquoted; cut at 5,000 characters. */
  readonly text: string;
  /** A place in words, such as "Line 18". */
  readonly place: string;
  readonly suggestion: {
    readonly value: string;
    /** 0..1, of numbers and dates that of being within the column's tolerance; null where it is not known. */
    readonly certainty: number | null;
    readonly interval: readonly [string, string] | null;
    /** The suggested one, then the likeliest. */
    readonly alternatives: readonly AlternativeView[];
  } | null;
  /**
   * Where on the column's observed range (0..1) the interval and the value lie, and the predictive density over equal
   * steps of that range, 1 at its highest; numbers and dates only.
   */
  readonly plot: {
    readonly low: number;
    readonly high: number;
    readonly value: number;
    readonly density: readonly number[];
  } | null;
  /** The column's cells in the rows around it, in file order: up to two above, itself, up to two below. `text`: see `Tile`. */
  readonly around: readonly { readonly row: number; readonly text: string; readonly state: CellState }[];
  /** Why there is no suggestion, a sentence; null where there is one or the cell is observed. */
  readonly reason: string | null;
}

/** Why a value was suggested: rows and columns the network attended to. */
export interface ExplanationView {
  /** The explained row's own values in the columns of `columns`, in their order. */
  readonly own: readonly string[];
  readonly rows: readonly {
    /** 0-based data row. */
    readonly row: number;
    /** 0..1. */
    readonly weight: number;
    /** The row's value in the explained column. */
    readonly value: string;
    /** Values in the columns of `columns`, in their order. */
    readonly cells: readonly string[];
  }[];
  readonly columns: readonly { readonly column: number; readonly name: string; readonly weight: number }[];
  /** The nearest known cells of the column above and below, where the order of its rows counts. */
  readonly neighbours: readonly {
    readonly above: NeighbourView | null;
    readonly below: NeighbourView | null;
    /** Name of the column whose value they share with the row; null where they are the nearest of all rows. */
    readonly key: string | null;
    /** How far they move the prediction, 0..1. */
    readonly weight: number;
  }[];
}

/** A known cell of the explained column. */
export interface NeighbourView {
  /** 0-based data row. */
  readonly row: number;
  readonly value: string;
}

/** Which suggestions a decision is about. Rows of a range are view rows, both ends included. */
export type Scope =
  | { readonly kind: "cell"; readonly row: number; readonly column: number }
  | {
      readonly kind: "range";
      readonly fromViewRow: number;
      readonly toViewRow: number;
      readonly columns: readonly number[];
    }
  | { readonly kind: "column"; readonly column: number }
  | { readonly kind: "above"; readonly percent: number }
  /** In each column from the certainty on at which so many whole percent of its checked cells were right. */
  | { readonly kind: "sure"; readonly wish: number }
  | { readonly kind: "filter" }
  | { readonly kind: "all" };

/** What a decision did. */
export interface Decided {
  readonly cells: number;
  /** A sentence where not everything could be done; "" otherwise. */
  readonly message: string;
}

/** A cell by its place in the grid. */
export interface Place {
  readonly viewRow: number;
  readonly column: number;
}

/** What the webview may ask: arguments and answer of each method. */
export interface HostMethods {
  open(args: Record<string, never>): ReviewState;
  /** How the table was shown last; null where it never was. */
  lastView(args: Record<string, never>): SavedView | null;
  /** Keeps how the table is shown. */
  keep(args: { readonly view: SavedView }): null;
  tile(args: { readonly rowPage: number; readonly columnPage: number }): Tile;
  headers(args: { readonly from: number; readonly to: number }): readonly ColumnHeader[];
  /** Columns `from` to `to` (not included) among those whose names contain `query`. */
  columnList(args: { readonly from: number; readonly to: number; readonly query: string; readonly order: ColumnOrder }): ColumnList;
  detail(args: { readonly row: number; readonly column: number }): CellDetail;
  /** null where the model gives no reasons. */
  why(args: { readonly row: number; readonly column: number }): ExplanationView | null;
  /** Decisions name the layout that the user looks at: rows may have moved since, and then nothing is decided. */
  accept(args: { readonly scope: Scope; readonly layout: number }): Decided;
  reject(args: { readonly scope: Scope; readonly layout: number }): Decided;
  /** Takes rejections back. */
  restore(args: { readonly scope: Scope; readonly layout: number }): Decided;
  /** Writes a value of the user's own into a missing cell. */
  write(args: {
    readonly row: number;
    readonly column: number;
    readonly value: string;
    readonly layout: number;
  }): Decided;
  undo(args: Record<string, never>): null;
  redo(args: Record<string, never>): null;
  arrange(args: Arranged): null;
  /** A column's values `from` to `to` (not included) among those that contain `query`, the most frequent first. */
  values(args: { readonly column: number; readonly from: number; readonly to: number; readonly query: string }): ValueList;
  /** The next cell of the grid that contains a text. Rejects where another text is searched for meanwhile. */
  search(args: SearchArguments): Found;
  /** Puts the cells of a selection into the clipboard. @returns the cells */
  copy(args: CopyArguments): number;
  /** What is missing in the table now. */
  missingOverview(args: Record<string, never>): MissingOverview;
  /** Where along the rows a column's cells are missing now. */
  columnStripe(args: { readonly column: number }): ColumnStripe;
  /** What it depends on whether a column's cells are missing, a sentence; null where nothing stands out. */
  missingWhere(args: { readonly column: number }): string | null;
  /** The view rows in view, both ends included: what is about them is wanted first. */
  view(args: { readonly from: number; readonly to: number }): null;
  /**
   * The next (or previous) missing cell without a decision, in reading order; null where none is left.
   * `within`: the only column to look in; null for all.
   */
  find(args: Place & { readonly backwards: boolean; readonly within: number | null }): Place | null;
  /** Where a data row is in the grid; null where the filter hides it. */
  locate(args: { readonly row: number }): number | null;
  /** Tells the host which cell is selected, for its commands. */
  select(args: { readonly row: number; readonly column: number } | Record<string, never>): null;
  /** The certainty slider's position, for the host's commands. */
  threshold(args: { readonly percent: number }): null;
  runAgain(args: Record<string, never>): null;
  cancel(args: Record<string, never>): null;
  check(args: Record<string, never>): null;
  saveCopy(args: Record<string, never>): null;
  /** Shows the setting that names the tokens for missing values. */
  tokens(args: Record<string, never>): null;
  /** What the table is taken for. */
  tableReading(args: Record<string, never>): TableReadingView;
  /** What columns are taken for: those from `from` to `to` (not included) among all whose names contain `query`. */
  columnReadings(args: { readonly from: number; readonly to: number; readonly query: string }): ColumnReadings;
  /** Has the file read with another word on a column, as an undo step. Rejects where it cannot be read so, as do those below. */
  restateColumn(args: { readonly column: number; readonly change: ColumnChange }): null;
  restateTable(args: { readonly change: TableChange }): null;
  /** Takes back all that the schema file does not say. */
  resetReading(args: Record<string, never>): null;
  /** Writes the schema file. */
  saveReading(args: Record<string, never>): null;
  /** Has the file read as one button of a doubt says. */
  settle(args: { readonly doubt: string; readonly settling: number }): null;
  putAway(args: { readonly doubt: string }): null;
  /** The schema file has changed, and so has the reading: one of them goes on. */
  useSchema(args: Record<string, never>): null;
  keepReading(args: Record<string, never>): null;
  /** Has every grid of this review show the reading. */
  showReading(args: Record<string, never>): null;
  /** Shows the cell in the text editor. */
  showInText(args: { readonly row: number; readonly column: number }): null;
}

export type HostMethod = keyof HostMethods;
export type Arguments<M extends HostMethod> = Parameters<HostMethods[M]>[0];
export type Answer<M extends HostMethod> = ReturnType<HostMethods[M]>;

/** The host's side of `HostMethods`: each may take its time. */
export type HostHandlers = { readonly [M in HostMethod]: (args: Arguments<M>) => Answer<M> | Promise<Answer<M>> };

/** What the host tells unasked. */
export type HostEvent =
  | { readonly event: "state"; readonly state: ReviewState }
  /** Read out by screen readers, shown nowhere else. */
  | { readonly event: "announce"; readonly text: string }
  | { readonly event: "reveal"; readonly place: Place }
  /** The reading is to be shown. */
  | { readonly event: "reading" };

export type ToHost = { [M in HostMethod]: { readonly id: number; readonly method: M; readonly args: Arguments<M> } }[HostMethod];

export type ToWebview =
  | { readonly type: "answer"; readonly id: number; readonly ok: Answer<HostMethod> }
  | { readonly type: "answer"; readonly id: number; readonly err: string }
  | ({ readonly type: "event" } & HostEvent);

/** What the inspector is about. */
export type InspectorTab = "cell" | "column" | "table";

/** How the user has arranged the table; survives a reload, a closed tab and VS Code's restart. */
export interface SavedView {
  /** `viewVersion` of who saved it; absent in version 1. */
  readonly version?: number;
  /** When it was saved, ms since 1970; absent in what earlier versions saved. */
  readonly at?: number;
  /** Widths the user has chosen, px, by column of the file. */
  readonly widths: readonly (readonly [number, number])[];
  readonly hidden: readonly number[];
  /** null until the user pins a column or takes a pin out. */
  readonly pinned: readonly number[] | null;
  readonly inspector: boolean;
  /** What the inspector is about. Versions before 0.6 saved none, nor the panel's width. */
  readonly tab?: InspectorTab;
  /** Width of the panel at the right that the user has chosen, px. */
  readonly panelWidth?: number | null;
  /** Sections of the inspector that are folded. */
  readonly folded?: readonly string[];
  /** The slider's position; null until the user moves it. */
  readonly percent: number | null;
  /** View row (-1 in the header) and place among the shown columns. */
  readonly cursor: { readonly viewRow: number; readonly place: number };
}

/** Of what is saved of a view. In version 1 the slider's position was one of a certainty with another meaning. */
export const viewVersion = 2;

/** A view that was saved by this version or an earlier one: the slider is where the setting has it where its position means something else now. */
export function readSavedView(view: SavedView): SavedView {
  return view.version === viewVersion ? view : { ...view, version: viewVersion, percent: null };
}

/** What the page is given before its script runs, as JSON in the page. */
export interface Boot {
  readonly strings: Strings;
  readonly language: string;
}

/** Whole percent of a certainty, rounded down so that "83%" never promises more than there is. */
export function percentOf(certainty: number): number {
  return Math.max(0, Math.min(100, Math.floor(certainty * 100 + 1e-9)));
}
