import assert from "node:assert/strict";
import test from "node:test";
import { CsvError, type CsvErrorKind } from "../../../src/csv/csvError";
import { openBytes, openText } from "../../../src/csv/csvFile";
import type { DialectOverrides } from "../../../src/csv/dialect";
import { applyToBytes, applyToText, type Fill, planEdits, type PlanOptions, quotedColumns } from "../../../src/csv/edits";
import { editsFor } from "../../planning";
import { invertEdits, utf8 } from "./helpers";
import { isFormula } from "../../../src/csv/formula";
import { cellState, countEmpty } from "../../../src/csv/missing";

const header: DialectOverrides = { delimiter: ",", quote: '"', comment: "", preamble: 0, header: true };

function fill(text: string, fills: Fill[], options: PlanOptions = {}, overrides: DialectOverrides = header): string {
  const file = openText(text, overrides);
  return applyToText(text, editsFor(file, fills, { quoted: quotedColumns(file) }, options));
}

const at = (row: number, column: number, value: string): Fill => ({ row, column, value });

const written: readonly [name: string, before: string, fills: Fill[], after: string, options?: PlanOptions][] = [
  ["a bare missing cell", "a,b,c\n1,,3\n", [at(0, 1, "2")], "a,b,c\n1,2,3\n"],
  ["first and last cell of a row", "a,b\n,1\n2,\n", [at(0, 0, "x"), at(1, 1, "y")], "a,b\nx,1\n2,y\n"],
  ["last cell, no final newline", "a,b\n1,", [at(0, 1, "2")], "a,b\n1,2"],
  ["last cell before CRLF", "a,b\r\n1,\r\n", [at(0, 1, "2")], "a,b\r\n1,2\r\n"],
  ["inside quotes that are there", 'a,b\n"",1\n', [at(0, 0, "x")], 'a,b\n"x",1\n'],
  ["inside quotes, with quotes in the value", 'a,b\n"",1\n', [at(0, 0, 'x "y", z')], 'a,b\n"x ""y"", z",1\n'],
  ["quotes where the value needs them", "a,b\n,1\n", [at(0, 0, "x, y")], 'a,b\n"x, y",1\n'],
  ["quotes are doubled", "a,b\n,1\n", [at(0, 0, '5"')], 'a,b\n"5""",1\n'],
  ["line ends in the value", "a,b\n,1\n", [at(0, 0, "x\ny")], 'a,b\n"x\ny",1\n'],
  ["quotes where the column has them", 'a,b\n"x",1\n"y",2\n,3\n', [at(2, 0, "z")], 'a,b\n"x",1\n"y",2\n"z",3\n'],
  [
    "no quotes where few cells of the column have them",
    'a,b\n"x, y",1\nz,2\nw,3\n,4\n',
    [at(3, 0, "v")],
    'a,b\n"x, y",1\nz,2\nw,3\nv,4\n',
  ],
  ["spaces around stay", "a,b\n1,  \n", [at(0, 1, "x")], "a,b\n1,  x\n"],
  ["spaces in quotes stay", 'a,b\n1," "\n', [at(0, 1, "x")], 'a,b\n1," x"\n'],
  ["spaces the value brings along are there already", "a, b\n1, x\n2, \n", [at(1, 1, " x")], "a, b\n1, x\n2, x\n"],
  ["a short row, when asked", "a,b,c\n1\n", [at(0, 2, "z")], "a,b,c\n1,,z\n", { shortRows: true }],
  [
    "several cells of a short row, in any order",
    "a,b,c,d\n1,\n",
    [at(0, 3, "d"), at(0, 2, "c"), at(0, 1, "b")],
    "a,b,c,d\n1,b,c,d\n",
    { shortRows: true },
  ],
  ["a token, when asked", "a,b\nNA,1\n", [at(0, 0, "x")], "a,b\nx,1\n", { overwrite: (row, column) => row === 0 && column === 0 }],
  ["a quoted token, when asked", 'a,b\n"NA",1\n', [at(0, 0, "x")], 'a,b\n"x",1\n', { overwrite: (row, column) => row === 0 && column === 0 }],
  ["an empty line of a single column, when asked", "a\n1\n\n3\n", [at(1, 0, "2")], "a\n1\n2\n3\n", { shortRows: true }],
  ["negative numbers are no formulas", "a,b\n,1\n", [at(0, 0, "-5.2")], "a,b\n-5.2,1\n"],
];
for (const [name, before, fills, after, options] of written) {
  test(`writes: ${name}`, () => assert.equal(fill(before, fills, options), after));
}

test("a value that would begin a comment is quoted", () => {
  assert.equal(fill("a,b\n,1\n", [at(0, 0, "#1")], {}, { ...header, comment: "#" }), 'a,b\n"#1",1\n');
});

const refused: readonly [kind: CsvErrorKind, text: string, fills: Fill[], overrides?: DialectOverrides][] = [
  ["not-missing", "a,b\n1,\n", [at(0, 0, "2")]],
  ["out-of-range", "a,b\n1,\n", [at(1, 0, "2")]],
  ["out-of-range", "a,b\n1,\n", [at(0, 2, "2")]],
  ["short-row", "a,b\n1\n", [at(0, 1, "2")]],
  ["blank-line", "a\n1\n\n2\n", [at(1, 0, "2")]],
  ["empty-value", "a,b\n1,\n", [at(0, 1, "")]],
  ["duplicate", "a,b\n1,\n", [at(0, 1, "2"), at(0, 1, "3")]],
  ["formula", "a,b\n1,\n", [at(0, 1, "=1+1")]],
  ["formula", "a,b\n1,\n", [at(0, 1, "@SUM(A1)")]],
  ["unquotable", "a,b\n1,\n", [at(0, 1, "x,y")], { ...header, quote: "" }],
  ["stray-quote", 'a,b\n"x"y,\n', [at(0, 1, "x,y")]],
  ["stray-quote", 'a,b\n1,"x\n2,\n', [at(1, 1, "x,y")]],
];
for (const [kind, text, fills, overrides] of refused) {
  test(`refuses ${kind}: ${JSON.stringify(text)}`, () => {
    assert.throws(
      () => fill(text, fills, {}, overrides),
      (error: unknown) => error instanceof CsvError && error.kind === kind && /^[A-Z].*\.$/.test(error.message),
    );
  });
}

test("quotes go in only where a cell begins: a tab is no space to skip", () => {
  const skipping: DialectOverrides = { ...header, quote: "'", initialSpace: true };
  assert.equal(fill("a,b\n\t, 'x'\n", [at(0, 0, "p,q")], {}, skipping), "a,b\n'\tp,q', 'x'\n");
  assert.equal(fill("a,b\n1,  \n", [at(0, 1, "p,q")], {}, skipping), "a,b\n1,  'p,q'\n");
});

test("a misplaced quote is minded behind thousands of others", () => {
  const strays = `a,b\n${'"x"y,1\n'.repeat(1100)}`;
  for (const end of ['"x"y,\n', '"x"y,\n"z\n1,2\n']) {
    assert.throws(() => fill(strays + end, [at(1100, 1, "p,q")]), { kind: "stray-quote" });
    assert.ok(fill(strays + end, [at(1100, 1, "2")]).endsWith(end.replace("y,", "y,2")));
  }
  assert.throws(() => fill(`${strays}"z\n1,\n`, [at(1101, 1, "p,q")]), { kind: "stray-quote" });
});

test("a bare value goes in behind a misplaced quote, and everything else reads as before", () => {
  assert.equal(fill('a,b\n1,"x\n2,\n3,4\n', [at(1, 1, "5")]), 'a,b\n1,"x\n2,5\n3,4\n');
});

test("formulas are told from numbers and dates", () => {
  const run = [
    "=1",
    "+A1",
    "-A1",
    "@x",
    "\t=1",
    "\r1",
    " =1",
    "-",
    "+",
    "-1+2",
    "=",
    "＝1",
    "-2+3+cmd|' /C calc'!A0",
    "+1;=2",
    "--1",
  ];
  const plain = [
    "-1",
    "+1",
    "-1.5e-3",
    "-1,234.50",
    "-$5",
    "$-5",
    "-5 %",
    "-12 kg",
    "-3,5 €",
    "-02:00",
    "1-2",
    "a=b",
    "x@y",
    "2020-01-02",
  ];
  assert.deepEqual(
    run.filter((value) => !isFormula(value)),
    [],
  );
  assert.deepEqual(plain.filter(isFormula), []);
});

test("states of cells", () => {
  const file = openText('a,b,c,d,e\n,"", ," ",x\n1\n', header);
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((c) => cellState(file, 0, c)),
    ["empty", "empty", "blank", "blank", "value"],
  );
  assert.deepEqual(
    [0, 1].map((c) => cellState(file, 1, c)),
    ["value", "short"],
  );
  assert.deepEqual([...countEmpty(file)], [1, 1, 0, 0, 0]);
  const single = openText('a\n1\n\n""\n', header);
  assert.deepEqual(
    [0, 1, 2].map((r) => cellState(single, r, 0)),
    ["value", "line", "empty"],
  );
});

test("edits are sorted and apart, and undo gives the old text", () => {
  const text = 'a,b,c\n,"",\n1,,\n3\n';
  const file = openText(text, header);
  const fills = [at(2, 2, "z"), at(1, 2, "long, value"), at(0, 0, "p"), at(0, 1, 'q"'), at(0, 2, "r"), at(1, 1, "s")];
  const edits = editsFor(file, fills, { quoted: () => false }, { shortRows: true });
  for (const [i, edit] of edits.entries()) if (i > 0) assert.ok(edit.start > edits[i - 1]!.end);
  const changed = applyToText(text, edits);
  assert.equal(changed, 'a,b,c\np,"q""",r\n1,s,"long, value"\n3,,z\n');
  assert.equal(
    applyToText(
      changed,
      invertEdits(edits, (start, end) => text.slice(start, end)),
    ),
    text,
  );
});

test("edits that do not fit the text are refused", () => {
  assert.throws(() => applyToText("a,b", [{ start: 5, end: 5, text: "x" }]), CsvError);
  assert.throws(
    () =>
      applyToText("a,b", [
        { start: 2, end: 2, text: "x" },
        { start: 1, end: 1, text: "y" },
      ]),
    CsvError,
  );
});

test("a value with its own spaces takes the place of as many, in bytes, too", () => {
  const text = "name,wing \nA   ,süd  \nB   ,     \nC   ,\"     \"\nD   ,  \n";
  const fills = [1, 2, 3].map((row) => ({ row, column: 1, value: "süd  " }));
  const wanted = "name,wing \nA   ,süd  \nB   ,süd  \nC   ,\"süd  \"\nD   ,  süd\n";
  const style = { quoted: () => false };
  const file = openText(text, { header: true });
  assert.equal(applyToText(text, planEdits(file, fills, style).edits), wanted);
  const bytes = utf8(text);
  const inBytes = openBytes(bytes, { header: true });
  assert.equal(Buffer.from(applyToBytes(inBytes, bytes, planEdits(inBytes, fills, style).edits)).toString(), wanted);
});
