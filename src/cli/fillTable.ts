import type { ByteFile } from "../csv/csvFile";
import { applyToBytes, type Fill, planEdits, type PlanOptions, quotedColumns, refusal } from "../csv/edits";
import { usualMissingTokens } from "../csv/missing";
import type { ColumnOutcome } from "../imputation/impute";
import type { Suggestion } from "../imputation/suggestion";
import { Missing, type Table } from "../table/column";

/** What became of a column in the completed copy. */
export type FilledColumn = ColumnOutcome;

export interface FillOptions {
  /** Suggestions below it are left out, 0..1. */
  readonly minCertainty: number;
  /** The tokens that were read as missing; "auto" for the usual ones. */
  readonly missing: readonly string[] | "auto";
  readonly shortRows: boolean;
}

export interface FilledTable {
  /** The file with its holes filled; every other byte as it was. */
  readonly bytes: Uint8Array;
  /** The suggestions that were written. */
  readonly cells: readonly Suggestion[];
  readonly columns: readonly FilledColumn[];
}

/** Writes the suggestions that are certain enough and can be written into a copy of the file's bytes. */
export function fillTable(
  file: ByteFile,
  bytes: Uint8Array,
  table: Table,
  suggestions: readonly Suggestion[],
  outcomes: readonly ColumnOutcome[],
  options: FillOptions,
): FilledTable {
  const style = { quoted: quotedColumns(file) };
  const tokens = options.missing === "auto" ? usualMissingTokens : options.missing;
  const plan: PlanOptions = { overwrite: tokens, shortRows: options.shortRows };
  const reasonAgainst = (fill: Fill): string | null => {
    const error = refusal(file, fill, style, plan);
    if (error !== null) return error.message;
    return file.codec.encode(fill.value) === null ? `The file's encoding cannot write "${fill.value}".` : null;
  };
  const cells: Suggestion[] = [];
  const unsure = new Map<number, number>();
  const refused = new Map<number, string>();
  for (const suggestion of suggestions) {
    const { row, column, certainty } = suggestion;
    if (table.columns[column]?.missing[row] === Missing.None) continue; // an observed cell is never changed
    if (certainty < options.minCertainty) {
      unsure.set(column, (unsure.get(column) ?? 0) + 1);
      continue;
    }
    const reason = reasonAgainst(suggestion);
    if (reason === null) cells.push(suggestion);
    else if (!refused.has(column)) refused.set(column, reason);
  }

  const filled = new Map<number, number>();
  for (const { column } of cells) filled.set(column, (filled.get(column) ?? 0) + 1);
  const columns = outcomes.map((outcome) => {
    const reasons = [outcome.left, refused.get(outcome.index) ?? null, tooUnsure(unsure.get(outcome.index), options)];
    const left = reasons.filter((reason) => reason !== null).join(" ");
    return { ...outcome, filled: filled.get(outcome.index) ?? 0, left: left === "" ? null : left };
  });
  const edits = planEdits(file, cells, style, plan);
  return { bytes: edits.length === 0 ? bytes : applyToBytes(file, bytes, edits), cells, columns };
}

function tooUnsure(count: number | undefined, { minCertainty }: FillOptions): string | null {
  if (count === undefined) return null;
  return `${count} ${count === 1 ? "suggestion is" : "suggestions are"} less certain than ${minCertainty}.`;
}
