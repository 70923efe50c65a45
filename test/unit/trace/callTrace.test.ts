import assert from "node:assert/strict";
import test from "node:test";
import { openText } from "../../../src/csv/csvFile";
import { isFormula } from "../../../src/csv/formula";
import { needsQuotes } from "../../../src/csv/quoting";
import { callTrace } from "../../trace/callTrace";

test("what runs between the start of an action and its end is recorded, in the order of first calls", async () => {
  const called = await callTrace(async () => {
    openText("before\n", { header: true, delimiter: "," });
    return async (end) => {
      needsQuotes("x", openText("a,b\n1,2\n", { header: true, delimiter: "," }).dialect);
      end();
      isFormula("=1+1");
    };
  });
  const names = called.map(({ file, name }) => `${file.replaceAll("\\", "/")} ${name}`);
  assert.equal(names[0], "src/csv/csvFile.ts openText");
  assert.equal(names.at(-1), "src/csv/quoting.ts needsQuotes");
  assert.ok(!names.some((name) => name.endsWith(" isFormula")), "what runs after the end is left out");
});
