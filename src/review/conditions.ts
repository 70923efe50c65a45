import { CellState } from "../shared/cellState";
import type { Condition } from "../shared/protocol";
import { Missing, type OutlinedColumn } from "../table/column";
import { parseValue } from "../table/parseValue";
import { isMissingState } from "./missingOverview";
import type { ReviewSession } from "./session";
import type { ReviewSource } from "./source";

/** A condition that is about the texts of a column. */
export type TextCondition = Exclude<Condition, { readonly kind: "pattern" }>;

/** Whether a text of the column meets the condition. */
export function testOf(condition: TextCondition, column: OutlinedColumn): (text: string) => boolean {
  if (condition.kind === "values") {
    const wanted = new Set(condition.values);
    return (text) => wanted.has(text.trim());
  }
  const [from, to] = [boundOf(condition.from, column), boundOf(condition.to, column)];
  const parse = parserOf(column);
  return (text) => {
    const value = parse(text);
    return (from === null || value >= from) && (to === null || value <= to) && !Number.isNaN(value);
  };
}

const plainNumber = /^-?\d{1,15}(?:\.\d{1,15})?$/;

/** Most numbers of a large file need none of what `parseValue` knows. */
function parserOf(column: OutlinedColumn): (text: string) => number {
  const { numberFormat } = column;
  const plain = numberFormat !== null && numberFormat.decimalMark === "." && numberFormat.grouping === "" && numberFormat.prefix === "" && numberFormat.suffix === "";
  return (text) => (plain && plainNumber.test(text) ? Number(text) : parseValue(column, text));
}

/** The number that a bound stands for; null where there is none. @throws RangeError where it is no number or date of the column */
function boundOf(text: string, column: OutlinedColumn): number | null {
  if (text.trim() === "") return null;
  const value = parseValue(column, text.trim());
  if (!Number.isNaN(value)) return value;
  const plain = column.dateFormat === null ? Number(text) : Date.parse(text) / 1000;
  if (Number.isNaN(plain)) throw new RangeError(text);
  return plain;
}

/** Whether a bound can be understood. */
export function isBound(text: string, column: OutlinedColumn): boolean {
  try {
    boundOf(text, column);
    return true;
  } catch {
    return false;
  }
}

/** 1 for each row whose text in the file meets the condition; missing cells do not. In short turns. */
export async function rowsWithText(
  condition: TextCondition,
  source: Pick<ReviewSource, "eachCell">,
  rows: number,
  column: OutlinedColumn,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const meets = testOf(condition, column);
  const shown = new Uint8Array(rows);
  const visit = (row: number, text: string | null): void => {
    if (row < rows && text !== null && column.missing[row] === Missing.None && meets(text)) shown[row] = 1;
  };
  await source.eachCell(column.index, visit, onProgress, signal);
  return shown;
}

/** Takes the rows out of `shown` that do not meet the condition as the cells are now. @param texts what `rowsWithText` found */
export async function keepRows(shown: Uint8Array, condition: Condition, session: ReviewSession, texts: Uint8Array | null, pause: () => Promise<void>): Promise<void> {
  if (condition.kind === "pattern") return keepPattern(shown, condition.columns, session, pause);
  const column = session.table.columns[condition.column];
  if (column === undefined) return;
  const meets = testOf(condition, column);
  const states = session.statesOf(condition.column);
  for (let row = 0; row < shown.length; row++) {
    const state: CellState = states[row] ?? CellState.Observed;
    const kept = isMissingState(state) ? condition.missing : state === CellState.Observed ? texts?.[row] === 1 : meets(session.text(row, condition.column));
    if (!kept) shown[row] = 0;
  }
}

/** Keeps the rows in which exactly these columns are missing. */
async function keepPattern(shown: Uint8Array, columns: readonly number[], session: ReviewSession, pause: () => Promise<void>): Promise<void> {
  const wanted = new Set(columns);
  for (const column of new Set([...session.columnsWithMissing, ...columns])) {
    const states = session.statesOf(column);
    const missing = wanted.has(column);
    for (let row = 0; row < shown.length; row++) {
      if (isMissingState(states[row] ?? CellState.Observed) !== missing) shown[row] = 0;
    }
    await pause();
  }
}
