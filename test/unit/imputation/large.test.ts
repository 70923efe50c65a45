/** A file that is filled in blocks: each missing cell once, every other byte as it was, whatever the blocks and parts are. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { openBytes } from "../../../src/csv/csvFile";
import { indexFile } from "../../../src/csv/fileIndex";
import type { ByteSource } from "../../../src/csv/parts";
import { ChangeList, splicedPieces } from "../../../src/csv/splice";
import type { ImputeTable } from "../../../src/imputation/impute";
import { imputeLarge } from "../../../src/imputation/imputeLarge";
import { blocksOf, type LargeFile, learningTable, stretchesTable, survey } from "../../../src/imputation/largeTable";
import type { Suggestion } from "../../../src/imputation/suggestion";
import { fillTable } from "../../../src/imputation/fillTable";
import { buildTable } from "../../../src/table/buildTable";
import type { TableOptions } from "../../../src/table/tableOptions";
import { MissingMap } from "../../../src/table/missingMap";
import { isMissing, isKnown } from "../../../src/table/cell";
import { Neighbours } from "../../../src/order/neighbours";
import { fileSequence } from "../../../src/order/sequence";
import { createModel } from "../../../src/engine/model";
import { seed, utf8 } from "../csv/helpers";
import { DirectRuntime, manifest } from "../npt/network";

const { signal } = new AbortController();
const options = { columns: null, seed: 0, contextRows: 0 };

/** Fills every missing cell with a value that names its column, and notes which missing cells it was given. */
function network(): { readonly impute: ImputeTable; readonly asked: number[] } {
  const asked: number[] = [];
  const impute: ImputeTable = async (table) => {
    const suggestions: Suggestion[] = [];
    for (const column of table.columns) {
      for (let row = 0; row < table.rows; row++) {
        if (isMissing(table, column, row)) suggestions.push({ row, column: column.index, value: `c${column.index}`, certainty: 1, interval: null, alternatives: [] });
      }
    }
    asked.push(suggestions.length);
    const columns = table.columns.map(({ index }) => ({ index, missing: 0, filled: 0, skipReason: null }));
    return { suggestions, columns, timing: { encodeMs: 0, inferenceMs: 0 } };
  };
  return { impute, asked };
}

function sourceOf(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: async (start, end) => bytes.slice(start, end) };
}

async function fillLarge(bytes: Uint8Array, table: Partial<TableOptions>, limits: NonNullable<LargeFile["limits"]>, partBytes: number) {
  const source = sourceOf(bytes);
  const index = await indexFile(source, {}, { partBytes });
  const large: LargeFile = { source, index, options: table, limits };
  const holes = new MissingMap(index.rows);
  const found = await survey(large, 1, { onMissing: holes.add }, { partBytes });
  const changes = new ChangeList();
  const { impute, asked } = network();
  const take = async (block: { readonly changes: Iterable<Parameters<ChangeList["add"]>[0]> }): Promise<void> => {
    for (const change of block.changes) changes.add(change);
  };
  await imputeLarge(impute, large, found, options, 0, take, {}, { signal, partBytes, neighbours: partBytes % 2 === 0 });
  const pieces: Uint8Array[] = [];
  for await (const piece of splicedPieces(source, changes, partBytes)) pieces.push(piece);
  return { bytes: Buffer.concat(pieces), asked, found, map: holes.outline((await learningTable(large, found, {})).columns, table.fillShortRows === true) };
}

async function fillWhole(bytes: Uint8Array, tableOptions: Partial<TableOptions>): Promise<Buffer> {
  const file = openBytes(bytes);
  const table = buildTable(file, tableOptions);
  const { suggestions } = await network().impute(table, options, {}, signal);
  return Buffer.from(fillTable(file, bytes, table, suggestions).bytes);
}

const cell = fc.constantFrom("", "", "", '""', "x", "y", "12", "NA", " ", '"a,b"', '"two\nlines"', '"say ""no"""', "é");
const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 3 }), { maxLength: 40 });
const ends = fc.constantFrom("\n", "\r\n", "\r");

test("blocks and parts of any size fill what filling the whole file fills", async () => {
  await fc.assert(
    fc.asyncProperty(rows, ends, fc.integer({ min: 3, max: 60 }), fc.integer({ min: 2, max: 200 }), fc.boolean(), async (cells, end, blockCells, partBytes, last) => {
      const bytes = utf8(["a,b,c", ...cells.map((row) => row.join(","))].join(end) + (last ? end : ""));
      const whole = await fillWhole(bytes, {});
      const all = { learningCells: 1e6, blockCells: 1e6, bytes: 1e6 };
      assert.deepEqual((await fillLarge(bytes, {}, all, partBytes)).bytes, whole);
      const filled = await fillLarge(bytes, {}, { learningCells: 30, blockCells, bytes: 1e6 }, partBytes);
      assert.deepEqual(filled.bytes, whole);
      assert.deepEqual((await fillLarge(bytes, {}, { learningCells: 30, blockCells, bytes: 20 }, partBytes + 7)).bytes, whole);
    }),
    { seed, numRuns: 250 },
  );
});

test("missing cells are mapped as the whole table has them: blanks, tokens by their column, short rows", async () => {
  const settings = [{}, { blankIsMissing: true }, { missingTokens: "auto" as const }, { fillShortRows: true, missingTokens: ["NA", "x"] }];
  await fc.assert(
    fc.asyncProperty(rows, fc.constantFrom(...settings), fc.integer({ min: 2, max: 90 }), async (cells, tableOptions, partBytes) => {
      const bytes = utf8(`a,b,c\n${cells.map((row) => row.join(",")).join("\n")}`);
      const table = buildTable(openBytes(bytes), tableOptions);
      const { map } = await fillLarge(bytes, tableOptions, { learningCells: 1e6, blockCells: 20, bytes: 1e6 }, partBytes);
      assert.equal(map.rows, table.rows);
      for (const column of table.columns) {
        assert.equal(map.columns[column.index]?.kind, column.kind);
        assert.deepEqual(map.columns[column.index]?.missing, column.missing);
      }
    }),
    { seed, numRuns: 250 },
  );
});

test("the sample is what the seed says, in file order, and a block learns from it and from its own rows", async () => {
  const text = `a,b\n${Array.from({ length: 3000 }, (_, row) => `${row % 10 === 3 ? "" : row % 7},${row % 7}`).join("\n")}\n`;
  const limits = { learningCells: 400, blockCells: 100, bytes: 1e6 };
  const { found, asked } = await fillLarge(utf8(text), {}, limits, 500);
  const again = await fillLarge(utf8(text), {}, limits, 4096);
  assert.deepEqual(found.learning.chosen.rows, again.found.learning.chosen.rows);
  assert.equal(found.learning.rows, 200);
  assert.ok(found.learning.chosen.rows.every((row, k, rows_) => k === 0 || row > rows_[k - 1]!));
  assert.deepEqual(asked, Array(6).fill(50));
  const third = found.learning.chosen.rows.filter((row) => row < 1000).length;
  assert.ok(third > 40 && third < 95, `${third} of 200 rows from the first third`);
  assert.ok(isKnown(buildTable(found.learning).columns[1]!, 0));
});

test("changes out of order are refused", () => {
  const changes = new ChangeList();
  changes.add({ start: 5, end: 6, bytes: utf8("x") });
  assert.throws(() => changes.add({ start: 5, end: 5, bytes: utf8("y") }), RangeError);
});

test("blocks may begin anywhere: the same blocks, the one that holds the row first, then round", async () => {
  const text = `a,b\n${Array.from({ length: 900 }, (_, row) => `${row % 3 === 1 ? "" : row % 7},${row % 5}`).join("\n")}\n`;
  const source = sourceOf(utf8(text));
  const large: LargeFile = { source, index: await indexFile(source, {}), options: {}, limits: { learningCells: 200, blockCells: 80, bytes: 1e6 } };
  const found = await survey(large, 1, { onMissing() {} }, {});
  const blocks = async (from?: number): Promise<number[][]> => {
    const rows: number[][] = [];
    for await (const { table, excerpt } of blocksOf(large, found, {}, from)) {
      rows.push([...excerpt.chosen.rows].filter((_, at) => isMissing(table, table.columns[0]!, at)));
    }
    return rows;
  };
  const straight = await blocks();
  assert.deepEqual(straight.flat(), Array.from({ length: 300 }, (_, k) => 3 * k + 1));
  for (const row of [0, 1, 119, 122, 600, 898, 899]) {
    const round = await blocks(row);
    const holds = straight.findIndex((rows) => rows.at(-1)! >= row);
    const first = Math.max(0, holds);
    assert.deepEqual(round, [...straight.slice(first), ...straight.slice(0, first)], `from row ${row}`);
  }
});

/** A file in blocks of a few rows, learned from a few more. */
async function inBlocks(text: string): Promise<{ readonly large: LargeFile; readonly found: Awaited<ReturnType<typeof survey>> }> {
  const source = sourceOf(utf8(text));
  const large: LargeFile = { source, index: await indexFile(source, {}), options: {}, limits: { learningCells: 120, blockCells: 90, bytes: 1e6 } };
  return { large, found: await survey(large, 1, { onMissing() {} }, {}) };
}

test("the nearest known cells of a block are those of the file, and what is to be filled stays the same", async () => {
  // Two columns with holes of their own, single ones and runs of up to 20 rows; every eleventh row is complete.
  const empty = (row: number, k: number): boolean => row % 11 !== 0 && (((row >> 2) * (k + 3)) % 5 < 2 || (row % 200 > 100 && row % 200 < 110 + 10 * k));
  const text = `a,b\n${Array.from({ length: 900 }, (_, row) => [0, 1].map((k) => (empty(row, k) ? "" : String((row * 7919) % 1000))).join(",")).join("\n")}\n`;
  const { large, found } = await inBlocks(text);
  const whole = buildTable(openBytes(utf8(text)));
  const near = whole.columns.map((column) => new Neighbours(column, fileSequence(whole)));
  const told: string[] = [];
  for await (const { table } of blocksOf(large, found, { neighbours: true })) {
    for (const [k, column] of table.columns.entries()) {
      const own = new Neighbours(column, fileSequence(table));
      for (let row = 0; row < table.rows; row++) {
        if (!isMissing(table, column, row)) continue;
        const inFile = table.places![row]!;
        told.push(`${inFile} ${k}`);
        const places = (rows: readonly number[]): number[] => rows.map((one) => table.places![one]!);
        assert.deepEqual(places(own.above(row, 0, 1)), near[k]!.above(inFile, 0, 1), `above ${inFile}, ${k}`);
        assert.deepEqual(places(own.below(row, 0, 1)), near[k]!.below(inFile, 0, 1), `below ${inFile}, ${k}`);
      }
    }
  }
  const holes = whole.columns.flatMap((column, k) => [...column.missing.keys()].filter((row) => isMissing(whole, column, row)).map((row) => `${row} ${k}`));
  assert.deepEqual([...told].sort(), holes.sort());
});

test("the order is judged on stretches of the file, and a log in blocks is filled by its neighbours", async () => {
  const level = (row: number): number => 50 + 30 * Math.sin(row / 40);
  const text = `level,noise\n${Array.from({ length: 3000 }, (_, row) => `${row % 8 === 5 ? "" : level(row).toFixed(2)},${(row * 7919) % 97}`).join("\n")}\n`;
  const source = sourceOf(utf8(text));
  const large: LargeFile = { source, index: await indexFile(source, {}), options: {}, limits: { learningCells: 1200, blockCells: 240, bytes: 1e6 } };
  const found = await survey(large, 1, { onMissing() {} }, {});
  const stretches = await stretchesTable(large, found, {});
  const steps = [...stretches.places!].slice(1).map((place, k) => place - stretches.places![k]!);
  assert.ok(steps.filter((step) => step === 1).length > 0.95 * steps.length && stretches.places!.at(-1)! > 2700, "stretches lie all over the file");
  const model = createModel(manifest, "", new DirectRuntime());
  const judgement = await model.judge(stretches, options, signal, async () => {});
  assert.deepEqual([...judgement.keys()], [0]);
  const off: number[] = [];
  let blocks = 0;
  for await (const { table } of blocksOf(large, found, { neighbours: true })) {
    if (++blocks > 2) break;
    const onSuggestions = (batch: readonly Suggestion[]): void => {
      for (const { row, value } of batch) off.push(Math.abs(Number(value) - level(table.places![row]!)));
    };
    await model.suggest(table, { ...options, judgement }, { onSuggestions }, signal);
    model.forget(table);
  }
  off.sort((a, b) => a - b);
  assert.ok(off.length >= 100 && off[Math.floor(0.9 * off.length)]! < 3, `${off.length}: ${off[Math.floor(0.9 * off.length)]}`);
});
