import assert from "node:assert/strict";
import test from "node:test";
import { CsvError } from "../../../src/csv/csvError";
import { openText } from "../../../src/csv/csvFile";
import { detectDialect } from "../../../src/csv/detectDialect";
import type { Dialect } from "../../../src/csv/dialect";
import { textUnits } from "../../../src/csv/units";

const detect = (text: string) => detectDialect(textUnits(text));

const cases: readonly [name: string, text: string, expected: Partial<Dialect>][] = [
  ["comma", "a,b,c\n1,2,3\n4,,6\n", { delimiter: ",", header: true, newline: "\n" }],
  ["semicolon with decimal commas", "name;x;y\na;1,5;2,25\nb;3,5;4,0\n", { delimiter: ";", header: true }],
  ["semicolon, numbers only", "1,5;2,5\n3,5;4,5\n", { delimiter: ";", header: false }],
  ["tab, with commas in the text", "id\tname\n1\tDoe, John\n2\tRoe, Jane\n", { delimiter: "\t" }],
  ["pipe", "a|b|c\n1|x, y|2\n3||4\n", { delimiter: "|" }],
  ["commas inside quotes do not count", 'a;b\n"1,2,3";x\n"4,5,6";y\n', { delimiter: ";", quote: '"' }],
  ["single quotes", "a,b\n'x, y',1\n'z, w',2\n", { delimiter: ",", quote: "'" }],
  ["an apostrophe is no quote", "name,text\nO'Brien,it's\nD'Arcy,'tis\n", { quote: '"' }],
  ["a single column", "value\n1\n\n3\n", { delimiter: ",", header: true }],
  ["sep= line", "sep=;\na;b\n1;2\n", { delimiter: ";", preamble: 1, header: true }],
  ["sep= line that overrules the look", "sep=|\na,b|c\n1,2|3\n", { delimiter: "|", preamble: 1 }],
  [
    "comment lines above",
    "# exported by x, on Monday\n# v2\na,b\n1,2\n3,4\n",
    { comment: "#", preamble: 0, header: true },
  ],
  ["a header behind #", "#id,name,age\n1,x,20\n2,y,30\n", { comment: "", preamble: 0, header: true }],
  ["comments, then a header behind #", "# made by x\n#id,name,age\n1,x,20\n2,y,30\n", { comment: "", preamble: 1 }],
  ["records that begin with # are no comments", "rank,song\n#1,a\n#2,b\n", { comment: "", preamble: 0 }],
  [
    "a title and an empty line above",
    "Sales report\n\nregion,year,sum\nn,2001,5\ns,2002,6\n",
    { preamble: 2, header: true },
  ],
  ["a title with its delimiters", "Report,,\na,b,c\nx,1,2\ny,3,4\n", { preamble: 1, header: true }],
  ["no header: numbers", "1,2,3\n4,5,6\n", { header: false }],
  [
    "no header: the first row is like the others",
    "x,1,2020-01-01\ny,2,2020-01-02\nx,3,2020-01-03\n",
    { header: false },
  ],
  ["a header over numbers", "x,1st,y\n1,2,3\n4,5,6\n", { header: true }],
  ["years as names", "country,1960,1961,1962\nA,1,2,3\nB,4,5,6\n", { header: true }],
  ["all words", "name,city\nAnn,Rome\nBob,Oslo\n", { header: true }],
  ["a header alone", "name,city\n", { header: true }],
  ["unnamed and repeated columns over text", "a,a,,\nx1,p,q,7\nx22,pp,q,7\nx333,p,qq,7\n", { header: true }],
  ["a title of one cell over unnamed columns", "Report\na,,c,,e\nx,1,2,3,4\ny,3,4,5,6\n", { preamble: 1, header: true }],
  ["an unnamed first column", ",a,b\n0,1,2\n1,3,4\n", { header: true }],
  ["CRLF", "a,b\r\n1,2\r\n", { newline: "\r\n" }],
  ["CR", "a,b\r1,2\r", { newline: "\r" }],
  ["CRLF rows with LF in cells", 'a,b\r\n1,"x\ny"\r\n2,"z\nw"\r\n', { newline: "\r\n" }],
  ["missing cells in the first rows", "a,b,c\n,,\n,1,\n2,,\n", { delimiter: ",", header: true, preamble: 0 }],
];
for (const [name, text, expected] of cases) {
  test(`detects: ${name}`, () => {
    const found = detect(text);
    assert.deepEqual({ ...found, ...expected }, found);
  });
}

test("overrides win", () => {
  const file = openText("a,b\n1,2\n", { header: false, delimiter: ";" });
  assert.equal(file.header, null);
  assert.equal(file.cell(0, 0), "a,b");
});

test("overrides that cannot work say so", () => {
  for (const bad of [
    { delimiter: "ab" },
    { delimiter: "é" },
    { delimiter: "\n" },
    { delimiter: '"' },
    { preamble: -1 },
  ] as const) {
    assert.throws(
      () => openText("a,b\n", bad),
      (error: unknown) => error instanceof CsvError && error.kind === "dialect",
    );
  }
});

test("an empty file opens as an empty table", () => {
  for (const text of ["", "\ufeff", "\n", "\r\n\r\n"]) {
    const file = openText(text);
    assert.equal(file.rows <= 1, true);
    assert.equal(file.columns <= 1, true);
  }
});
