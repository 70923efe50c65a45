import assert from "node:assert/strict";
import test from "node:test";
import { isBound, keepRows, rowsWithText } from "../../../src/review/conditions";
import type { Condition } from "../../../src/shared/protocol";
import { review } from "./tables";

const text = "city,size,day\nOslo,10,2020-01-01\n,20,2020-02-01\n Bergen ,,2020-03-01\nOslo,1e1,\nVoss,40,2021-01-01\n";

async function kept(opened: ReturnType<typeof review>, condition: Condition): Promise<number[]> {
  const { session, file, table } = opened;
  const source = {
    async eachCell(column: number, visit: (row: number, text: string | null) => void): Promise<void> {
      for (let row = 0; row < file.rows; row++) visit(row, file.cell(row, column));
    },
  };
  const texts = condition.kind === "pattern" ? null : await rowsWithText(condition, source, session.rows, table.columns[condition.column]!, () => undefined, new AbortController().signal);
  const shown = new Uint8Array(session.rows).fill(1);
  await keepRows(shown, condition, session, texts, async () => undefined);
  return [...shown.keys()].filter((row) => shown[row] === 1);
}

test("values are compared without the spaces around them; missing cells on request", async () => {
  const opened = review(text);
  assert.deepEqual(await kept(opened, { kind: "values", column: 0, values: ["Oslo", "Bergen"], missing: false }), [0, 2, 3]);
  assert.deepEqual(await kept(opened, { kind: "values", column: 0, values: ["Oslo"], missing: true }), [0, 1, 3]);
  assert.deepEqual(await kept(opened, { kind: "values", column: 0, values: [], missing: true }), [1]);
});

test("ranges are of numbers and dates, bounds included, either may be open", async () => {
  const opened = review(text);
  const size = { kind: "range", column: 1, missing: false } as const;
  assert.deepEqual(await kept(opened, { ...size, from: "20", to: "" }), [1, 4]);
  assert.deepEqual(await kept(opened, { ...size, from: "10", to: "20", missing: true }), [0, 1, 2, 3]);
  assert.deepEqual(await kept(opened, { kind: "range", column: 2, from: "2020-02-01", to: "2020-03-01", missing: false }), [1, 2]);
  const [, numbers, days] = opened.table.columns;
  assert.ok(isBound("", numbers!) && isBound("12.5", numbers!) && isBound("2020-02-01", days!));
  assert.ok(!isBound("many", numbers!) && !isBound("soon", days!));
});

test("a pattern keeps the rows in which exactly those columns are missing", async () => {
  const opened = review("a,b\n,\n1,\n,2\n3,4\n");
  assert.deepEqual(await kept(opened, { kind: "pattern", columns: [0, 1] }), [0]);
  assert.deepEqual(await kept(opened, { kind: "pattern", columns: [1] }), [1]);
});

test("a value that was chosen is met, not the missing cell it fills", async () => {
  const opened = review(text);
  opened.session.choose([{ row: 1, column: 0, value: "Oslo" }]);
  assert.deepEqual(await kept(opened, { kind: "values", column: 0, values: ["Oslo"], missing: false }), [0, 1, 3]);
  assert.deepEqual(await kept(opened, { kind: "values", column: 0, values: [], missing: true }), []);
});
