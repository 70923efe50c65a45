import assert from "node:assert/strict";
import test from "node:test";
import { Fingerprint, fingerprint } from "../../../src/csv/fingerprint";

function print(units: readonly number[]): number {
  const one = new Fingerprint();
  for (const unit of units) one.add(unit);
  return one.value;
}

test("equal texts have equal fingerprints, order and length count, and none is 0", () => {
  assert.equal(fingerprint("a,b\n1,2\n"), fingerprint("a,b\n1,2\n"));
  assert.notEqual(fingerprint("ab"), fingerprint("ba"));
  assert.notEqual(print([0]), print([0, 0]));
  assert.ok(print([]) > 0);
});

test("300,000 alike rows have 300,000 fingerprints, all exact integers", () => {
  const seen = new Set<number>();
  for (let i = 0; i < 300_000; i++) seen.add(print([...`S${i % 1000},${Math.floor(i / 1000)}`].map((c) => c.charCodeAt(0))));
  assert.equal(seen.size, 300_000);
  for (const value of seen) assert.ok(Number.isSafeInteger(value));
});
