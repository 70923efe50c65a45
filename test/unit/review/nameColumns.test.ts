import assert from "node:assert/strict";
import test from "node:test";
import { nameColumns } from "../../../src/review/nameColumns";
import { review } from "./tables";

function named(header: string, cells: (row: number) => string): number {
  return nameColumns(review(`${header},x,y,z\n${Array.from({ length: 40 }, (_, row) => `${cells(row)},${row % 3},${row % 4},${row % 5}`).join("\n")}\n`).session);
}

test("a column that tells the rows apart names them, and those before it stay with it", () => {
  assert.equal(named("id", (row) => `P${1000 + row}`), 1);
  assert.equal(named("day", (row) => `2020-01-${String(1 + (row % 28)).padStart(2, "0")} ${String(row % 24).padStart(2, "0")}:00`), 1);
  assert.equal(named("ward,patient", (row) => `w${row % 4},Person ${String.fromCharCode(97 + (row % 26))}${row}`), 2);
});

test("what repeats, what is missing somewhere and what is measured names nothing", () => {
  assert.equal(named("city", (row) => ["Oslo", "Bergen"][row % 2]!), 0);
  assert.equal(named("id", (row) => (row === 7 ? "" : `P${1000 + row}`)), 0);
  assert.equal(named("weight", (row) => `${row * 1.37}`), 0);
});
