import assert from "node:assert/strict";
import test from "node:test";
import { skippedLine, warningLines } from "../../../src/cli/printable";

const long = (row: number) => ({ kind: "long-row" as const, row, message: `Row ${row} is long.` });

test("of each kind of warning the first is told, and how many there are besides", () => {
  const lines = (count: number): string[] => warningLines([...Array.from({ length: count }, (_, k) => long(k)), { kind: "many-columns", row: -1, message: "Wide." }]);
  assert.deepEqual(lines(1), ["Row 0 is long.", "Wide."]);
  assert.deepEqual(lines(3), ["Row 0 is long. (2 more like it.)", "Wide."]);
  assert.deepEqual(lines(100), ["Row 0 is long. (at least 99 more like it.)", "Wide."]);
});

test("missing cells that stay empty are counted in the wanted columns, with the first reason", () => {
  const full = { index: 0, missing: 4, filled: 4, skipReason: null };
  const ids = { index: 1, missing: 3, filled: 0, skipReason: "Every value is different." };
  const formulas = { index: 2, missing: 5, filled: 4, skipReason: "It would be run as a formula." };
  const names = ["a", "id\u001b[31m", "c"];
  assert.equal(skippedLine([full], names, null), null);
  assert.equal(skippedLine([full, formulas], names, null), "1 missing cell stays empty. In \"c\": It would be run as a formula.");
  assert.equal(skippedLine([full, ids, formulas], names, null), "4 missing cells stay empty in 2 columns. In \"id\\u001b[31m\": Every value is different.");
  assert.equal(skippedLine([full, ids, formulas], names, [0]), null, "columns that were not asked for");
});
