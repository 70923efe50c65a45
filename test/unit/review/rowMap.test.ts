import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { composeRowMaps, mapRows } from "../../../src/review/rowMap";
import { review, open } from "./tables";

function mapOf(before: string, after: string): number[] {
  const { session, file } = review(before);
  return [...mapRows(file, open(after).file, (row, column) => session.wasMissing(row, column))];
}

const text = "a,b,c\n1,x,\n2,,y\n3,z,\n4,,w\n";

test("nothing moves where nothing changed", () => {
  assert.deepEqual(mapOf(text, text), [0, 1, 2, 3]);
});

test("rows put in or taken out move the ones below", () => {
  assert.deepEqual(mapOf(text, "a,b,c\n9,n,n\n1,x,\n2,,y\n3,z,\n4,,w\n"), [1, 2, 3, 4]);
  assert.deepEqual(mapOf(text, "a,b,c\n1,x,\n3,z,\n4,,w\n"), [0, -1, 1, 2]);
  assert.deepEqual(mapOf(text, "a,b,c\n4,,w\n"), [-1, -1, -1, 0]);
});

test("a filled missing cell keeps its row, a changed observed cell does not", () => {
  assert.deepEqual(mapOf(text, text.replace("2,,y", "2,new,y")), [0, 1, 2, 3]);
  assert.deepEqual(mapOf(text, text.replace("2,,y", "7,,y")), [0, -1, 2, 3]);
});

test("many missing cells filled at once keep all rows", () => {
  assert.deepEqual(mapOf(text, "a,b,c\n1,x,A\n2,B,y\n3,z,C\n4,D,w\n"), [0, 1, 2, 3]);
});

test("rows that change places are followed", () => {
  assert.deepEqual(mapOf(text, "a,b,c\n2,,y\n1,x,\n3,z,\n4,,w\n"), [1, 0, 2, 3]);
});

test("a quote that swallows the rest drops what is no longer a row", () => {
  const map = mapOf("a,b\n1,\n2,\n3,\n", 'a,b\n1,"\n2,\n3,"\n');
  assert.ok(map.every((row) => row <= 0));
});

test("a row without any observed cell is not taken for another one", () => {
  assert.deepEqual(mapOf("a,b\n,\n1,2\n", "a,b\nx,y\n1,2\n"), [-1, 1]);
});

test("a row that moves while its missing cells are filled is known by its observed cells, where no other has those", () => {
  assert.deepEqual(mapOf(text, "a,b,c\n9,n,n\n1,x,A\n2,B,y\n3,z,C\n4,D,w\n"), [1, 2, 3, 4]);
  assert.deepEqual(mapOf("a,b\n1,\n2,\n1,\n", "a,b\n0,0\n1,A\n2,B\n1,C\n"), [-1, 2, -1]);
  assert.deepEqual(mapOf("a,b,c\n1,2,\n1,,3\n", "a,b,c\n0,0,0\n1,2,3\n5,5,5\n"), [-1, -1]);
});

test("maps compose; null means that nothing moved", () => {
  assert.equal(composeRowMaps(null, null), null);
  assert.deepEqual(composeRowMaps(null, Int32Array.of(1)), Int32Array.of(1));
  assert.deepEqual(composeRowMaps(Int32Array.of(1, -1, 0), Int32Array.of(5, -1)), Int32Array.of(-1, -1, 5));
});

test("whatever is edited, a mapped row has the observed cells it had", () => {
  const cell = fc.constantFrom("", "1", "2", "x", '"q,q"', '"two\nlines"');
  const row = fc.tuple(cell, cell, cell).map((cells) => cells.join(","));
  const edit = fc.record({
    kind: fc.constantFrom("insert", "delete", "replace", "swap"),
    at: fc.nat(),
    row,
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), fc.array(edit, { maxLength: 4 }), (rows, edits) => {
      const after = [...rows];
      for (const { kind, at, row: text } of edits) {
        const place = at % Math.max(1, after.length);
        if (kind === "insert") after.splice(place, 0, text);
        else if (kind === "delete") after.splice(place, 1);
        else if (kind === "replace") after[place] = text;
        else after.push(...after.splice(place, 1));
      }
      const before = review(`h1,h2,h3\n${rows.join("\n")}\n`);
      const now = open(`h1,h2,h3\n${after.join("\n")}\n`);
      if (before.file.columns !== now.file.columns) return;
      const isMissing = (at: number, column: number) => before.session.wasMissing(at, column);
      const map = mapRows(before.file, now.file, isMissing);
      const used = new Set<number>();
      for (let at = 0; at < before.file.rows; at++) {
        const to = map[at] ?? -1;
        if (to < 0) continue;
        assert.ok(!used.has(to), "two rows became one");
        used.add(to);
        for (let column = 0; column < 3; column++) {
          if (!isMissing(at, column)) assert.equal(now.file.cell(to, column), before.file.cell(at, column));
        }
      }
    }),
    { numRuns: 500 },
  );
});

test("a row that is taken for units after an edit, or is data again, moves no other", () => {
  const before = review("h1,h2,h3\n,[V],[A]\n,2,2\n,1,1\n,3,3\n");
  const now = open("h1,h2,h3\n9,5,7\n,[V],[A]\n,2,2\n,1,1\n,3,3\n");
  assert.deepEqual([before.file.dialect.unitRows, now.file.dialect.unitRows], [1, 0]);
  const isMissing = (row: number, column: number): boolean => before.session.wasMissing(row, column);
  assert.deepEqual([...mapRows(before.file, now.file, isMissing)], [2, 3, 4]);
});
