import type { CsvFile } from "./csvFile";
import { type CellStyle, type Edit, type Fill, type Plan, type PlanOptions, planEdits, type Refused } from "./edits";

/** Planning so many fills takes about 10 ms. */
const fillsPerTurn = 10_000;

/**
 * `planEdits` in turns, for a thread that has other things to do.
 * @param pause lets other work run; rejects to end the planning
 * @returns the same plan, `written` by row and column
 * @throws CsvError "duplicate" where a cell has two values
 */
export async function planInTurns<F extends Fill>(
  file: CsvFile,
  fills: readonly F[],
  style: CellStyle,
  options: PlanOptions,
  pause: () => Promise<void>,
  perTurn = fillsPerTurn,
): Promise<Plan<F>> {
  const sorted = [...fills].sort((a, b) => a.row - b.row || a.column - b.column);
  const written: F[] = [];
  const edits: Edit[] = [];
  const refused: Refused<F>[] = [];
  for (let from = 0; from < sorted.length; ) {
    let to = Math.min(sorted.length, from + perTurn);
    // A row's fills can make one edit, so they are planned together.
    while (to < sorted.length && sorted[to]!.row === sorted[to - 1]!.row) to++;
    const part = planEdits(file, sorted.slice(from, to), style, options);
    for (const fill of part.written) written.push(fill);
    for (const edit of part.edits) edits.push(edit);
    for (const fill of part.refused) refused.push(fill);
    from = to;
    if (from < sorted.length) await pause();
  }
  return { written, edits, refused };
}
