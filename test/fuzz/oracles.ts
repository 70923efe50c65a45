import assert from "node:assert/strict";
import { CsvError } from "../../src/csv/csvError";
import { type ByteFile, type CsvFile, openBytes, openText } from "../../src/csv/csvFile";
import { applyToBytes, applyToText, type Edit, type Fill, quotedColumns } from "../../src/csv/edits";
import { editsFor, refusal } from "../planning";
import { cellState } from "../../src/csv/missing";
import { sameDialect } from "../../src/csv/sameDialect";
import { buildTable } from "../../src/table/buildTable";
import { isMissing, isKnown } from "../../src/table/cell";
import { Missing } from "../../src/table/column";
import { formatLevel, formatValue } from "../../src/table/format";
import { cellsOf, expectedCells, invertEdits, newRanges, without } from "../unit/csv/helpers";
import { agreeWithOthers } from "./agreement";
import { bytesOf, type FuzzInput } from "./input";
import { checkParts, type Tried } from "./parts";
import { referenceCells } from "./reference";

/** What an input showed: kinds of cells, refusals, warnings. The fuzzer keeps inputs that show something new. */
export type Features = Set<string>;

/** Everything that must hold of any input. @throws AssertionError, or whatever the sources threw, where it does not */
export async function check(input: FuzzInput): Promise<Features> {
  const seen: Features = new Set();
  const bytes = bytesOf(input);
  let file: CsvFile;
  let ofBytes: ByteFile;
  try {
    file = openText(input.text, input.overrides);
    ofBytes = openBytes(bytes, input.overrides);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return seen.add(`refused ${error.kind}`);
  }
  checkFields(input.text, file, seen);
  checkReading(input.text, file);
  for (const name of agreeWithOthers(input.text, file)) seen.add(`agrees with ${name}`);
  checkTextEdits(input, file, seen);
  const { tried, filled } = checkByteEdits(input, bytes, ofBytes, seen);
  checkSameTable(input, file, ofBytes);
  checkTable(input, ofBytes, seen);
  await checkParts(input, bytes, ofBytes, tried, filled);
  return seen;
}

/** Fields are in order, apart by one delimiter, and cover every record. */
function checkFields(text: string, { scan, dialect, warnings }: CsvFile, seen: Features): void {
  for (let r = 0; r < scan.records; r++) {
    for (let f = scan.first[r]!; f < scan.first[r + 1]!; f++) {
      seen.add(`field ${scan.flags[f]}`);
      if (f + 1 < scan.first[r + 1]!) assert.equal(text[scan.start[f + 1]! - 1], dialect.delimiter, "fields are one delimiter apart");
      assert.ok(scan.start[f]! <= scan.recordEnd[r]!, "a field begins inside its record");
    }
    const end = scan.recordEnd[r]!;
    assert.ok(end === text.length || text[end] === "\n" || text[end] === "\r", "a record ends at a line end");
    if (r > 0) assert.ok(scan.start[scan.first[r]!]! > scan.recordEnd[r - 1]!, "records are apart");
  }
  seen.add(`dialect ${JSON.stringify(dialect)}`);
  for (const { kind } of warnings) seen.add(`warning ${kind}`);
}

/** A text without misplaced quotes has the cells that the rules of its dialect say. */
function checkReading(text: string, { dialect, scan }: CsvFile): void {
  if (scan.troubled.length > 0) return;
  const ours = cellsOf(openText(text, { ...dialect, header: false, unitRows: 0 }));
  assert.deepEqual(ours, referenceCells(text, dialect), "the cells are not those that the dialect says");
}

/** Values for the file's missing cells, and why the planner refuses those it does not take. */
function attempts(input: FuzzInput, file: CsvFile, seen: Features): Tried[] {
  const style = { quoted: quotedColumns(file) };
  const tried: Tried[] = [];
  let next = 0;
  for (let row = 0; row < file.rows && next < 400; row++) {
    for (let column = 0; column < file.columns; column++) {
      const state = cellState(file, row, column);
      if (state === "value" || next++ % input.skip === 1) continue;
      const fill = { row, column, value: input.values[next % input.values.length]! };
      const refused = refusal(file, fill, style, input);
      tried.push({ ...fill, refused: refused?.message ?? null });
      assert.ok(refused === null || refused instanceof CsvError, "a refusal is a CsvError");
      const field = file.field(row, column);
      seen.add(`fill ${state} ${refused?.kind ?? "taken"} ${field < 0 ? "" : file.scan.flags[field]}`);
    }
  }
  return tried;
}

const taken = (tried: readonly Tried[]): Fill[] => tried.filter(({ refused }) => refused === null);

function checkTextEdits(input: FuzzInput, file: CsvFile, seen: Features): void {
  const { text } = input;
  const fills = taken(attempts(input, file, seen));
  const edits = editsFor(file, fills, { quoted: quotedColumns(file) }, input);
  checkApart(edits);
  const changed = applyToText(text, edits);
  const again = openText(changed, file.dialect);
  const ranges = newRanges(edits, (written) => written.length);
  assert.deepEqual(without(again.units, ranges), without(file.units, edits), "text outside the edits changed");
  assert.deepEqual(cellsOf(again), expectedCells(file, again, fills), "cells read otherwise after the edits");
  if (file.rows > 1 && file.columns > 1) {
    const { newline, ...dialect } = file.dialect;
    assert.deepEqual(sameDialect(file, changed), dialect, "the editor reads the filled text otherwise");
  }
  const inverse = invertEdits(edits, (start, end) => text.slice(start, end));
  assert.equal(applyToText(changed, inverse), text, "undo gives another text");
}

function checkApart(edits: readonly Edit[]): void {
  for (const [i, edit] of edits.entries()) if (i > 0) assert.ok(edit.start > edits[i - 1]!.end, "edits touch");
}

/** @returns what was to be written, and the bytes with it */
function checkByteEdits(input: FuzzInput, bytes: Uint8Array, file: ByteFile, seen: Features): { tried: Tried[]; filled: Uint8Array } {
  seen.add(`encoding ${file.encoding}`);
  checkSpelling(bytes, file);
  const tried = attempts(input, file, seen).filter((fill) => file.codec.encode(fill.value) !== null);
  const fills = taken(tried);
  const edits = editsFor(file, fills, { quoted: quotedColumns(file) }, input);
  checkApart(edits);
  const changed = applyToBytes(file, bytes, edits);
  const size = file.codec.unitBytes;
  const inBytes = (ranges: readonly { start: number; end: number }[]) =>
    ranges.map(({ start, end }) => ({ start: start * size, end: end * size }));
  const ranges = newRanges(edits, (written) => (file.codec.encode(written)?.length ?? 0) / size);
  assert.deepEqual(without(changed, inBytes(ranges)), without(bytes, inBytes(edits)), "bytes outside the edits changed");
  const again = openBytes(changed, file.dialect);
  // Fills may tell an encoding apart that the file alone did not; then the texts are another matter.
  if (again.encoding !== file.encoding) seen.add(`encoding ${file.encoding} became ${again.encoding}`);
  else assert.deepEqual(cellsOf(again), expectedCells(file, again, fills), "cells read otherwise after the edits in bytes");
  return { tried, filled: changed };
}

/** What is read of a cell gives its bytes back. Shift-JIS has two codes for some characters. */
function checkSpelling(bytes: Uint8Array, file: ByteFile): void {
  const { codec, encoding } = file;
  if (encoding === "shiftjis") return;
  for (let row = 0; row < Math.min(file.rows, 50); row++) {
    for (let column = 0; column < Math.min(file.columns, 20); column++) {
      const range = file.range(row, column);
      if (range === null) continue;
      const [start, end] = [range.start * codec.unitBytes, range.end * codec.unitBytes];
      assert.deepEqual(codec.encode(codec.decode(range.start, range.end)), bytes.slice(start, end), "a cell does not give its bytes back");
    }
  }
}

/** The editor reads a document's text, the command line a file's bytes: both must see one table. */
function checkSameTable({ text, encoding }: FuzzInput, file: CsvFile, ofBytes: ByteFile): void {
  const lossless = encoding.startsWith("utf") && !/\p{Surrogate}/u.test(text) && !text.startsWith("\ufeff");
  if (!lossless || ofBytes.encoding !== encoding) return;
  assert.deepEqual(ofBytes.dialect, file.dialect, "bytes and text have other dialects");
  assert.deepEqual(ofBytes.header, file.header, "bytes and text have other headers");
  assert.deepEqual(cellsOf(ofBytes), cellsOf(file), "bytes and text have other cells");
}

/** Every cell is a missing cell, known, or observed and unread; every value can be spelled. */
function checkTable(input: FuzzInput, file: CsvFile, seen: Features): void {
  const table = buildTable(file, { ...input, fillShortRows: input.shortRows });
  assert.equal(table.columns.length, file.columns);
  for (const column of table.columns) {
    seen.add(`column ${column.kind} ${column.dateFormat ?? ""} ${JSON.stringify(column.numberFormat)}`);
    for (let row = 0; row < table.rows; row++) {
      const known = isKnown(column, row);
      assert.ok(!known || column.missing[row] === Missing.None, "a missing cell is known");
      assert.ok(!known || !isMissing(table, column, row), "a missing cell is known");
      assert.ok(known || Number.isNaN(column.values[row]!), "an unknown cell has a value");
      if (column.codes[row]! >= 0) assert.notEqual(formatLevel(column, column.codes[row]!).trim(), "", "a level is spelled as nothing");
      else if (known) assert.notEqual(formatValue(column, column.values[row]!).trim(), "", "a value is spelled as nothing");
    }
  }
}
