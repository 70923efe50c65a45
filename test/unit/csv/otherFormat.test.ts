import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import test from "node:test";
import { otherFormat, otherTextFormat } from "../../../src/csv/otherFormat";

const bytes = (text: string) => new TextEncoder().encode(text);

const others: readonly (readonly [text: string, kind: string])[] = [
  ['{"a": 1, "b": null}\n{"a": 2, "b": 3}\n', "a file of JSON lines"],
  ['{"a": 1}\r\n\r\n{"a": 2}', "a file of JSON lines"],
  ["[1, 2]\n[3, null]\n", "a file of JSON lines"],
  ['{"a": 1}', "a JSON file"],
  ['\ufeff{\n  "a": [1, 2]\n}\n', "a JSON file"],
  ['[\n {"a": 1},\n {"a": null}\n]\n', "a JSON file"],
  ["[[1,2],[3,4]]", "a JSON file"],
  ["{}", "a JSON file"],
  ['<?xml version="1.0"?>\n<rows><row a="1"/></rows>', "an XML file"],
  ["<rows>\n  <row><a>1</a></row>\n</rows>\n", "an XML file"],
  ['<!-- made by hand -->\n<svg xmlns="x" width="3">\n<g></g></svg>', "an XML file"],
  ["<!DOCTYPE html>\n<html><body></body></html>", "an HTML file"],
  ['\n<html lang="en"><head>', "an HTML file"],
  ["{\\rtf1\\ansi Hello}", "a rich text file"],
  ["% A comment\n@RELATION iris\n@ATTRIBUTE a NUMERIC\n@DATA\n1\n", "an ARFF file"],
  ["BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "a calendar or address file"],
];

test("texts of other formats are known", () => {
  for (const [text, kind] of others) {
    assert.equal(otherTextFormat(text, false), `${kind}, not a CSV file. Export it as CSV first.`, text);
    assert.equal(otherFormat(bytes(text), bytes(text).length), `${kind}, not a CSV file. Export it as CSV first.`, text);
  }
});

test("the beginning of a long one is enough", () => {
  const rows = Array.from({ length: 9000 }, (_, k) => `{"id": ${k}, "name": "n${k}"}`);
  for (const [text, kind] of [
    [rows.join("\n"), "a file of JSON lines"],
    [`[${rows.join(",\n")}]`, "a JSON file"],
    [`{"type": "FeatureCollection", "features": [${rows.join(",")}]}`, "a JSON file"],
    [`<data>${rows.map((row) => `<row>${row}</row>`).join("\n")}</data>`, "an XML file"],
  ] as const) {
    assert.ok(otherFormat(bytes(text), bytes(text).length)?.startsWith(kind), kind);
    assert.ok(otherTextFormat(text, false)?.startsWith(kind), kind);
    const utf16 = Buffer.from(`\ufeff${text}`, "utf16le");
    assert.ok(otherFormat(utf16, utf16.length)?.startsWith(kind), `${kind}, UTF-16`);
  }
});

const tables = [
  "{id},{name}\n1,a\n",
  "{id}\n1\n2\n",
  '{"a": 1},2\n{"b": 2},3\n',
  '"{""a"": 1}",x\n"{""a"": 2}",y\n',
  "a\n{}\n[]\n",
  "[a],[b]\n1,2\n",
  "[1],[2]\n3,4\n",
  "[x]\n[y]\n",
  "{\n1\n",
  "[1\n2\n",
  "<id>,<name>\n1,a\n",
  "<none>\n<none>\n3\n",
  "<5,>9\n1,2\n",
  "<b>x</b>,1\n<b>y</b>,2\n",
  "<p><b>x</b></p>\n<p><b>y</b></p>\n",
  "<a> <b>\n1 2\n",
  "html,body\n1,2\n",
  "# <?xml\na,b\n1,2\n",
  "@id,@relation\n1,2\n",
  "BEGIN,END\n1,2\n",
  "",
  " \n",
  "1\n2\n",
  "null\n1\n",
  '"a"\n"b"\n',
  '{"a": 1}\nplain\n',
];

test("a table whose first cell begins like them is none", () => {
  for (const text of tables) {
    assert.equal(otherTextFormat(text, false), null, text);
    assert.equal(otherTextFormat(text, true), null, `${text} (cut)`);
    assert.equal(otherFormat(bytes(text), bytes(text).length), null, text);
  }
});

test("what a package holds is told apart by what it is, whatever its name", () => {
  const folder = join(dirname(createRequire(join(process.cwd(), "package.json")).resolve("vega-datasets")), "..", "data");
  const seen = { json: 0, csv: 0 };
  for (const name of readdirSync(folder)) {
    const kind = /\.(json|csv|tsv)$/.exec(name)?.[1]?.replace("tsv", "csv") as "json" | "csv" | undefined;
    if (kind === undefined) continue;
    const content = readFileSync(join(folder, name));
    assert.equal(otherFormat(content.subarray(0, 1 << 16), content.length) !== null, kind === "json", name);
    seen[kind]++;
  }
  assert.ok(seen.json > 20 && seen.csv > 10, JSON.stringify(seen));
});
