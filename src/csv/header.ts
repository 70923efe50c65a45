import type { Dialect, DialectOverrides } from "./dialect";
import type { Scan } from "./fields";
import { headRows, isValue } from "./headRows";
import { fieldEnd, type Sample, scanSample } from "./scan";
import { afterLineEnd, lineEnd, rawText, type Units } from "./units";

/** Finds titles and comments before the table, and whether its first record names the columns. */
export function findHeader(sample: Sample, chosen: Dialect, overrides: DialectOverrides): Dialect {
  let dialect = chosen;
  if (overrides.comment === undefined && dialect.comment !== "") dialect = settleComment(sample, dialect, overrides);
  if (overrides.preamble === undefined) {
    dialect = { ...dialect, preamble: dialect.preamble + titleLines(sample, dialect) };
  }
  const { titles, units } = overrides.header === false ? { titles: 0, units: 0 } : headRows(texts(sample, dialect));
  const isThere = titles === 0 || overrides.preamble === undefined;
  if (isThere && titles > 0) dialect = { ...dialect, preamble: dialect.preamble + linesAbove(sample, dialect, titles) };
  const header = overrides.header ?? namesColumns(texts(sample, dialect));
  return { ...dialect, header, unitRows: overrides.unitRows ?? (header && isThere ? units : 0) };
}

/** Physical lines of the first `records` records. */
function linesAbove(sample: Sample, dialect: Dialect, records: number): number {
  const found = scanSample(sample, dialect);
  return linesBefore(sample.units, found.start[found.first[records]!]!) - dialect.preamble;
}

/** Cells of the first records, quotes taken off roughly. */
function texts(sample: Sample, dialect: Dialect, most = 200): string[][] {
  const found = scanSample(sample, dialect);
  const rows: string[][] = [];
  for (let r = 0; r < Math.min(found.records, most); r++) rows.push(rowTexts(sample.units, found, r));
  return rows;
}

function rowTexts(sample: Units, found: Scan, r: number): string[] {
  const cells: string[] = [];
  for (let f = found.first[r]!; f < found.first[r + 1]!; f++) {
    const text = rawText(sample, found.start[f]!, Math.min(fieldEnd(found, r, f), found.start[f]! + 200)).trim();
    cells.push(text.replace(/^(["'])([\s\S]*)\1$/, "$2").trim());
  }
  return cells;
}

/**
 * Lines that start with "#" are comments, or one of them is the header ("#id,name"), or records do ("#1 hit,…").
 * Later "#" lines as wide as the table are records: then the leading ones are counted as preamble instead.
 */
function settleComment(sample: Sample, dialect: Dialect, overrides: DialectOverrides): Dialect {
  const table = texts(sample, dialect);
  const width = defaultWidth(table);
  const open: Dialect = { ...dialect, comment: "" };
  const all = texts(sample, open);
  let leading = 0;
  while (leading < all.length && all[leading]![0]?.startsWith("#") === true) leading++;
  const last = all[leading - 1];
  const laterRecord = all.slice(leading).some((row) => row[0]?.startsWith("#") === true && row.length === width);
  const lastIsHeader =
    width > 1 &&
    last !== undefined &&
    last.length === width &&
    !(namesColumns(table) && !namesColumns([last, ...table]));
  const headerInHash = lastIsHeader && !sureHeader(table);
  if (!laterRecord && !headerInHash) return dialect;
  if (overrides.preamble !== undefined) return open;
  return { ...open, preamble: open.preamble + Math.max(0, headerInHash ? leading - 1 : leading) };
}

/** Whether the first row differs in kind from what is below it: text over numbers. */
function sureHeader(rows: readonly string[][]): boolean {
  const head = rows[0] ?? [];
  return head.some((cell, c) => cell !== "" && !isValue(cell) && rows.slice(1).some((row) => isValue(row[c] ?? "")));
}

function defaultWidth(rows: readonly string[][]): number {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
  let best = 0;
  for (const [width, count] of counts) if (count > (counts.get(best) ?? 0)) best = width;
  return best;
}

/** Physical lines of titles above a table of several columns: they fill at most one cell. */
function titleLines(sample: Sample, dialect: Dialect): number {
  const found = scanSample(sample, dialect);
  const rows: string[][] = [];
  for (let r = 0; r < Math.min(found.records, 200); r++) rows.push(rowTexts(sample.units, found, r));
  const width = defaultWidth(rows);
  if (width < 2) return 0;
  let titles = 0;
  while (titles < Math.min(20, rows.length - 2) && isTitle(rows[titles]!, width)) titles++;
  if (titles === 0) return 0;
  // The header behind the titles must be whole, or they may as well be sparse records; lines of one cell hardly are.
  const head = rows[titles]!;
  const lone = width >= 3 && rows.slice(0, titles).every((row) => row.length === 1);
  if (head.length < width || head.filter((cell) => cell === "").length > (lone ? width / 2 : 1)) return 0;
  return linesBefore(sample.units, found.start[found.first[titles]!]!) - dialect.preamble;
}

function isTitle(row: readonly string[], width: number): boolean {
  const filled = row.filter((cell) => cell !== "").length;
  if (row.length === 1) return true;
  return filled <= 1 && (row[0] !== "" || filled === 0) && width >= 3;
}

function linesBefore(sample: Units, offset: number): number {
  let lines = 0;
  let at = 0;
  for (;;) {
    const next = afterLineEnd(sample, lineEnd(sample, at));
    if (next > offset || next === at) return lines;
    lines++;
    at = next;
  }
}

/** Whether the first row reads as names: by kind and by not returning in the rows below. A lone row of words does. */
function namesColumns(rows: readonly string[][]): boolean {
  const head = rows[0];
  if (head === undefined) return true;
  const body = rows.slice(1);
  if (isRunOfYears(head)) return true;
  let votes = 0;
  let isData = false;
  for (const [c, cell] of head.entries()) {
    const below = body.map((row) => row[c] ?? "").filter((text) => text !== "");
    const values = below.filter(isValue).length;
    if (cell === "") votes -= c === 0 ? 0 : 0.5;
    else if (isValue(cell)) {
      votes -= 2;
      isData = true;
    } else if (below.length > 0 && values / below.length > 0.7) votes += 2;
    else if (below.includes(cell)) {
      votes -= 1;
      isData = true;
    }
    else if (below.length > 1 && sameLength(below) && cell.length !== below[0]!.length) votes += 0.5;
  }
  const named = head.filter((cell) => cell !== "");
  if (new Set(named).size < named.length) votes -= 0.5;
  // Empty and repeated names alone prove nothing; a header taken for data would have its gaps filled.
  return votes >= 0 || !isData;
}

/** Wide tables name their columns by year: "Country,1960,1961,…". */
function isRunOfYears(head: readonly string[]): boolean {
  const years = head.filter((cell) => /^(?:1[5-9]|20)\d\d$/.test(cell)).map(Number);
  if (years.length < 3 || years.length < head.filter((cell) => isValue(cell)).length) return false;
  const step = years[1]! - years[0]!;
  return step !== 0 && years.every((year, i) => i === 0 || year - years[i - 1]! === step);
}

function sameLength(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.length === cells[0]!.length);
}
