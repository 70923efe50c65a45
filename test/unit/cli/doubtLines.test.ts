import assert from "node:assert/strict";
import test from "node:test";
import { doubtLines } from "../../../src/cli/doubtLines";
import { type Doubt, say } from "../../../src/table/reading";

const doubt = (name: string): Doubt => ({
  kind: "disguised-missing",
  column: 0,
  message: say("“{0}” in {1} looks like a code.", -999, name),
  settlings: [
    { label: say("Count as Missing"), flag: `--missing ${name}:-999`, stated: {} },
    { label: say("Keep {0} as Value", "NA"), flag: `--missing ${name}:`, stated: {} },
    { label: say("Leave As Is"), flag: "", stated: {} },
  ],
});

test("a doubt is a line with the options that settle it", () => {
  assert.deepEqual(doubtLines([]), []);
  assert.deepEqual(doubtLines([doubt("Age")]), ["“-999” in Age looks like a code. To count as missing: --missing Age:-999; to keep NA as value: --missing Age:"]);
  assert.deepEqual(doubtLines([{ ...doubt("a"), settlings: [] }]), ["“-999” in a looks like a code."]);
});

test("none comes twice, and many are counted", () => {
  assert.equal(doubtLines([doubt("a"), doubt("a")]).length, 1);
  const lines = doubtLines(Array.from({ length: 20 }, (_, k) => doubt(`c${k}`)));
  assert.equal(lines.length, 9);
  assert.match(lines[8]!, /^And 12 more/);
});
