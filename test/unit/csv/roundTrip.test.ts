import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import iconv from "iconv-lite";
import { CsvError } from "../../../src/csv/csvError";
import { type CsvFile, openBytes, openText } from "../../../src/csv/csvFile";
import type { DialectOverrides } from "../../../src/csv/dialect";
import { applyToBytes, applyToText, type Fill, type PlanOptions } from "../../../src/csv/edits";
import { editsFor, refusal } from "../../planning";
import { cellState } from "../../../src/csv/missing";
import { cellsOf, expectedCells, invertEdits, newRanges, seed, without } from "./helpers";

const style = { quoted: (column: number) => column === 1 };

const value = fc.oneof(
  fc.string({ minLength: 1, maxLength: 6 }),
  fc.stringMatching(/^[a-z"',;|\n\r #]{1,5}$/),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 3 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
);

/** Pieces of files, the awkward ones often. */
const piece = fc.constantFrom(
  ",",
  ",",
  ",",
  '""',
  '"',
  "\n",
  "\n",
  "\r\n",
  "\r",
  " ",
  "a",
  "1.5",
  "#",
  "'",
  '"x"',
  '"y, z"',
  '"p\nq"',
  "é",
  "\0",
  "\u2028",
  ";",
);

const dialects: fc.Arbitrary<DialectOverrides> = fc.record({
  delimiter: fc.constantFrom(",", ",", ";", "\t", "|"),
  quote: fc.constantFrom('"' as const, '"' as const, "'" as const, "" as const),
  comment: fc.constantFrom("", "", "#", "//"),
  preamble: fc.constantFrom(0, 0, 1, 2),
  header: fc.boolean(),
  unitRows: fc.constantFrom(0, 0, 1),
  initialSpace: fc.boolean(),
});

/** Fills that the planner takes; the rest must be refused for a reason. */
function writable(file: CsvFile, values: readonly string[], options: PlanOptions): Fill[] {
  const fills: Fill[] = [];
  let next = 0;
  for (let row = 0; row < file.rows; row++) {
    for (let column = 0; column < file.columns; column++) {
      if (cellState(file, row, column) === "value") continue;
      const fill = { row, column, value: values[next++ % values.length]! };
      const refused = refusal(file, fill, style, options);
      if (refused === null && next % 3 !== 0) fills.push(fill);
      else if (refused !== null) assert.ok(refused instanceof CsvError);
    }
  }
  return fills;
}

for (const shortRows of [false, true]) {
  test(`text: other units stay, cells read as before plus the fills, undo restores (short rows: ${shortRows})`, () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        dialects,
        fc.array(value, { minLength: 1, maxLength: 5 }),
        (pieces, overrides, values) => {
          const text = pieces.join("").replaceAll(",", overrides.delimiter ?? ",");
          const file = openText(text, overrides);
          const options = { shortRows };
          const fills = writable(file, values, options);
          const edits = editsFor(file, fills, style, options);
          const changed = applyToText(text, edits);
          const kept = without(
            openText(changed, overrides).units,
            newRanges(edits, (t) => t.length),
          );
          assert.deepEqual(kept, without(file.units, edits));
          const again = openText(changed, overrides);
          assert.deepEqual(cellsOf(again), expectedCells(file, again, fills));
          // Where rows have one cell more than there are names, the last cells decide which column has no name.
          if (file.scan.first[1] === file.columns) assert.deepEqual(again.header, file.header);
          assert.equal(
            applyToText(
              changed,
              invertEdits(edits, (start, end) => text.slice(start, end)),
            ),
            text,
          );
        },
      ),
      { seed, numRuns: 3000 },
    );
  });
}

test("bytes: other bytes stay in every encoding, and cells read as before plus the fills", () => {
  const encodings = fc.constantFrom(
    ["utf8", false],
    ["utf8", true],
    ["utf16le", true],
    ["utf16be", true],
    ["windows-1252", false],
  ) as fc.Arbitrary<[string, boolean]>;
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 30 }),
      encodings,
      dialects,
      fc.array(value, { minLength: 1, maxLength: 4 }),
      (pieces, [name, addBOM], overrides, values) => {
        const text = pieces
          .join("")
          .replaceAll(",", overrides.delimiter ?? ",")
          .replaceAll("\u2028", "ö");
        const bytes = new Uint8Array(iconv.encode(text, name, { addBOM }));
        const file = openBytes(bytes, overrides);
        const fills = writable(file, values, {}).filter((fill) => file.codec.encode(fill.value) !== null);
        const edits = editsFor(file, fills, style);
        const changed = applyToBytes(file, bytes, edits);
        const size = file.codec.unitBytes;
        const inBytes = (ranges: readonly { start: number; end: number }[]) =>
          ranges.map(({ start, end }) => ({ start: start * size, end: end * size }));
        const ranges = newRanges(edits, (t) => (file.codec.encode(t)?.length ?? 0) / size);
        assert.deepEqual(without(changed, inBytes(ranges)), without(bytes, inBytes(edits)));
        const again = openBytes(changed, overrides);
        // Fills may tell an encoding apart that the file alone did not; then the texts are another matter.
        if (again.encoding === file.encoding) assert.deepEqual(cellsOf(again), expectedCells(file, again, fills));
      },
    ),
    { seed, numRuns: 2000 },
  );
});
