import type { ByteFile } from "../csv/csvFile";
import { applyToBytes, type CellStyle, type Edit, type Fill, planEdits, type PlanOptions, quotedColumns } from "../csv/edits";
import { Missing, type TableOutline } from "../table/column";
import type { ColumnOutcome } from "./impute";

/** A value for a missing cell; without a certainty it is wanted in any case. */
export interface WantedFill extends Fill {
  readonly certainty?: number;
}

/** The fills that are to be written, and what speaks against the others. */
export interface PlannedFills<F extends WantedFill> {
  readonly written: readonly F[];
  /** The smallest edits that write them. */
  readonly edits: readonly Edit[];
  /** Per column: why its first refused fill was refused. */
  readonly refused: ReadonlyMap<number, string>;
  /** Per column: fills that are less certain than asked for. */
  readonly unsure: ReadonlyMap<number, number>;
}

export interface FilledTable<F extends WantedFill> extends PlannedFills<F> {
  /** The file with its missing cells filled; every other byte as it was. */
  readonly bytes: Uint8Array;
}

/** The planner's options for missing cells of `table`: sentinel tokens that count as missing may be replaced. */
export function planOptions(table: TableOutline): PlanOptions {
  return { overwrite: (row, column) => table.columns[column]?.missing[row] === Missing.Sentinel, shortRows: table.fillShortRows === true };
}

/** Plans the fills that are certain enough and can be written; an observed cell is never changed. */
export function planFills<F extends WantedFill>(
  file: ByteFile,
  table: TableOutline,
  fills: readonly F[],
  style: CellStyle,
  minCertainty: number,
): PlannedFills<F> {
  const wanted: F[] = [];
  const unsure = new Map<number, number>();
  const encodable: F[] = [];
  for (const fill of fills) {
    const { row, column, certainty = 1 } = fill;
    if (table.columns[column]?.missing[row] === Missing.None) continue;
    if (certainty < minCertainty) unsure.set(column, (unsure.get(column) ?? 0) + 1);
    else wanted.push(fill);
  }
  const refused = new Map<number, string>();
  for (const fill of wanted) {
    if (file.codec.encode(fill.value) !== null) encodable.push(fill);
    else if (!refused.has(fill.column)) refused.set(fill.column, `The file's encoding cannot write "${fill.value.slice(0, 40)}".`);
  }
  const plan = planEdits(file, encodable, style, planOptions(table));
  for (const { fill, reason } of plan.refused) if (!refused.has(fill.column)) refused.set(fill.column, reason.message);
  return { written: plan.written, edits: plan.edits, refused, unsure };
}

/** Writes fills into a copy of the file's bytes: the very same bytes where there is nothing to write. */
export function fillTable<F extends WantedFill>(
  file: ByteFile,
  bytes: Uint8Array,
  table: TableOutline,
  fills: readonly F[],
  minCertainty = 0,
): FilledTable<F> {
  const planned = planFills(file, table, fills, { quoted: quotedColumns(file) }, minCertainty);
  return { ...planned, bytes: planned.edits.length === 0 ? bytes : applyToBytes(file, bytes, planned.edits) };
}

/** What became of the columns once the planned fills are written. */
export function filledColumns(
  outcomes: readonly ColumnOutcome[],
  { written, refused, unsure }: Omit<PlannedFills<WantedFill>, "edits">,
  minCertainty: number,
): ColumnOutcome[] {
  const filled = new Map<number, number>();
  for (const { column } of written) filled.set(column, (filled.get(column) ?? 0) + 1);
  return outcomes.map((outcome) => {
    const reasons = [outcome.skipReason, refused.get(outcome.index) ?? null, tooUnsure(unsure.get(outcome.index), minCertainty)];
    const skipReason = reasons.filter((reason) => reason !== null).join(" ");
    return { ...outcome, filled: filled.get(outcome.index) ?? 0, skipReason: skipReason === "" ? null : skipReason };
  });
}

function tooUnsure(count: number | undefined, minCertainty: number): string | null {
  if (count === undefined) return null;
  return `${count} ${count === 1 ? "suggestion is" : "suggestions are"} less certain than ${minCertainty}.`;
}
