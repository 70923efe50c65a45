import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { detectDialect } from "../../../src/csv/detectDialect";
import { scan } from "../../../src/csv/scan";
import { scanInTurns } from "../../../src/csv/scanInTurns";
import { textUnits } from "../../../src/csv/units";

const pieces = fc.constantFrom("a", "12", ",", ",", '"', '""', "\n", "\n", "\r\n", "\r", " ", "#", ";", "é", "b c", "\n\n");

test("scanning in turns finds what scanning at once finds, wherever the windows end", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 80 }), fc.integer({ min: 1, max: 24 }), async (parts, turn) => {
      const units = textUnits(parts.join(""));
      const dialect = detectDialect(units, { delimiter: ",", quote: '"', comment: "", preamble: 0, header: true, unitRows: 0, initialSpace: false });
      let turns = 0;
      const found = await scanInTurns(units, dialect, async () => void turns++, turn);
      assert.deepEqual(found, scan(units, dialect));
      assert.ok(units.length <= turn || turns > 0);
    }),
    { numRuns: 3000 },
  );
});

test("a rejecting pause ends the scan", async () => {
  const units = textUnits("a,b\n".repeat(50));
  const dialect = detectDialect(units);
  await assert.rejects(scanInTurns(units, dialect, () => Promise.reject(new Error("enough")), 16), /enough/);
});
