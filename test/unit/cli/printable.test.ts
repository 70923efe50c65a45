import assert from "node:assert/strict";
import test from "node:test";
import { alignedTable, percent, printable, shorten } from "../../../src/cli/printable";

test("text from a file cannot command the terminal or break the line", () => {
  assert.equal(printable("a\u001b[31mred\r\nb\u202etxt"), "a\\u001b[31mred\\r\\nb\\u202etxt");
  assert.equal(printable("Größe 😀"), "Größe 😀");
});

test("long text is cut between characters", () => {
  assert.equal(shorten("abcdef", 6), "abcdef");
  assert.equal(shorten("abcdefg", 6), "abcde…");
  assert.equal(shorten("😀😀😀", 2), "😀…");
});

test("a share is never rounded to none or all", () => {
  assert.deepEqual([0, 0.004, 0.5, 0.996, 1].map(percent), ["0%", "<1%", "50%", ">99%", "100%"]);
});

test("columns are aligned, numbers to the right", () => {
  const table = alignedTable(
    [
      ["name", "n"],
      ["a", "10"],
      ["ccccc", "5"],
    ],
    [1],
  );
  assert.equal(table, "name    n\n-----  --\na      10\nccccc   5\n");
});
