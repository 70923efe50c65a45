import type { FileIndex } from "./fileIndex";
import { type ByteSource, type PartOptions, readParts, type RecordPart } from "./parts";

/** Called with a part of the file, a record of it, and the data row that the record is. False ends the reading. */
export type VisitRecord = (part: RecordPart, record: number, row: number) => boolean;

/** Reads the data rows `rows` (rising) of a large file, passing over what lies between them. @returns the rows visited */
export async function readRows(
  source: ByteSource,
  index: FileIndex,
  rows: ArrayLike<number>,
  visit: VisitRecord,
  options: Pick<PartOptions, "partBytes" | "signal">,
): Promise<number> {
  for (let next = 0; next < rows.length; ) {
    // One reading takes neighbouring stretches together, up to the size of a part.
    const first = anchorAt(index, rows[next]!);
    let last = first;
    let until = next;
    while (until < rows.length) {
      const anchor = anchorAt(index, rows[until]!);
      if (anchor > last + 1 || (anchor > first && offsetOf(index, anchor) - index.anchorOffset[first]! > options.partBytes)) break;
      last = anchor;
      while (until < rows.length && rows[until]! < rowOf(index, last + 1)) until++;
    }
    let row = index.anchorRow[first]!;
    const from = index.anchorOffset[first]!;
    for await (const part of readParts(source, index, { ...options, from, to: offsetOf(index, last + 1) })) {
      for (let record = 0; record < part.scan.records; record++, row++) {
        if (row !== rows[next]) continue;
        next++;
        if (!visit(part, record, row)) return next;
      }
    }
    if (next < until) throw new RangeError("The rows asked for are not in the file, or not in order.");
  }
  return rows.length;
}

/** Calls `visit` for every data row of a large file, in order. */
export async function readAllRows(
  source: ByteSource,
  index: FileIndex,
  visit: (...args: Parameters<VisitRecord>) => void,
  options: Pick<PartOptions, "partBytes" | "signal"> & { onProgress?(done: number): void },
): Promise<void> {
  const from = index.anchorOffset[0];
  if (from === undefined) return;
  let row = 0;
  for await (const part of readParts(source, index, { ...options, from, to: index.end })) {
    for (let record = 0; record < part.scan.records; record++) visit(part, record, row++);
    options.onProgress?.(part.offset + part.bytes.length);
  }
}

/** The last anchor at or before `row`. */
function anchorAt({ anchorRow }: FileIndex, row: number): number {
  let low = 0;
  let high = anchorRow.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (anchorRow[middle]! <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

function rowOf({ anchorRow, rows }: FileIndex, anchor: number): number {
  return anchorRow[anchor] ?? rows;
}

function offsetOf({ anchorOffset, end }: FileIndex, anchor: number): number {
  return anchorOffset[anchor] ?? end;
}

/** Where the stretch of rows that holds `row` begins and ends (data rows). */
export function stretchOf(index: FileIndex, row: number): { readonly first: number; readonly end: number } {
  const anchor = anchorAt(index, row);
  return { first: index.anchorRow[anchor] ?? 0, end: rowOf(index, anchor + 1) };
}
