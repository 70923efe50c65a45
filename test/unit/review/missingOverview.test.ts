import assert from "node:assert/strict";
import test from "node:test";
import { columnStripe, missingOverview } from "../../../src/review/missingOverview";
import { missingSentence } from "../../../src/review/missingSentence";
import { review } from "./tables";

const noPause = async (): Promise<void> => undefined;
const text = "a,b,c,d\n1,2,3,4\n,,3,4\n1,,3,4\n,,5,4\n1,2,,4\n,,6,4\n9,9,9,9\n";

test("columns missing together are counted, the most frequent first", async () => {
  const { session } = review(text);
  const found = await missingOverview(session, noPause);
  assert.equal(found.rows, 7);
  assert.equal(found.complete, 2);
  assert.deepEqual(
    found.patterns.map(({ names, rows }) => [names.join("+"), rows]),
    [
      ["a+b", 3],
      ["b", 1],
      ["c", 1],
    ],
  );
  assert.deepEqual(found.others, { patterns: 0, rows: 0 });
  assert.deepEqual(found.stripe, [0, 0.5, 0.25, 0.5, 0.25, 0.5, 0], "a share of each row's four cells");
});

test("what is accepted is not missing any more", async () => {
  const { session } = review(text);
  session.choose([{ row: 1, column: 0, value: "1" }]);
  const { patterns, complete } = await missingOverview(session, noPause);
  assert.deepEqual(patterns.map(({ names, rows }) => [names.join("+"), rows]), [
    ["b", 2],
    ["a+b", 2],
    ["c", 1],
  ]);
  assert.equal(complete, 2);
});

test("patterns beyond those listed are counted together", async () => {
  const columns = Array.from({ length: 7 }, (_, column) => `c${column}`);
  const rows = Array.from({ length: 127 }, (_, row) => columns.map((_, column) => ((row + 1) & (1 << column) ? "" : String(row))).join(","));
  const { session } = review(`${columns.join(",")}\n${rows.join("\n")}\n`);
  const { patterns, others } = await missingOverview(session, noPause);
  assert.equal(patterns.length + others.patterns, 127);
  assert.equal(patterns.reduce((sum, { rows: count }) => sum + count, 0) + others.rows, 127);
});

test("a gap in a logger is the longest run of a column, and a dark stretch of its stripe", () => {
  const rows = Array.from({ length: 1000 }, (_, row) => `${row},${(row >= 300 && row < 350) || row === 700 || row === 701 ? "" : row}`);
  const { session } = review(`t,value\n${rows.join("\n")}\n`);
  const { stripe, longest } = columnStripe(session, 1);
  assert.deepEqual(longest, { from: 300, to: 349 });
  assert.equal(stripe.length, 120);
  assert.equal(stripe[Math.floor((310 * 120) / 1000)], 1);
  assert.equal(stripe[0], 0);
  assert.ok(Math.max(...stripe) <= 1);
  assert.equal(columnStripe(session, 0).longest, null);
});

test("what missing cells depend on is said with its size", () => {
  const { table } = review("sex,age\nmale,10\nfemale,20\nmale,30\nfemale,40\n");
  const found = { by: 0, part: { kind: "level", text: "male" }, rows: 120, missing: 37, otherRows: 1500, otherMissing: 60 } as const;
  assert.equal(missingSentence(found, table, null), "Missing more often where sex = male: 31% of 120 rows, 4% elsewhere.");
  assert.equal(
    missingSentence({ ...found, by: 1, part: { kind: "from", value: 30 }, otherMissing: 900, missing: 2 }, table, 5000),
    "Missing more often where age ≥ 30: 1.7% of 120 rows, 60% elsewhere. Seen in a sample of 5,000 rows.",
  );
  assert.match(missingSentence({ ...found, missing: 0 }, table, null), /^Missing less often where sex = male: 0% of 120 rows, 4% elsewhere\.$/);
});
