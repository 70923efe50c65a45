import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { openText } from "../../../src/csv/csvFile";
import { type Fill, planEdits, quotedColumns } from "../../../src/csv/edits";
import { planInTurns } from "../../../src/csv/planInTurns";

const cell = fc.constantFrom("", "1", " ", '"a,b"', '""', "x");
const row = fc.array(cell, { minLength: 1, maxLength: 4 }).map((cells) => cells.join(","));
const fill = fc.record({
  row: fc.nat({ max: 9 }),
  column: fc.nat({ max: 4 }),
  value: fc.constantFrom("7", "a,b", "=1", ""),
});
const cases = fc.record({
  rows: fc.array(row, { minLength: 1, maxLength: 9 }),
  fills: fc.uniqueArray(fill, { maxLength: 30, selector: ({ row, column }) => `${row} ${column}` }),
  perTurn: fc.integer({ min: 1, max: 7 }),
  shortRows: fc.boolean(),
});

test("a plan made in turns is the plan made at once", async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ rows, fills, perTurn, shortRows }) => {
      const file = openText(`a,b,c,d\n${rows.join("\n")}\n`, { header: true, delimiter: "," });
      const style = { quoted: quotedColumns(file) };
      let pauses = 0;
      const pause = async (): Promise<void> => {
        pauses++;
      };
      const inTurns = await planInTurns(file, fills, style, { shortRows }, pause, perTurn);
      const atOnce = planEdits(file, fills, style, { shortRows });
      const byPlace = (a: Fill, b: Fill): number => a.row - b.row || a.column - b.column;
      assert.deepEqual(inTurns, { ...atOnce, written: [...atOnce.written].sort(byPlace) });
      assert.ok(pauses <= fills.length / perTurn);
    }),
  );
});

test("a cell with two values is refused across turns too", async () => {
  const file = openText("a,b\n,1\n,2\n", { header: true, delimiter: "," });
  const fills = [1, 0, 1].map((row) => ({ row, column: 0, value: "x" }));
  await assert.rejects(planInTurns(file, fills, { quoted: () => false }, {}, async () => undefined, 1), { kind: "duplicate" });
});
