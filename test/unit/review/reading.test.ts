import assert from "node:assert/strict";
import test from "node:test";
import { doubtKey, openDoubts } from "../../../src/review/doubts";
import { isUnsaved, nothingStated, takeSchema } from "../../../src/review/readingState";
import { isSameStated, restatedColumn, restatedTable, rowShift, withStated } from "../../../src/review/statedReading";
import { saysAll } from "../../../src/table/saysAll";
import { columnReadings } from "../../../src/review/readingView";
import { columnRoles as rolesShown, columnTypes } from "../../../src/shared/reading";
import { columnRoles, type Doubt, type StatedReading, statableTypes, statedOf } from "../../../src/table/reading";
import { review } from "./tables";
import { tokensIn, tokensText } from "../../../src/webview/reading/tokenList";

const names = ["city", "size", "note", "note"];

test("the webview offers the types and roles that can be stated", () => {
  assert.deepEqual(columnTypes, statableTypes);
  assert.deepEqual(rolesShown, columnRoles);
});

test("a word on a column is added, replaced, and taken back without a trace", () => {
  let stated: StatedReading = restatedColumn({}, names, 1, { type: "code", minimum: "0" });
  assert.deepEqual(stated, { columns: [{ column: "size", type: "code", constraints: { minimum: "0" } }] });
  stated = restatedColumn(stated, names, 1, { maximum: "9", role: "learn" });
  assert.deepEqual(stated.columns, [{ column: "size", type: "code", role: "learn", constraints: { minimum: "0", maximum: "9" } }]);
  stated = restatedColumn(stated, names, 1, { type: null, role: null, minimum: null });
  assert.deepEqual(stated.columns, [{ column: "size", constraints: { maximum: "9" } }]);
  assert.deepEqual(restatedColumn(stated, names, 1, { maximum: null }), {});
  const others: StatedReading = { columns: [{ column: "size", type: "number", constraints: { pattern: "\\d", minimum: "1" } }] };
  assert.deepEqual(restatedColumn(others, names, 1, { minimum: null }).columns, [{ column: "size", type: "number", constraints: { pattern: "\\d" } }]);
});

test("a tolerance is stated, said of the column, and taken back", () => {
  const stated = restatedColumn({}, names, 1, { tolerance: 0.4 });
  assert.deepEqual(stated, { columns: [{ column: "size", tolerance: 0.4 }] });
  const { session, table } = review("city,size\nOslo,10\n,20\nBergen,30\n");
  const page = { from: 0, to: 2, query: "" };
  const views = (of: StatedReading) => columnReadings(session.table, { summary: null }, { state: { ...nothingStated, stated: of } }, page).columns;
  assert.deepEqual(views(stated).map(({ tolerance, stated: fields }) => [tolerance, fields]), [["", []], ["0.4", ["tolerance"]]]);
  assert.deepEqual(views({}).map(({ tolerance, usualTolerance }) => [tolerance, usualTolerance]), [["", ""], ["", String(table.columns[1]?.summary?.tolerance?.value)]]);
  assert.deepEqual(restatedColumn(stated, names, 1, { tolerance: null }), {});
});

test("a column whose name repeats is named by its place, the others keep what was said of all of them", () => {
  const before: StatedReading = { columns: [{ column: "note", role: "leave" }] };
  const stated = restatedColumn(before, names, 3, { role: null, type: "text" });
  assert.deepEqual(statedOf(stated.columns ?? [], 2, "note"), { role: "leave" });
  assert.deepEqual(statedOf(stated.columns ?? [], 3, "note"), { type: "text" });
});

test("a column that a schema names by its place goes on with all that was said of it", () => {
  const stated = restatedColumn({ columns: [{ column: 1, type: "number" }] }, names, 1, { role: "learn" });
  assert.deepEqual(stated.columns, [{ column: "size", type: "number", role: "learn" }]);
});

test("a word on the table goes before the settings, and is taken back", () => {
  const stated = restatedTable({ columns: [{ column: "a", type: "id" }] }, { header: false, missingTokens: ["NA"], blankIsMissing: true });
  assert.deepEqual(stated, { missingTokens: ["NA"], blankIsMissing: true, dialect: { header: false }, columns: [{ column: "a", type: "id" }] });
  assert.deepEqual(withStated({ missingTokens: "auto", fillShortRows: true }, stated), { missingTokens: ["NA"], fillShortRows: true, blankIsMissing: true, columns: stated.columns });
  assert.deepEqual(restatedTable({}, { fillShortRows: true, quote: "" }), { fillShortRows: true, dialect: { quote: "" } });
  assert.deepEqual(restatedTable(stated, { header: null, missingTokens: null, blankIsMissing: null }), { columns: [{ column: "a", type: "id" }] });
});

test("the order in which things are said does not matter, nor what says nothing", () => {
  const a: StatedReading = { blankIsMissing: true, columns: [{ column: "a", type: "id", role: "learn" }, { column: 2, type: "text" }] };
  const b: StatedReading = { columns: [{ column: 2, type: "text" }, { role: "learn", type: "id", column: "a" }, { column: "c" }], blankIsMissing: true, dialect: {} };
  assert.ok(isSameStated(a, b));
  assert.ok(!isSameStated(a, { ...a, blankIsMissing: false }));
  assert.ok(saysAll(a, { columns: [{ column: "a", role: "learn" }] }));
  assert.ok(!saysAll(a, { columns: [{ column: "a", role: "learn" }], fillShortRows: false }));
  assert.ok(!saysAll({}, { missingTokens: [] }));
});

test("rows are where they were, or further down, as long as only the lines above them are read otherwise", () => {
  const dialect = { delimiter: ",", quote: '"', comment: "", preamble: 0, header: true, unitRows: 0, newline: "\n", initialSpace: false } as const;
  assert.equal(rowShift({ dialect, rows: 10 }, { dialect: { ...dialect, header: false }, rows: 11 }), 1);
  assert.equal(rowShift({ dialect, rows: 10 }, { dialect: { ...dialect, unitRows: 2 }, rows: 8 }), -2);
  assert.equal(rowShift({ dialect, rows: 10 }, { dialect: { ...dialect, delimiter: ";" }, rows: 10 }), null);
  assert.equal(rowShift({ dialect, rows: 10 }, { dialect: { ...dialect, comment: "#" }, rows: 9 }), null);
});

test("a schema is taken over unless what it differs from was not saved", () => {
  const schema: StatedReading = { missingTokens: ["NA"] };
  const first = takeSchema(nothingStated, schema);
  assert.deepEqual([first.state.stated, first.conflict, isUnsaved(first.state)], [schema, null, false]);
  const changed = takeSchema(first.state, { missingTokens: ["?"] });
  assert.deepEqual([changed.state.stated, changed.conflict], [{ missingTokens: ["?"] }, null]);
  const mine = { ...first.state, stated: { missingTokens: ["-"] } };
  assert.ok(isUnsaved(mine));
  assert.equal(takeSchema(mine, schema).conflict, null, "the file is as it was");
  const conflict = takeSchema(mine, { missingTokens: ["?"] });
  assert.deepEqual([conflict.state, conflict.conflict], [mine, { missingTokens: ["?"] }]);
  const same = takeSchema(mine, { missingTokens: ["-"] });
  assert.deepEqual([same.conflict, isUnsaved(same.state)], [null, false], "the file came to say the same");
  const gone = takeSchema(first.state, null);
  assert.deepEqual([gone.state.stated, isUnsaved(gone.state)], [schema, true], "what a deleted file said stays");
});

test("a doubt is known again when there are more cells of it, and told once", () => {
  const doubt = (cells: number, token = "-999"): Doubt => ({ kind: "disguised-missing", column: 1, message: { text: "{0} ({1})", values: [token, cells] }, settlings: [{ label: { text: "Keep", values: [] }, flag: "", stated: { columns: [{ column: "size", missingTokens: [] }] } }] });
  assert.equal(doubtKey(doubt(3)), doubtKey(doubt(4)));
  assert.equal(openDoubts([doubt(3), doubt(3), doubt(3, "9999")], nothingStated).length, 2);
  assert.equal(openDoubts([doubt(4), doubt(3, "9999")], { ...nothingStated, putAway: [doubtKey(doubt(3))] }).length, 1);
  assert.equal(openDoubts([doubt(4)], { ...nothingStated, stated: { columns: [{ column: "size", type: "number", missingTokens: [] }] } }).length, 0);
});

test("a list of tokens is read back as it is shown", () => {
  for (const tokens of [[], ["NA"], ["NA", "?", "-"], ["a,b", "x"], [' ', 'say "no"'], ["keine Angabe", "-999"]]) assert.deepEqual(tokensIn(tokensText(tokens)), tokens);
  assert.deepEqual(tokensIn(" NA ,, NA,? "), ["NA", "?"]);
  assert.deepEqual(tokensIn('"open, NA'), ['"open', "NA"]);
});
