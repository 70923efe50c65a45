import type { CsvFile } from "../csv/csvFile";
import type { ReviewSession } from "./session";
import type { CellPlace } from "./table";

/** The missing cells whose cells touch the offsets `start` to `end` (both included) of the file, row by row. */
export function* missingBetween(
  file: CsvFile,
  session: ReviewSession,
  start: number,
  end: number,
): Generator<CellPlace> {
  const columns = session.columnsWithMissing;
  if (columns.length === 0) return;
  for (let row = rowAt(file, start); row < file.rows; row++) {
    const first = file.range(row, 0);
    if (first && first.start > end) return;
    for (const column of columns) {
      if (!session.isMissing(row, column)) continue;
      const range = file.range(row, column);
      if (range && range.start <= end && range.end >= start) yield { row, column };
    }
  }
}

/** The last row that begins at or before `offset`. */
function rowAt(file: CsvFile, offset: number): number {
  let low = 0;
  let high = Math.max(0, file.rows - 1);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((file.range(middle, 0)?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
