/** Papa Parse's own cases for its parser, as far as they are about files and not about its options. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import test from "node:test";
import { runInNewContext } from "node:vm";
import { openText } from "../../../src/csv/csvFile";
import { cellsOf } from "./helpers";

interface Case {
  readonly description: string;
  readonly input: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly expected: { readonly data: readonly (readonly string[])[]; readonly errors: readonly unknown[] };
}

const suite = join(dirname(createRequire(__filename).resolve("papaparse/package.json")), "tests", "test-cases.js");
const [, list = "[]"] = /var CORE_PARSER_TESTS = (\[[\s\S]*?\n\]);/.exec(readFileSync(suite, "utf8")) ?? [];
const cases = runInNewContext(list, { RECORD_SEP: "\u001e", UNIT_SEP: "\u001f", Papa: {} }) as Case[];

/** Options that say what the file is like; others say what Papa Parse is to do with it. */
const ofFiles = new Set(["delimiter", "newline", "quoteChar"]);
const readable = cases.filter(
  ({ input, config = {}, expected }) =>
    typeof input === "string" &&
    expected.errors.length === 0 &&
    Object.keys(config).every((name) => ofFiles.has(name)) &&
    /^[\t -~]$/.test(String(config.delimiter ?? ",")) &&
    ["\n", "\r\n", "\r", undefined].includes(config.newline as string | undefined) &&
    ['"', "'", undefined].includes(config.quoteChar as string | undefined),
);

test("most of the suite is about files", () => assert.ok(readable.length > 35, `${readable.length} of ${cases.length}`));

for (const { description, input, config = {}, expected } of readable) {
  test(`Papa Parse's suite: ${description}`, () => {
    const quote = (config.quoteChar ?? '"') as '"' | "'";
    const file = openText(input, { delimiter: String(config.delimiter ?? ","), quote, comment: "", preamble: 0, header: false, unitRows: 0, initialSpace: false });
    const data = JSON.parse(JSON.stringify(expected.data)) as string[][];
    // A blank line is no record in a table of several columns.
    const wide = data.some((row) => row.length > 1);
    const isRecord = (row: readonly string[]) => row.length > 1 || !(wide && row[0]?.trim() === "");
    const kept = data.filter(isRecord);
    // Papa Parse has a last record behind a last line end.
    if (!wide && /[\r\n]$/.test(input) && kept.at(-1)?.join() === "") kept.pop();
    assert.deepEqual(cellsOf(file).filter(isRecord), kept);
  });
}
