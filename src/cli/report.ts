import type { Suggestion } from "../imputation/suggestion";
import type { Column, NumberFormat, Table } from "../table/column";
import type { ColumnOutcome } from "../imputation/impute";

/** What a file is written from, piece by piece. */
export type Pieces = Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

/** What `--report` holds beside the cells. */
export interface Report {
  /** `sha256` of the manifest, which names the SHA-256 of every graph. */
  readonly model: { readonly name: string; readonly version: string; readonly sha256: string };
  readonly table: Table;
  readonly columns: readonly ColumnOutcome[];
  /** Milliseconds. */
  readonly timing: {
    readonly readMs: number;
    readonly encodeMs: number;
    readonly inferenceMs: number;
    readonly writeMs: number;
    readonly totalMs: number;
  };
  /** The result of `--check`, as it is; null without it. */
  readonly check: readonly object[] | null;
}

/**
 * The report as JSON, in pieces: a table with a million missing cells must not become one string.
 * @param cells pieces of `cellPieces`
 */
export async function* reportPieces(
  { model, table, columns, timing, check }: Report,
  cells: Pieces,
): AsyncGenerator<Uint8Array | string> {
  const described = columns.map(({ index, missing, filled, skipReason }) => {
    const { name, kind } = columnOf(table, index);
    return { name, kind, missing, filled, left: skipReason };
  });
  yield `{\n"model": ${JSON.stringify(model)},\n`;
  yield `"table": {"rows": ${table.rows}, "columns": [${lines(described)}]},\n`;
  yield `"cells": [`;
  yield* cells;
  yield "\n],\n";
  if (check !== null) yield `"check": [${lines(check)}],\n`;
  const rounded = Object.fromEntries(Object.entries(timing).map(([name, ms]) => [name, Math.round(ms * 10) / 10]));
  yield `"timing": ${JSON.stringify(rounded)}\n}\n`;
}

/**
 * The suggestions that were written as entries of the report, sorted by row and column. Intervals of number columns
 * are numbers, those of dates texts in the column's format.
 * @param rowOf the row of the file for a row of `table`
 * @param first whether no entry comes before these
 */
export function* cellPieces(
  cells: readonly Suggestion[],
  table: Table,
  rowOf: (row: number) => number = (row) => row,
  first = true,
): Generator<string> {
  const sorted = [...cells].sort((left, right) => left.row - right.row || left.column - right.column);
  for (const [index, cell] of sorted.entries()) {
    const entry = plain({ ...cell, row: rowOf(cell.row) }, table);
    yield `${first && index === 0 ? "\n" : ",\n"}${JSON.stringify(entry)}`;
  }
}

function lines(items: readonly object[]): string {
  return `\n${items.map((item) => JSON.stringify(item)).join(",\n")}\n`;
}

function columnOf(table: Table, index: number): Column {
  const column = table.columns[index];
  if (column === undefined) throw new RangeError(`The table has no column ${index}.`);
  return column;
}

function plain({ row, column, value, certainty, interval, alternatives }: Suggestion, table: Table) {
  const { name, numberFormat } = columnOf(table, column);
  return {
    row,
    column: name,
    value,
    certainty: short(certainty),
    interval:
      interval === null || numberFormat === null ? interval : interval.map((end) => toNumber(end, numberFormat)),
    alternatives: alternatives.map((other) => ({ value: other.value, probability: short(other.probability) })),
  };
}

/** Six decimals say all there is to say about a probability. */
function short(probability: number): number {
  return Math.round(probability * 1e6) / 1e6;
}

/** The number that `text` spells in its column's format; the text itself where it spells none. */
export function toNumber(text: string, { decimalMark, grouping, prefix, suffix }: NumberFormat): number | string {
  let digits = text;
  if (prefix !== "") digits = digits.replace(prefix, "");
  if (suffix !== "" && digits.endsWith(suffix)) digits = digits.slice(0, -suffix.length);
  if (grouping !== "") digits = digits.replaceAll(grouping, "");
  if (decimalMark === ",") digits = digits.replace(",", ".");
  const value = Number(digits);
  return digits.trim() === "" || !Number.isFinite(value) ? text : value;
}
