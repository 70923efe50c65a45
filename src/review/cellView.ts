import * as l10n from "@vscode/l10n";
import { densitySteps, heightAt } from "../imputation/density";
import type { Explanation } from "../imputation/explain";
import type { Suggestion } from "../imputation/suggestion";
import { CellState } from "../shared/cellState";
import { type AlternativeView, type CellDetail, maxCellText, type NeighbourView, type Tile, tileColumns, tileRows, type ExplanationView } from "../shared/protocol";
import { Missing } from "../table/column";
import { parseValue } from "../table/parseValue";
import type { RowOrder } from "./rowView";
import type { ReviewSession } from "./session";
import type { ReviewedColumn } from "./table";

/** Longest text shown in the inspector. */
const maxDetailText = 5000;

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}

/** The tile at a row and a column page, of the rows in their order. */
export function tileAt(
  session: ReviewSession,
  order: RowOrder | null,
  rowPage: number,
  columnPage: number,
  stamp: { readonly revision: number; readonly layout: number },
): Tile {
  const viewRows = order?.length ?? session.rows;
  const first = rowPage * tileRows;
  const rows: number[] = [];
  for (let at = first; at < Math.min(first + tileRows, viewRows); at++) rows.push(order ? (order[at] ?? 0) : at);
  const firstColumn = columnPage * tileColumns;
  const columns = Math.max(0, Math.min(tileColumns, session.table.columns.length - firstColumn));
  const texts: string[] = [];
  const states: CellState[] = [];
  const certainties: number[] = [];
  for (const row of rows) {
    for (let column = firstColumn; column < firstColumn + columns; column++) {
      const state = shownState(session, row, column);
      texts.push(cut(shownText(session, row, column, state), maxCellText));
      states.push(state);
      certainties.push(state === CellState.Observed ? -1 : session.percent(row, column));
    }
  }
  return { ...stamp, rowPage, columnPage, rows, columns, texts, states, certainties };
}

/** A cell behind the end of a short row is no missing cell, and no value either. */
function shownState(session: ReviewSession, row: number, column: number): CellState {
  const state = session.state(row, column);
  if (state !== CellState.Observed) return state;
  return session.table.columns[column]?.missing[row] === Missing.ShortRow ? CellState.Skipped : state;
}

function shownText(session: ReviewSession, row: number, column: number, state: CellState): string {
  if (state === CellState.Suggested || state === CellState.Rejected) return session.suggestedValue(row, column) ?? "";
  return session.text(row, column);
}

/** The rows that are shown with a cell: up to two above, its own, up to two below. */
export function rowsAround({ rows }: ReviewSession, row: number): number[] {
  return [-2, -1, 0, 1, 2].map((step) => row + step).filter((near) => near >= 0 && near < rows);
}

/** Everything about one cell. `place` is its place in words, `computing` whether suggestions may still come. */
export function cellDetail(
  session: ReviewSession,
  row: number,
  column: number,
  place: string,
  computing: boolean,
): CellDetail {
  const state = shownState(session, row, column);
  const suggestion = session.suggestion(row, column);
  const at = session.table.columns[column];
  return {
    row,
    column,
    state,
    text: cut(session.text(row, column), maxDetailText),
    place,
    suggestion: suggestion
      ? {
          value: suggestion.value,
          certainty: suggestion.certainty < 0 ? null : suggestion.certainty,
          interval: suggestion.interval,
          alternatives: at ? alternativesOf(at, suggestion) : [],
        }
      : null,
    plot: at && suggestion?.interval ? plotOf(at, suggestion, suggestion.interval) : null,
    around: rowsAround(session, row).map((near) => {
      const now = shownState(session, near, column);
      return { row: near, text: cut(shownText(session, near, column, now), maxCellText), state: now };
    }),
    reason: reasonOf(session, row, column, state, computing),
  };
}

const maxAlternatives = 8;

/** The likely values; for a category with how often the column has them. */
function alternativesOf({ summary }: ReviewedColumn, { alternatives }: Suggestion): AlternativeView[] {
  if (summary === null || summary.profile.numbers !== null) return alternatives.slice(0, maxAlternatives).map((one) => ({ ...one, observed: null }));
  const { topLevels, observed } = summary.profile;
  return alternatives.slice(0, maxAlternatives).map((one) => {
    const level = topLevels.find(({ text }) => text === one.value);
    return { ...one, observed: level === undefined ? null : level.count / Math.max(1, observed) };
  });
}

function plotOf(column: ReviewedColumn, { value, density }: Suggestion, interval: readonly [string, string]): CellDetail["plot"] {
  const numbers = column.summary?.profile.numbers;
  if (!numbers || numbers.max === numbers.min) return null;
  const { min, max } = numbers;
  const at = (text: string): number => Math.max(0, Math.min(1, (parseValue(column, text) - min) / (max - min)));
  const plot = { low: at(interval[0]), high: at(interval[1]), value: at(value) };
  if (Number.isNaN(plot.low + plot.high + plot.value)) return null;
  // The column may have changed since: what was predicted stays where it was.
  const step = (max - min) / densitySteps;
  const heights = Array.from({ length: densitySteps }, (_, i) => (density ? heightAt(density, min + (i + 0.5) * step) : 0));
  return { ...plot, density: density ? heights : [] };
}

function noSuggestion(): string {
  return l10n.t("There is no suggestion for this cell.");
}

function reasonOf(
  session: ReviewSession,
  row: number,
  column: number,
  state: CellState,
  computing: boolean,
): string | null {
  if (state === CellState.Skipped) {
    const skipReason = session.skipReason(column);
    if (!session.wasMissing(row, column)) return l10n.t("This row ends before this column. Turn on “Fill Short Rows” to have it filled.");
    return skipReason === null ? noSuggestion() : l10n.t(skipReason);
  }
  if (state === CellState.Missing) return computing ? l10n.t("The model has not predicted this cell yet.") : noSuggestion();
  return null;
}

/** Most rows and columns shown as reasons. */
const maxReasons = 6;

/** The reasons for the suggestion in a cell, with the values that the rows hold. */
export function explanationView(session: ReviewSession, { rows, columns, order }: Explanation, ownRow: number, column: number): ExplanationView {
  const shown = columns.slice(0, maxReasons);
  const text = (row: number, at: number): string => cut(session.text(row, at), maxCellText);
  const neighbour = (row: number | null): NeighbourView | null => (row === null ? null : { row, value: text(row, column) });
  return {
    own: shown.map((one) => text(ownRow, one.column)),
    rows: rows.slice(0, maxReasons).map(({ row, weight }) => ({
      row,
      weight,
      value: text(row, column),
      cells: shown.map((one) => text(row, one.column)),
    })),
    columns: shown.map((one) => ({
      column: one.column,
      name: session.table.columns[one.column]?.name ?? "",
      weight: one.weight,
    })),
    neighbours: order.map(({ above, below, key, weight }) => ({
      above: neighbour(above),
      below: neighbour(below),
      key: key === null ? null : (session.table.columns[key]?.name ?? ""),
      weight,
    })),
  };
}
