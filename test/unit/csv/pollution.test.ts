/**
 * Polluted files after the list of Vitagliano et al., "Pollock: A Data Loading Benchmark" (PVLDB 16, 2023): one clean
 * file of our own, polluted in one way at a time. Of each: what is read, that a missing cell can be filled where the table
 * still has one, and that every other byte stays.
 */
import assert from "node:assert/strict";
import test from "node:test";
import iconv from "iconv-lite";
import { openBytes } from "../../../src/csv/csvFile";
import { applyToBytes, quotedColumns } from "../../../src/csv/edits";
import { editsFor } from "../../planning";
import { cellState } from "../../../src/csv/missing";
import { seededRandom } from "../../../src/npt/random";
import { buildTable } from "../../../src/table/buildTable";
import { cellsOf, seed, without } from "./helpers";

const names = ["date", "time", "quantity", "product", "price", "note"];
const random = seededRandom(seed);
const below = (n: number): number => Math.floor(random() * n);

/** 84 rows as in the benchmark's source file: dates, times, numbers, ids, prices, text with the delimiter in quotes. */
const rows: readonly (readonly string[])[] = Array.from({ length: 84 }, (_, i) => [
  `${1 + below(12)}/${1 + below(28)}/2018`,
  `${below(24)}:${String(below(60)).padStart(2, "0")}`,
  String(1 + below(50)),
  `ID_${100 + below(40)}`,
  i % 9 === 4 ? "" : `${below(400)}.${below(10)}${below(10)}`,
  i % 5 === 0 ? "Ölfilter, 3 \"gross\"" : i % 7 === 3 ? "" : "plain note",
]);

interface Writing {
  readonly delimiter?: string;
  readonly quote?: string;
  readonly escapedBy?: string;
  readonly newline?: string;
  readonly encoding?: string;
  readonly bom?: boolean;
}

/** The table as a file; texts with delimiter, quote or line end are quoted. */
function written(table: readonly (readonly string[])[], writing: Writing = {}): Buffer {
  const { delimiter = ",", quote = '"', escapedBy = quote, newline = "\r\n", encoding = "utf8", bom = false } = writing;
  const cell = (text: string): string =>
    text.includes(delimiter) || text.includes(quote) || /[\r\n]/.test(text) ? quote + text.replaceAll(quote, escapedBy + quote) + quote : text;
  const text = table.map((row) => row.map(cell).join(delimiter)).join(newline) + newline;
  return iconv.encode(text, encoding, { addBOM: bom });
}

const clean = [names, ...rows];
const lines = (): string[] => written(clean).toString().split("\r\n").slice(0, -1);
const file = (polluted: readonly string[], end = "\r\n"): Buffer => Buffer.from(polluted.join("\r\n") + end);
const change = (at: number, to: (line: string) => string): Buffer => file(lines().map((line, i) => (i === at ? to(line) : line)));

interface Reading {
  readonly header?: readonly string[] | null;
  readonly rows?: readonly (readonly string[])[];
  /** Kinds of warnings, each once. */
  readonly warnings?: readonly string[];
}

const same: Reading = { header: names, rows, warnings: [] };

const pollutions: readonly [name: string, bytes: Buffer, reading: Reading][] = [
  ["nothing: the source file", written(clean), same],
  // The file as a whole
  ["no bytes at all", Buffer.alloc(0), { header: null, rows: [] }],
  ["no final line end", file(lines(), ""), same],
  ["two final line ends", file(lines(), "\r\n\r\n"), same],
  ["line ends LF", written(clean, { newline: "\n" }), same],
  ["line ends CR", written(clean, { newline: "\r" }), same],
  ["UTF-8 with a byte order mark", written(clean, { bom: true }), same],
  ["UTF-16 little endian", written(clean, { encoding: "utf16le", bom: true }), same],
  ["UTF-16 big endian", written(clean, { encoding: "utf16be", bom: true }), same],
  ["Windows-1252", written(clean, { encoding: "windows-1252" }), same],
  // Header
  ["no header", written(rows), { header: null, rows, warnings: [] }],
  ["a header alone", written([names]), { header: names, rows: [] }],
  ["one data row", written(clean.slice(0, 2)), { header: names, rows: rows.slice(0, 1) }],
  ["two rows and no header", written(rows.slice(0, 2)), { header: null, rows: rows.slice(0, 2) }],
  ["a header with quoted names", change(0, () => names.map((name) => `"${name}"`).join()), same],
  ["a header with names that repeat", change(0, () => "a,a,a,b,b,b"), { ...same, header: ["a", "a", "a", "b", "b", "b"] }],
  ["a header with a name of 300 characters", change(0, () => [...names.slice(0, 5), "n".repeat(300)].join()), { ...same, header: [...names.slice(0, 5), "n".repeat(300)] }],
  ["a header with one empty name", change(0, () => "date,time,,product,price,note"), { ...same, header: ["date", "time", "", "product", "price", "note"] }],
  ["a preamble of one title", file(["Sales of 2018", ...lines()]), same],
  ["a preamble and a blank line", file(["Sales of 2018", "", ...lines()]), same],
  ["a footnote of one cell", file([...lines(), "Source: own figures"]), { header: names, rows: [...rows, ["Source: own figures"]], warnings: [] }],
  // Dialect
  ["delimiter ;", written(clean, { delimiter: ";" }), same],
  ["delimiter tab", written(clean, { delimiter: "\t" }), same],
  ["delimiter |", written(clean, { delimiter: "|" }), same],
  ["delimiter comma and space", file(lines().map((line) => line.replace(/,(?=[^ ])/g, ", "))), { header: ["date", ...names.slice(1).map((name) => ` ${name}`)] }],
  ["quote '", written(clean, { quote: "'" }), same],
  // Rows
  ["a blank line between rows", file([...lines().slice(0, 20), "", ...lines().slice(20)]), same],
  ["a row with fewer cells", change(12, (line) => line.split(",").slice(0, 4).join()), { ...same, rows: rows.map((row, i) => (i === 11 ? row.slice(0, 4) : row)) }],
  ["a row with more cells", change(13, (line) => `${line},more,cells`), { header: names, rows: rows.map((row, i) => (i === 12 ? [...row, "more", "cells"] : row)), warnings: ["long-row"] }],
  ["rows that end with a delimiter", file(lines().map((line, i) => (i === 0 ? line : `${line},`))), { header: [...names, ""], rows: rows.map((row) => [...row, ""]), warnings: [] }],
  ["another delimiter in one row", change(30, () => '1/1/2018;10:15;3;ID_1;1.00;x'), { ...same, rows: rows.map((row, i) => (i === 29 ? ["1/1/2018;10:15;3;ID_1;1.00;x"] : row)) }],
  ["a line end LF in one row of a file with CR LF", Buffer.from(written(clean).toString().replace("\r\n", "\n")), same],
  // Cells
  ["a quote that is never closed", change(40, (line) => line.replace(/^/, '"')), { warnings: ["unterminated-quote"] }],
  ["a quote inside a bare cell", change(41, (line) => line.replace("/2018", '/20"18')), { ...same, rows: rows.map((row, i) => (i === 40 ? [row[0]!.replace("/2018", '/20"18'), ...row.slice(1)] : row)) }],
  ["text behind a closing quote", change(43, () => '1/1/2018,10:15,3,"ID_1"x,1.00,plain note'), { warnings: ["stray-quote"] }],
  ["spaces around quotes", change(42, () => '1/1/2018,10:15,3,ID_1,1.00,"x" '), { ...same, rows: rows.map((row, i) => (i === 41 ? ["1/1/2018", "10:15", "3", "ID_1", "1.00", "x"] : row)) }],
  ["quotes escaped with a backslash", written(clean, { escapedBy: "\\" }), {}],
  ["a line end inside quotes", change(44, () => '1/1/2018,10:15,3,ID_1,1.00,"two\r\nlines"'), { ...same, rows: rows.map((row, i) => (i === 43 ? ["1/1/2018", "10:15", "3", "ID_1", "1.00", "two\r\nlines"] : row)) }],
  ["a cell of a megabyte", change(45, () => `1/1/2018,10:15,3,ID_1,1.00,${"x".repeat(1e6)}`), { ...same, rows: rows.map((row, i) => (i === 44 ? ["1/1/2018", "10:15", "3", "ID_1", "1.00", "x".repeat(1e6)] : row)) }],
  ["NUL in a cell", change(46, () => "1/1/2018,10:15,3,ID_\0,1.00,x"), { ...same, rows: rows.map((row, i) => (i === 45 ? ["1/1/2018", "10:15", "3", "ID_\0", "1.00", "x"] : row)) }],
  ["every cell in quotes", file(clean.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join())), same],
];

for (const [name, bytes, reading] of pollutions) {
  test(`polluted by ${name}`, () => {
    const opened = openBytes(bytes);
    if (reading.header !== undefined) assert.deepEqual(bytes.length === 0 ? null : opened.header, reading.header);
    if (reading.rows !== undefined) assert.deepEqual(cellsOf(opened), reading.rows);
    if (reading.warnings !== undefined) assert.deepEqual([...new Set(opened.warnings.map(({ kind }) => kind))], reading.warnings);
    assert.equal(buildTable(opened).rows, opened.rows);
    // No row is lost or swallowed, whatever is polluted.
    if (bytes.length > 10_000 / 3) assert.ok(opened.rows >= 84 && opened.rows <= 86, `${opened.rows} rows`);
    checkFill(bytes, opened);
  });
}

/** Fills the first empty cell of the file; nothing else may change. */
function checkFill(bytes: Buffer, opened: ReturnType<typeof openBytes>): void {
  for (let row = 0; row < opened.rows; row++) {
    for (let column = 0; column < opened.columns; column++) {
      if (cellState(opened, row, column) !== "empty") continue;
      const edits = editsFor(opened, [{ row, column, value: "7.25" }], { quoted: quotedColumns(opened) });
      const filled = applyToBytes(opened, bytes, edits);
      const size = opened.codec.unitBytes;
      const [edit] = edits;
      const grown = { start: edit!.start * size, end: edit!.start * size + (opened.codec.encode(edit!.text)?.length ?? 0) };
      assert.deepEqual(without(filled, [grown]), without(bytes, [{ start: edit!.start * size, end: edit!.end * size }]));
      const again = openBytes(filled, opened.dialect);
      const expected = cellsOf(opened);
      expected[row]![column] = "7.25";
      assert.deepEqual(cellsOf(again), expected);
      return;
    }
  }
}
