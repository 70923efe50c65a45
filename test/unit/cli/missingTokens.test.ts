import assert from "node:assert/strict";
import test from "node:test";
import { missingTokens } from "../../../src/cli/missingTokens";

const read = (typed: string[], ...names: string[]) => {
  const { table, columns, unknown } = missingTokens(typed, names);
  return { table, columns: Object.fromEntries(columns), unknown };
};
const known = (table: string[], columns: Record<string, string[]> = {}) => ({ table, columns, unknown: null });

test("tokens of the table and of columns", () => {
  assert.deepEqual(read(["NA,?"], "age"), known(["NA", "?"]));
  assert.deepEqual(read(["NA", "age:-999"], "age"), known(["NA"], { age: ["-999"] }));
  assert.deepEqual(read(["NA,age:-999,-1,land:--"], "age", "land"), known(["NA"], { age: ["-999", "-1"], land: ["--"] }));
  assert.deepEqual(read(["age:"], "age"), known([], { age: [] }));
  assert.deepEqual(read(["age:NA", "age:?"], "age"), known([], { age: ["NA", "?"] }));
  assert.deepEqual(read(['"a,b", "say ""x""" , c'], "x"), known(["a,b", 'say "x"', "c"]));
});

test("a column's name may have colons, commas and quotes in it; of several that fit the longest counts", () => {
  assert.deepEqual(read(["a:b:NA"], "a", "a:b"), known([], { "a:b": ["NA"] }));
  assert.deepEqual(read(["a:b"], "a", "a:b"), known([], { a: ["b"] }));
  assert.deepEqual(read(["size, m:-1"], "size, m"), known([], { "size, m": ["-1"] }));
  assert.deepEqual(read(['"size, m":-1,"5"" x":0'], "size, m", '5" x'), known([], { "size, m": ["-1"], '5" x': ["0"] }));
  assert.deepEqual(read(["__proto__:1"], "__proto__").table, []);
});

test("what looks like a column and is none is told; tokens that hardly are names stay tokens", () => {
  assert.equal(read(["agee:-1"], "age").unknown, "agee");
  assert.deepEqual(read([":,00:00,::"], "age"), known([":", "00:00", "::"]));
  assert.deepEqual(read(['"n:a"'], "age"), known(["n:a"]));
  assert.deepEqual(read(["age:n:a"], "age"), known([], { age: ["n:a"] }));
});
