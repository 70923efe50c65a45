import assert from "node:assert/strict";
import test from "node:test";
import type { Expected, Sure } from "../../../src/shared/protocol";
import { bulkBy, leftOut } from "../../../src/webview/state/bulk";

function told(...reaches: readonly number[]): { readonly expected: Expected } {
  const columns = reaches.map((reach, i) => ({ name: `column ${i}`, reach }));
  const each = <T>(value: T): T[] => new Array<T>(101).fill(value);
  const doubtful = Array.from({ length: 101 }, (_, wish) => reaches.filter((reach) => reach < wish).length);
  const most = Math.max(...reaches);
  const sure: Sure = { cells: Array.from({ length: 101 }, (_, wish) => (wish <= most ? 5 : 0)), right: each(null), doubtful, columns };
  return { expected: { right: each(null), numbers: false, sure } };
}

test("the first button goes by the check, once one tells something and the user has chosen no certainty", () => {
  assert.equal(bulkBy({ expected: null }, null), "certainty");
  assert.equal(bulkBy(told(-1, -1), null), "certainty", "too little was tested");
  assert.equal(bulkBy(told(-1, 60), null), "right");
  assert.equal(bulkBy(told(60, 95), 70), "certainty", "what a button says does not change under the hand that set it");
});

test("the worst of the columns left out are named, the others counted", () => {
  const { sure } = told(-1, 20, 50, 80, 85, 99).expected;
  assert.deepEqual(leftOut(sure, 90), { names: ["column 0", "column 1", "column 2"], others: 2 });
  assert.deepEqual(leftOut(sure, 30), { names: ["column 0", "column 1"], others: 0 });
});
