import assert from "node:assert/strict";
import test from "node:test";
import { openText } from "../../../src/csv/csvFile";
import { createModel, imputeOnce } from "../../../src/engine/model";
import { checkAccuracy } from "../../../src/imputation/checkAccuracy";
import { drawTable } from "../../../src/imputation/draws";
import { explain } from "../../../src/imputation/explain";
import { defaultOptions } from "../../../src/imputation/impute";
import type { Prepared } from "../../../src/imputation/prepared";
import type { Suggestion } from "../../../src/imputation/suggestion";
import { seededRandom } from "../../../src/npt/random";
import { openSession } from "../../../src/npt/session";
import { buildTable } from "../../../src/table/buildTable";
import type { Table } from "../../../src/table/column";
import { DirectRuntime, manifest } from "../npt/network";

const runtime = new DirectRuntime();
const impute = imputeOnce(createModel(manifest, "", runtime));
const signal = new AbortController().signal;

/** A shop's code determines its city, its name and its rent: a functional dependency on a key with `keys` levels. */
function shops(rows: number, keys: number, seed: number): { csv: string; truth: Map<string, string> } {
  const random = seededRandom(seed);
  const truth = new Map<string, string>();
  const lines = ["shop,city,name,rent,visitors"];
  for (let i = 0; i < rows; i++) {
    const k = i < keys ? i : Math.floor(random() * keys);
    const cells = [`S${100 + k}`, ["Ulm", "Bonn", "Kiel", "Jena"][(k * 7) % 4]!, `Shop number ${k * 31}`, String(500 + ((k * 137) % 900)), String(Math.floor(random() * 500))];
    for (const c of [1, 2, 3]) {
      if (i < 2 * keys || random() > 0.2) continue;
      truth.set(`${i} ${c}`, cells[c]!);
      cells[c] = "";
    }
    lines.push(cells.join(","));
  }
  return { csv: `${lines.join("\n")}\n`, truth };
}

test("functional dependencies are filled exactly", async () => {
  const { csv, truth } = shops(300, 20, 1);
  const progress: [number, number][] = [];
  let told = 0;
  const events = {
    onProgress: (done: number, total: number) => void progress.push([done, total]),
    onSuggestions: (batch: readonly Suggestion[]) => {
      told += batch.length;
    },
  };
  const { suggestions } = await impute(buildTable(openText(csv)), defaultOptions, events, signal);
  assert.equal(suggestions.length, truth.size);
  assert.equal(told, truth.size);
  assert.deepEqual(progress.at(-1), [truth.size, truth.size]);
  const wrong = suggestions.filter((s) => truth.get(`${s.row} ${s.column}`) !== s.value);
  assert.deepEqual(wrong.map(({ row, column, value }) => [row, column, value]), []);
});

test("a key that is rarer than the context is found in the rest of the file", async () => {
  const { csv, truth } = shops(4000, 700, 2);
  const { suggestions } = await impute(buildTable(openText(csv)), { ...defaultOptions, contextRows: 300 }, {}, signal);
  const names = suggestions.filter((s) => s.column === 2);
  const right = names.filter((s) => truth.get(`${s.row} 2`) === s.value).length;
  assert.ok(right > 0.9 * names.length, `${right} of ${names.length}`);
});

function errors(suggestions: readonly Suggestion[], truth: ReadonlyMap<string, number>): number {
  return Math.sqrt(suggestions.reduce((sum, s) => sum + (Number(s.value) - truth.get(`${s.row} ${s.column}`)!) ** 2, 0) / suggestions.length);
}

test("on independent columns the prediction is no worse than the mean by more than 2 %", async () => {
  const random = seededRandom(11);
  const truth = new Map<string, number>();
  const lines = ["a,b,c,d"];
  for (let i = 0; i < 600; i++) {
    const cells = Array.from({ length: 4 }, () => (random() + random() + random()).toFixed(3));
    for (let c = 0; c < 4; c++) {
      if (random() > 0.2) continue;
      truth.set(`${i} ${c}`, Number(cells[c]));
      cells[c] = "";
    }
    lines.push(cells.join(","));
  }
  const table = buildTable(openText(lines.join("\n")));
  const { suggestions } = await impute(table, defaultOptions, {}, signal);
  let mean = 0;
  for (const s of suggestions) {
    const known = table.columns[s.column]!.values.filter((v) => !Number.isNaN(v));
    const average = known.reduce((a, b) => a + b, 0) / known.length;
    mean += (average - truth.get(`${s.row} ${s.column}`)!) ** 2;
  }
  const ratio = errors(suggestions, truth) / Math.sqrt(mean / suggestions.length);
  assert.ok(ratio < 1.02, `RMSE is ${ratio} times the mean's`);
});

test("numbers whose squares no number holds are filled like the same numbers in another unit", async () => {
  const lines = (unit: string) => ["a,b", ...Array.from({ length: 80 }, (_, i) => `${i % 9},${i % 7 === 3 ? "" : `${100 + (i % 9) * 7}${unit}`}`)].join("\n");
  const filled = async (unit: string) =>
    (await impute(buildTable(openText(lines(unit))), defaultOptions, {}, signal)).suggestions.map(({ value }) => Number(value));
  const small = await filled("");
  const large = await filled("e300");
  assert.equal(small.length, large.length);
  for (const [k, value] of small.entries()) assert.ok(Math.abs(large[k]! / (value * 1e300) - 1) < 0.01, `${large[k]} is not ${value}e300`);
});

test("on independent categories the accuracy is at least 0.98 times the most common value's", async () => {
  const random = seededRandom(12);
  const truth = new Map<string, string>();
  const draw = (): string => ["red", "green", "blue", "grey"][Math.min(3, Math.floor(-Math.log(random()) * 1.2))]!;
  const lines = ["a,b,c,d"];
  for (let i = 0; i < 800; i++) {
    const cells = [draw(), draw(), draw(), draw()];
    for (let c = 0; c < 4; c++) {
      if (random() > 0.25) continue;
      truth.set(`${i} ${c}`, cells[c]!);
      cells[c] = "";
    }
    lines.push(cells.join(","));
  }
  const { suggestions } = await impute(buildTable(openText(lines.join("\n"))), defaultOptions, {}, signal);
  const right = suggestions.filter((s) => truth.get(`${s.row} ${s.column}`) === s.value).length;
  const common = suggestions.filter((s) => truth.get(`${s.row} ${s.column}`) === "red").length;
  assert.ok(right >= 0.98 * common, `${right} right, the most common value ${common}`);
});

test("every missing cell gets a suggestion or its column a reason, and alternatives are probabilities", async () => {
  const csv = "id,price,kind,same\na1,1.50,x,k\na2,,y,k\na3,2.50,,\n,3.50,x,k\na5,4.00,y,k\n";
  const { suggestions, columns } = await impute(buildTable(openText(csv)), defaultOptions, {}, signal);
  for (const { missing, filled, skipReason } of columns) assert.ok(missing === filled || skipReason !== null);
  assert.equal(suggestions.find((s) => s.column === 3)?.value, "k");
  for (const s of suggestions) {
    assert.ok(s.certainty >= 0 && s.certainty <= 1);
    const sum = s.alternatives.reduce((total, a) => total + a.probability, 0);
    assert.ok(sum > 0 && sum < 1.0001, `${sum}`);
  }
});

/** The table ready for the network, its order left out of account. */
const unordered = (table: Table): Prepared => ({ session: openSession(table, defaultOptions, manifest, runtime), ordered: new Map() });

test("draws: another value where the model is unsure, the same copy for the same seed", async () => {
  const { csv } = shops(200, 10, 3);
  const table = buildTable(openText(`${csv}S100,Ulm,Shop number 0,500,\nS100,Ulm,Shop number 0,500,\nS101,Jena,Shop number 31,637,\n`));
  const draw = (k: number): Promise<Suggestion[]> => drawTable(unordered(table), manifest, defaultOptions, k, signal);
  const [a, again, b] = [await draw(0), await draw(0), await draw(1)];
  assert.deepEqual(a, again);
  const visitors = (found: readonly Suggestion[]): string[] => found.filter((s) => s.column === 4).map((s) => s.value);
  assert.equal(visitors(a).length, 3);
  assert.notDeepEqual(visitors(a), visitors(b));
});

test("the check finds the determined column good and the random one useless", async () => {
  const { csv } = shops(400, 15, 4);
  const found = await checkAccuracy(impute, buildTable(openText(csv)), { share: 0.2, seed: 0 }, signal);
  const name = found.find((c) => c.column === 2)!;
  assert.equal(name.measure, "accuracy");
  assert.ok(name.verdict === "better" && name.score > 0.95 && name.right === name.score, `${name.score}`);
  const visitors = found.find((c) => c.column === 4)!;
  assert.equal(visitors.measure, "nrmse");
  assert.ok(visitors.score > 0.9 && visitors.score < 1.05 * visitors.baseline, `${visitors.score}`);
  // In the column's own units: half of the random values lie this far from their mean, and no guess is closer.
  const offs = visitors.cells.map(({ off }) => off).sort((a, b) => a - b);
  const half = offs[offs.length >> 1] ?? 0;
  assert.ok(Math.abs(half / visitors.meanOff - 1) < 0.25, `${half} ${visitors.meanOff}`);
  assert.equal(visitors.verdict, "alike");
  const { value: tolerance } = visitors.tolerance!;
  assert.ok(tolerance < visitors.meanOff && visitors.meanOff < 10 * tolerance, `${tolerance}`);
  const close = visitors.cells.filter(({ right }) => right).length / visitors.hidden;
  assert.equal(visitors.right, close);
  assert.ok(close < 0.4 && visitors.inside! > 0.7, `${close} are close, ${visitors.inside} inside their intervals`);
});

test("the explanation names rows with the same key and the key's column", async () => {
  const { csv, truth } = shops(300, 20, 5);
  const table = buildTable(openText(csv));
  const [row, column] = [...truth.keys()][0]!.split(" ").map(Number) as [number, number];
  const why = await explain(unordered(table), manifest, row, column, signal);
  assert.ok(why !== null && why.rows.length > 0);
  const shop = table.columns[0]!.codes;
  const same = why.rows.filter((r) => shop[r.row] === shop[row]).reduce((sum, r) => sum + r.weight, 0);
  assert.ok(same > 0.5, `weight on rows of the same shop: ${same}`);
});

test("an aborted signal rejects with an AbortError", async () => {
  const abort = new AbortController();
  abort.abort();
  await assert.rejects(impute(buildTable(openText("a,b\n1,\n2,3\n")), defaultOptions, {}, abort.signal), { name: "AbortError" });
});
