import { type Excerpt, editsOfFile, ExcerptWriter } from "../csv/excerpt";
import type { Fill } from "../csv/edits";
import { styleOf } from "../csv/fileIndex";
import { readRows } from "../csv/rowReader";
import { ChangeList } from "../csv/splice";
import { planFills } from "../imputation/fillTable";
import type { TableOutline } from "../table/column";
import { type FileReviewSource, partBytes } from "./fileSource";

/** Bytes of rows that are planned together. */
const maxBytes = 16 * 2 ** 20;

export interface PlannedCopy {
  readonly changes: ChangeList;
  readonly written: number;
  /** Why the first value that is not written is not; "" where all are. */
  readonly because: string;
}

/** The changes of a file's bytes that write `fills`, which are sorted by row and column. */
export async function planCopy({ layout, table }: Pick<FileReviewSource, "layout" | "table">, fills: readonly Fill[], signal: AbortSignal): Promise<PlannedCopy> {
  const { bytes, index } = layout;
  const changes = new ChangeList();
  let written = 0;
  let because = "";
  const rows = Int32Array.from(new Set(fills.map(({ row }) => row)));
  let next = 0;
  for (let from = 0; from < rows.length; ) {
    const writer = new ExcerptWriter(index);
    const add = (...args: Parameters<ExcerptWriter["add"]>): boolean => {
      writer.add(...args);
      return writer.length < maxBytes;
    };
    from += await readRows(bytes, index, rows.subarray(from), add, { partBytes, signal });
    const excerpt = writer.finish();
    const mine: Fill[] = [];
    for (let row = 0; row < excerpt.rows; row++) {
      while (fills[next]?.row === excerpt.chosen.rows[row]) mine.push({ ...fills[next++]!, row });
    }
    const planned = planFills(excerpt, outlineOf(table, excerpt), mine, styleOf(index), 0);
    for (const change of editsOfFile(excerpt, planned.edits, (text) => excerpt.codec.encode(text)!)) changes.add(change);
    written += planned.written.length;
    if (because === "") because = [...planned.refused.values()][0] ?? "";
  }
  return { changes, written, because };
}

/** The missing cells of an excerpt's rows. */
function outlineOf(table: TableOutline, { chosen }: Excerpt): TableOutline {
  const columns = table.columns.map((column) => ({ ...column, missing: Uint8Array.from(chosen.rows, (row) => column.missing[row]!) }));
  return { ...table, rows: chosen.rows.length, columns };
}
