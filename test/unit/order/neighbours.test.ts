/** Neighbours of a cell: the nearest known ones above and below, in the file and within a key, found as by looking at every row. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { openText } from "../../../src/csv/csvFile";
import { Neighbours } from "../../../src/order/neighbours";
import { fileSequence, keyColumns, keySequence, sortedAlong } from "../../../src/order/sequence";
import { buildTable } from "../../../src/table/buildTable";
import { isKnown } from "../../../src/table/cell";
import type { Table } from "../../../src/table/column";

const cells = fc.array(fc.record({ key: fc.constantFrom("a", "b", "c", ""), value: fc.option(fc.integer({ min: 0, max: 99 })) }), { minLength: 4, maxLength: 60 });

function tableOf(rows: readonly { readonly key: string; readonly value: number | null }[]): Table {
  return buildTable(openText(`key,value,n\n${rows.map(({ key, value }, i) => `${key},${value ?? ""},${i}`).join("\n")}\n`));
}

test("above and below are what a look at every row finds, whatever the gap, the key and the places", () => {
  fc.assert(
    fc.property(cells, fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 4 }), fc.boolean(), fc.integer({ min: 1, max: 5 }), (rows, gap, count, byKey, stride) => {
      const plain = tableOf(rows);
      const table = { ...plain, places: Int32Array.from(rows, (_, i) => i * stride) };
      const [key, column] = [plain.columns[0]!, plain.columns[1]!];
      const file = fileSequence(table);
      const near = new Neighbours(column, byKey ? keySequence(file, key) : file);
      const place = (row: number): number => table.places[row]!;
      for (let row = 0; row < rows.length; row++) {
        const fits = (other: number): boolean => other !== row && isKnown(column, other) && (!byKey || (key.codes[row]! >= 0 && key.codes[other] === key.codes[row])) && Math.abs(place(other) - place(row)) >= gap;
        const all = [...Array(rows.length).keys()].filter(fits);
        assert.deepEqual(near.above(row, gap, count), all.filter((other) => other < row).reverse().slice(0, count));
        assert.deepEqual(near.below(row, gap, count), all.filter((other) => other > row).slice(0, count));
        const [above, below] = [near.above(row, 0, 1)[0], near.below(row, 0, 1)[0]];
        assert.deepEqual(near.gap(row), {
          above: above === undefined ? Number.POSITIVE_INFINITY : place(row) - place(above),
          below: below === undefined ? Number.POSITIVE_INFINITY : place(below) - place(row),
        });
      }
    }),
    { numRuns: 60 },
  );
});

test("a sorted column is what distances are measured along, its missing values interpolated; an unsorted one is not", () => {
  const csv = (stamps: readonly string[]): Table => buildTable(openText(`day,x\n${stamps.map((day, i) => `${day},${i % 7}`).join("\n")}\n`));
  const days = Array.from({ length: 40 }, (_, i) => new Date(Date.UTC(2024, 0, 1 + i + (i > 20 ? 30 : 0))).toISOString().slice(0, 10));
  days[10] = "";
  const table = csv(days);
  const found = sortedAlong(table, fileSequence(table).place);
  assert.equal(found?.column.name, "day");
  const day = (row: number): number => found.along[row]! / 86_400;
  assert.equal(day(10) - day(9), 1);
  assert.equal(day(21) - day(20), 31);
  const shuffled = csv(days.map((_, i) => days[(i * 17) % 40]!));
  assert.equal(sortedAlong(shuffled, fileSequence(shuffled).place), null);
});

test("keys are columns whose values come again: no name of each row, no measure, no constant", () => {
  const lines = Array.from({ length: 60 }, (_, i) => `s${i % 5},${i},${(i * 7919) % 1000}.${i},x,${i % 2 === 0}`);
  const table = buildTable(openText(`station,number,measure,same,flag\n${lines.join("\n")}\n`));
  assert.deepEqual(keyColumns(table).map(({ name }) => name), ["station", "flag"]);
});
