import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { SuggestionStore } from "../../../src/review/suggestionStore";
import { packed, suggest } from "./tables";

const cell = fc.record({ row: fc.nat({ max: 9 }), column: fc.nat({ max: 2 }), value: fc.constantFrom("a", "b", "c"), certainty: fc.constantFrom(0.2, 0.7, 1) });
const step = fc.oneof(
  fc.array(cell, { minLength: 1, maxLength: 8 }).map((cells) => ({ kind: "add" as const, cells })),
  fc.array(fc.integer({ min: -1, max: 9 }), { minLength: 10, maxLength: 10 }).map((rows) => ({ kind: "move" as const, rows })),
);

test("the store holds what a plain map would, whatever comes in place of what and wherever rows move", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const store = new SuggestionStore();
      let plain = new Map<string, { value: string; certainty: number }>();
      for (const one of steps) {
        if (one.kind === "add") {
          const unique = [...new Map(one.cells.map((each) => [`${each.row}:${each.column}`, each])).values()];
          store.add(packed(...unique.map(({ row, column, value, certainty }) => suggest(row, column, value, certainty))), (k) => unique[k]!.row);
          for (const { row, column, value, certainty } of unique) plain.set(`${row}:${column}`, { value, certainty });
        } else {
          // No two rows become one.
          const map = Int32Array.from(one.rows, (row, at) => (one.rows.indexOf(row) === at ? row : -1));
          store.moved(map, (column) => column < 2);
          const now = new Map<string, { value: string; certainty: number }>();
          for (const [place, what] of plain) {
            const [row, column] = place.split(":").map(Number) as [number, number];
            if (column < 2 && map[row]! >= 0) now.set(`${map[row]}:${column}`, what);
          }
          plain = now;
        }
        for (let column = 0; column < 3; column++) {
          const rows = [...store.rows(column)].sort((a, b) => a - b);
          assert.deepEqual(rows, [...plain.keys()].filter((place) => place.endsWith(`:${column}`)).map((place) => Number(place.split(":")[0])).sort((a, b) => a - b));
          for (const row of rows) {
            const { value, certainty } = plain.get(`${row}:${column}`)!;
            const found = store.get(row, column);
            assert.deepEqual([found?.row, found?.column, found?.value, found?.certainty], [row, column, value, certainty]);
            assert.deepEqual([store.value(row, column), store.certainty(row, column)], [value, certainty]);
          }
        }
      }
    }),
  );
});
