import assert from "node:assert/strict";
import test from "node:test";
import { openText } from "../../../src/csv/csvFile";
import { createModel, imputeOnce } from "../../../src/engine/model";
import { defaultOptions } from "../../../src/imputation/impute";
import { explain } from "../../../src/imputation/explain";
import { wordColumns } from "../../../src/npt/wordColumns";
import { openSession } from "../../../src/npt/session";
import { seededRandom } from "../../../src/npt/random";
import { buildTable } from "../../../src/table/buildTable";
import type { Table } from "../../../src/table/column";
import { DirectRuntime, manifest } from "./network";

const runtime = new DirectRuntime();
const signal = new AbortController().signal;
const titles = ["Mr", "Mrs", "Dr"];

/** Names that are all different; their title, and nothing else, tells the group. */
function people(rows: number): { table: Table; truth: ReadonlyMap<number, string> } {
  const random = seededRandom(8);
  const truth = new Map<number, string>();
  const lines = ["name,age,group"];
  for (let row = 0; row < rows; row++) {
    const k = Math.floor(random() * 3);
    const group = ["red", "green", "blue"][k]!;
    const hidden = row % 4 === 3;
    if (hidden) truth.set(row, group);
    const name = `${letters(row)}, ${titles[k]}. ${letters(7 * row + 3)}`;
    lines.push(`"${name}",${Math.floor(20 + 50 * random())},${hidden ? "" : group}`);
  }
  return { table: buildTable(openText(`${lines.join("\n")}\n`)), truth };
}

/** A number as a word. */
function letters(k: number): string {
  return `K${[...String(k)].map((digit) => "abcdefghij"[Number(digit)]).join("")}`;
}

test("a word that many names share becomes a column, the names themselves do not", () => {
  const { table } = people(120);
  const words = wordColumns(table);
  assert.deepEqual(words.map(({ index, levels }) => [index, [...levels].sort()]), [[0, ["dr", "mr", "mrs"]]]);
  const [column] = words;
  for (let row = 0; row < table.rows; row++) {
    const name = table.columns[0]!.levels[table.columns[0]!.codes[row]!]!;
    assert.ok(name.toLowerCase().includes(`, ${column!.levels[column!.codes[row]!]}.`), name);
  }
});

test("short codes, few levels and missing cells make no words", () => {
  const codes = Array.from({ length: 90 }, (_, k) => `X${k},${k % 7 === 0 ? "" : `green ${letters(k)}`}`);
  const table = buildTable(openText(`code,text\n${codes.join("\n")}\n`));
  for (const { index, codes: code } of wordColumns(table)) {
    assert.equal(index, 1);
    for (let row = 0; row < 90; row += 7) assert.equal(code[row], -1);
  }
  assert.deepEqual(wordColumns(buildTable(openText("a,b\nred car,1\nblue car,2\n"))), []);
});

test("a group that only the title in a name tells is found, and the name is named as the reason", async () => {
  const { table, truth } = people(240);
  const { suggestions } = await imputeOnce(createModel(manifest, "", runtime))(table, defaultOptions, {}, signal);
  const groups = suggestions.filter(({ column }) => column === 2);
  const right = groups.filter(({ row, value }) => truth.get(row) === value).length;
  assert.equal(groups.length, truth.size);
  assert.ok(right >= 0.95 * truth.size, `${right} of ${truth.size}`);
  const why = await explain({ session: openSession(table, { ...defaultOptions, columns: [2] }, manifest, runtime), ordered: new Map() }, manifest, 3, 2, signal);
  assert.equal(why?.columns[0]?.column, 0);
});

test("a column's own words are never read beside it as a target", () => {
  const { table } = people(60);
  const [name, ...others] = table.columns;
  // the fourth name is a missing cell
  const holes = { ...name!, kind: "text" as const, skipReason: null, reading: { ...name!.reading, role: "fill" as const }, missing: name!.missing.slice(), codes: name!.codes.slice() };
  holes.missing[3] = 1;
  holes.codes[3] = -1;
  const session = openSession({ ...table, columns: [holes, ...others] }, { columns: null, seed: 0, contextRows: 0 }, manifest, runtime);
  const source = (j: number): number => session.encoded.columns[j]!.source.index;
  const own = session.predictors.map(({ block }) => block.targets.filter((t) => block.columns.filter((j) => source(j) === source(t)).length > 1));
  assert.deepEqual(own.flat(), []);
  assert.deepEqual(session.predictors.flatMap(({ block }) => block.targets.map(source)).sort(), [0, 2]);
  assert.ok(session.encoded.columns.length > 3);
});
