import { type CsvFile, headRecords } from "./csvFile";
import type { DialectOverrides } from "./dialect";

/** What was found of a table stays while it is edited: half a typed line must not turn commas into semicolons. */
export function sameDialect(file: CsvFile, text: string): DialectOverrides {
  if (file.rows < 2 || file.columns < 2) return {};
  const { delimiter, quote, comment, header, unitRows, preamble, initialSpace } = file.dialect;
  const same = { delimiter, quote, comment, header };
  return startsAlike(file, text) ? { ...same, unitRows, preamble, initialSpace } : same;
}

/** Whether `text` has the same lines before the first data row: then no row may become a title because it was filled. */
function startsAlike({ units, scan, dialect }: CsvFile, text: string): boolean {
  const head = headRecords(dialect);
  const end = head > 0 ? (scan.recordEnd[head - 1] ?? 0) : (scan.start[0] ?? 0);
  if (text.length < end) return false;
  for (let i = 0; i < end; i++) if (text.charCodeAt(i) !== units[i]) return false;
  return true;
}
