import type { ColumnOutcome } from "../imputation/impute";
import { type PackedSuggestions, unpackSuggestions } from "../imputation/packed";
import { certaintyVersion, type Suggestion } from "../imputation/suggestion";
import { asStated, type Tolerance } from "../imputation/tolerance";
import type { ColumnSchema, NumberFormat } from "../table/column";
import { parseNumber } from "../table/numberText";

/** What a file is written from, piece by piece. */
export type Pieces = Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

/** A column of a report. */
export interface ReportColumn extends ColumnSchema {
  /** How far from the truth a suggestion still counts as right; null for columns of no numbers or dates. */
  readonly tolerance: Tolerance | null;
}

/** What a report holds beside the cells. */
export interface Report {
  /** `sha256` of the manifest, which names the SHA-256 of every graph. */
  readonly model: { readonly name: string; readonly version: string; readonly sha256: string };
  /** Of a review. */
  readonly seed?: number;
  readonly rows: number;
  readonly columns: readonly ReportColumn[];
  readonly outcomes: readonly ColumnOutcome[];
  /** How well hidden cells were predicted, as it is. */
  readonly check?: readonly object[] | null;
  /** Milliseconds by what they were spent on. */
  readonly timing?: Readonly<Record<string, number>>;
}

/** What was decided about a suggestion. */
export type Decision = "accepted" | "rejected" | "edited" | "undecided";

/** A cell of a report beside its suggestion. */
export interface ReportedCell {
  readonly decision: Decision;
  /** What the user wrote instead of the suggestion. */
  readonly edited?: string;
}

/**
 * The report as JSON, in pieces: a table with a million missing cells must not become one string.
 * @param cells entries and what is between them, such as those of `cellPieces`
 */
export async function* reportPieces({ model, seed, rows, columns, outcomes, check, timing }: Report, cells: Pieces): AsyncGenerator<Uint8Array | string> {
  yield `{\n"model": ${JSON.stringify(model)},\n`;
  if (seed !== undefined) yield `"seed": ${seed},\n`;
  yield `"certainty": ${JSON.stringify({ version: certaintyVersion, meaning })},\n`;
  yield `"table": {"rows": ${rows}, "columns": [${lines(columnEntries(outcomes, columns))}]},\n`;
  yield `"cells": [`;
  yield* cells;
  const parts = ["\n]"];
  if (check) parts.push(`"check": [${lines(check)}]`);
  if (timing) {
    const rounded = Object.fromEntries(Object.entries(timing).map(([name, ms]) => [name, Math.round(ms * 10) / 10]));
    parts.push(`"timing": ${JSON.stringify(rounded)}`);
  }
  yield `${parts.join(",\n")}\n}\n`;
}

const meaning =
  "The probability that the value is right; of numbers and dates, that the true value lies within the column's tolerance of it. Tolerances and standard deviations are in the column's units, those of dates in days.";

/** What became of the columns; `left` says why missing cells stay empty. */
function columnEntries(outcomes: readonly ColumnOutcome[], columns: readonly ReportColumn[]): object[] {
  return outcomes.map(({ index, missing, filled, skipReason }) => {
    const column = columnOf(columns, index);
    const { name, kind, tolerance } = column;
    return { name, kind, missing, filled, left: skipReason, tolerance: tolerance && distance(tolerance.value, column) };
  });
}

/** Nine digits say all there is to say about a distance. */
function distance(value: number, column: ColumnSchema): number {
  return Number(asStated(value, column).toPrecision(9));
}

/**
 * Suggestions as entries of a report, in their order.
 * @param first whether no entry comes before these
 */
export function* cellPieces(suggestions: PackedSuggestions | readonly Suggestion[], columns: readonly ColumnSchema[], first: boolean): Generator<string> {
  const all = "textStart" in suggestions ? unpackSuggestions(suggestions) : suggestions;
  let separator = first ? "\n" : ",\n";
  for (const suggestion of all) {
    yield `${separator}${JSON.stringify(cellEntry(suggestion, columnOf(columns, suggestion.column)))}`;
    separator = ",\n";
  }
}

/** A suggestion as an entry of a report. Ends of intervals are numbers in number columns, texts as they are written in others. */
export function cellEntry({ row, value, certainty, interval, estimate, alternatives }: Suggestion, column: ColumnSchema, cell?: ReportedCell): object {
  const { name, numberFormat } = column;
  return {
    row,
    column: name,
    ...(cell && { decision: cell.decision }),
    value: cell?.edited ?? value,
    ...(cell?.edited === undefined ? {} : { suggested: value }),
    certainty: certainty < 0 ? null : short(certainty),
    interval: interval === null || numberFormat === null ? interval : interval.map((end) => toNumber(end, numberFormat)),
    ...(estimate && { sd: distance(estimate.sd, column) }),
    alternatives: alternatives.map((other) => ({ value: other.value, probability: short(other.probability) })),
  };
}

function lines(items: readonly object[]): string {
  return `\n${items.map((item) => JSON.stringify(item)).join(",\n")}\n`;
}

function columnOf<C extends ColumnSchema>(columns: readonly C[], index: number): C {
  const column = columns[index];
  if (column === undefined) throw new RangeError(`The table has no column ${index}.`);
  return column;
}

/** Six decimals say all there is to say about a probability. */
function short(probability: number): number {
  return Math.round(probability * 1e6) / 1e6;
}

/** The number that `text` stands for in its column's format; the text itself where it stands for none. */
export function toNumber(text: string, format: NumberFormat): number | string {
  const value = parseNumber(text, format);
  return Number.isFinite(value) ? value : text;
}
