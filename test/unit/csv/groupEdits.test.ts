import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { applyToText, type Edit } from "../../../src/csv/edits";
import { groupEdits } from "../../../src/csv/groupEdits";

const cases = fc
  .tuple(fc.string({ unit: fc.constantFrom("a", ",", "\n", "\r", "é"), minLength: 1, maxLength: 200 }), fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.string({ maxLength: 4 })), { maxLength: 40 }))
  .map(([text, wishes]) => {
    const edits: Edit[] = [];
    let at = 0;
    for (const [gap, length, value] of wishes) {
      const start = at + (gap % 12) + (edits.length > 0 ? 1 : 0);
      const end = start + length;
      if (end > text.length) break;
      edits.push({ start, end, text: value });
      at = end;
    }
    return { text, edits };
  });

test("fewer edits, the same text", () => {
  fc.assert(
    fc.property(cases, fc.integer({ min: 1, max: 10 }), ({ text, edits }, most) => {
      const grouped = groupEdits(text, edits, most);
      assert.equal(applyToText(text, grouped), applyToText(text, edits));
      assert.ok(grouped.length <= most);
    }),
  );
});

test("edits stay as they are, else one for each line, else one for all", () => {
  const text = "a..b\r\nc..d\ne..f\rg";
  const edits = [0, 3, 6, 9, 14, 16].map((at) => ({ start: at, end: at + 1, text: "X" }));
  const byLine = [
    { start: 0, end: 4, text: "X..X" },
    { start: 6, end: 10, text: "X..X" },
    { start: 14, end: 15, text: "X" },
    { start: 16, end: 17, text: "X" },
  ];
  assert.deepEqual(groupEdits(text, edits, 6), edits);
  assert.deepEqual(groupEdits(text, edits, 5), byLine);
  assert.deepEqual(groupEdits(text, edits, 4), byLine);
  assert.deepEqual(groupEdits(text, edits, 3), [{ start: 0, end: 17, text: "X..X\r\nX..X\ne..X\rX" }]);
});
