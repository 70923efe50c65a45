/** The engine's use cases over both backends: equal results, tables that stay prepared, files in blocks. */
import assert from "node:assert/strict";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { splicedPieces } from "../../../src/csv/splice";
import type { FileIndex } from "../../../src/csv/fileIndex";
import type { EngineTable, MissingPart, TableInput } from "../../../src/engine/contract";
import { memorySource } from "../../../src/files/fileSource";
import { unpackSuggestions } from "../../../src/imputation/packed";
import type { Suggestion } from "../../../src/imputation/suggestion";
import { Missing } from "../../../src/table/column";
import { buildBackends, isRunning, never, options, reading, Stage, suggestions, tableText, temporaryFolder, until } from "./backends";

const scripts = buildBackends("unit-engine");
const fillOptions = { ...options, minCertainty: 0, draws: null };

async function filled(table: EngineTable, bytes: Uint8Array, draws: number | null = null): Promise<string[]> {
  const { copies } = await table.fill({ ...fillOptions, draws }, {}, never);
  return Promise.all(
    copies.map(async (changes) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of splicedPieces(memorySource(bytes), changes)) pieces.push(piece);
      return Buffer.concat(pieces).toString();
    }),
  );
}

test("a process and a thread give equal answers to every use case", async (t) => {
  const answers = [];
  for (const prefer of ["native", "wasm"] as const) {
    const { engine } = new Stage(t, scripts, { prefer });
    const bytes = Buffer.from(tableText(40));
    const table = await engine.open({ kind: "bytes", bytes }, reading, {}, never);
    const progress: [number, number][] = [];
    const found = await suggestions(table, { onProgress: (done, total) => void progress.push([done, total]) });
    assert.deepEqual(progress.at(-1), [found.length, found.length]);
    answers.push({
      summary: table.summary,
      found,
      explained: await table.explain(0, 0, options, never),
      checked: await table.check({ share: 0.2, seed: 0 }, {}, never),
      copies: await filled(table, bytes, 2),
      model: await engine.model(),
    });
    assert.equal(engine.backend, prefer);
  }
  const [native, wasm] = answers;
  assert.ok(native !== undefined && native.found.length > 20);
  assert.deepEqual(wasm, native);
  assert.doesNotMatch(native.copies[0] ?? "", /^,|,,/m);
});

test("a text, its bytes and its file are one table; a text is not filled", async (t) => {
  const stage = new Stage(t, scripts);
  const text = tableText(40);
  const path = join(temporaryFolder(t), "in.csv");
  writeFileSync(path, text);
  const inputs: TableInput[] = [{ kind: "text", text }, { kind: "bytes", bytes: Buffer.from(text) }, { kind: "file", path }];
  const tables = await Promise.all(inputs.map((input) => stage.engine.open(input, reading, {}, never)));
  const [first, ...others] = await Promise.all(tables.map(async (table) => ({ summary: table.summary, found: await suggestions(table) })));
  for (const other of others) assert.deepEqual(other, first);
  assert.equal(first?.summary.columns.reduce((sum, { missing }) => sum + missing, 0), 27);
  await assert.rejects(tables[0]!.fill(fillOptions, {}, never), { name: "TypeError", message: /whoever holds it/ });
  await assert.rejects(stage.engine.open({ kind: "file", path: `${path}.none` }, reading, {}, never), { code: "ENOENT" });
  await assert.rejects(stage.engine.open(inputs[0]!, { ...reading, dialect: { delimiter: "ab" } }, {}, never), { name: "CsvError", kind: "dialect" });
});

test("what is no delimited text is refused in a sentence, and the file is let go", async (t) => {
  const { engine } = new Stage(t, scripts);
  const bytes = Buffer.from('{"a":1,"b":2}\n{"a":3,"b":null}\n{"a":5,"b":6}\n');
  const path = join(temporaryFolder(t), "lines.csv");
  writeFileSync(path, bytes);
  for (const input of [{ kind: "bytes", bytes }, { kind: "file", path }] as const) {
    await assert.rejects(engine.open(input, reading, {}, never), /It is a file of JSON lines, not a CSV file\. Export it as CSV first\./);
  }
  assert.equal((await engine.open({ kind: "text", text: "a,b\n1,\n2,3\n" }, reading, {}, never)).summary.rows, 2);
});

test("a text that is sent in parts is the text, wherever it is cut", async (t) => {
  const { engine } = new Stage(t, scripts);
  // Pairs of surrogates at every place of a part's end.
  const text = `a,b,c\n${Array.from({ length: 30_000 }, (_, row) => `${row % 5},${"😀".repeat(40 + (row % 3))}x${row % 7},${row % 9 === 0 ? "" : row}`).join("\n")}\n`;
  assert.ok(text.length > 2.2 * 2 ** 20);
  const [one, other] = await Promise.all([engine.open({ kind: "text", text }, reading, {}, never), engine.open({ kind: "bytes", bytes: Buffer.from(text) }, reading, {}, never)]);
  assert.deepEqual(one.summary, other.summary);
  const stop = new AbortController();
  const abandoned = engine.open({ kind: "text", text }, reading, {}, stop.signal);
  stop.abort();
  await assert.rejects(abandoned, { name: "AbortError" });
  assert.deepEqual((await engine.open({ kind: "text", text }, reading, {}, never)).summary, one.summary);
});

test("a table that was closed answers no call, and others are not concerned", async (t) => {
  const stage = new Stage(t, scripts);
  const [table, other] = [await stage.open(), await stage.open(12, tableText(12, "b"))];
  await table.close();
  await assert.rejects(suggestions(table), { name: "AbortError" });
  assert.ok((await suggestions(other)).length > 0);
});

test("two tables that are worked on in turns have their own results", async (t) => {
  const stage = new Stage(t, scripts);
  const tables = [await stage.open(30), await stage.open(45, tableText(45, "b"))];
  const alone = [await suggestions(tables[0]!), await suggestions(tables[1]!)];
  const mixed = await Promise.all([0, 1, 0, 1].map((k) => suggestions(tables[k]!)));
  assert.deepEqual(mixed, [...alone, ...alone]);
  assert.equal(stage.starts, 1);
});

test("a prepared table reads its context once: for a second run, and for explanations", async (t) => {
  const stage = new Stage(t, scripts);
  const table = await stage.open();
  const contexts = (): number => stage.runs.filter((graph) => graph === "context").length;
  const first = await suggestions(table);
  const read = contexts();
  assert.deepEqual(await suggestions(table), first);
  assert.ok((await table.explain(0, 0, options, never)) !== null);
  assert.ok((await table.explain(1, 1, { ...options, columns: [1] }, never)) !== null);
  assert.equal(contexts(), read);
  await table.suggest({ ...options, seed: 7 }, {}, never);
  assert.ok(contexts() > read, "another seed draws another context");
  assert.equal(await table.explain(0, 2, options, never), null, "the column has no missing cell");
});

test("while a run goes on, a cell is explained and another table opened before it ends", async (t) => {
  const stage = new Stage(t, scripts);
  const table = await stage.open(3000);
  let ended = false;
  let told = 0;
  let running: Promise<readonly Suggestion[]> = Promise.resolve([]);
  await new Promise<void>((begun) => {
    running = suggestions(table, { onSuggestions: () => (++told === 1 ? begun() : undefined) });
  });
  void running.then(() => {
    ended = true;
  });
  stage.hang();
  const explained = table.explain(0, 0, options, never).then(() => assert.ok(!ended));
  const opened = stage.open(10).then(() => assert.ok(!ended));
  stage.release();
  await Promise.all([explained, opened]);
  assert.equal((await running).length, 2000);
});

test("a check that yields is called off by the next run of any table, and explaining a cell leaves it be", async (t) => {
  const stage = new Stage(t, scripts);
  const [table, other] = [await stage.open(300), await stage.open(60)];
  stage.hang();
  const check = table.check({ share: 0.2, seed: 0, yields: true }, {}, never);
  await stage.hanging();
  let ended = false;
  const called = assert.rejects(check, { name: "AbortError" }).then(() => {
    ended = true;
  });
  const explained = table.explain(0, 0, options, never);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(!ended);
  const found = suggestions(other);
  await called;
  stage.release();
  assert.equal((await found).length, 40);
  await explained;
  assert.ok((await table.check({ share: 0.2, seed: 0, yields: true }, {}, never)).length > 0, "with nothing else to do it comes to its end");
  assert.equal(stage.starts, 1, "in the same process");
});

test("rows that are looked at come first, and change no prediction; a limit ends the run", async (t) => {
  const stage = new Stage(t, scripts);
  const table = await stage.open(3000);
  const straight = await suggestions(table);
  const looked: boolean[] = [];
  const found: Suggestion[] = [];
  const onSuggestions = (batch: Parameters<typeof unpackSuggestions>[0]): void => {
    looked.push(batch.rows.some((row) => row >= 2500 && row < 2505));
    found.push(...unpackSuggestions(batch));
  };
  await table.suggest({ ...options, firstRows: { from: 2500, to: 2505 } }, { onSuggestions }, never);
  assert.deepEqual(looked, looked.toSorted((a, b) => Number(b) - Number(a)), "batches with such rows before all others");
  assert.ok(looked.includes(true) && looked.includes(false));
  assert.deepEqual(found.sort((a, b) => a.row - b.row || a.column - b.column), straight);
  let made = 0;
  const count = ({ length }: { readonly length: number }): void => {
    made += length;
  };
  const { columns } = await table.suggest({ ...options, limit: 300 }, { onSuggestions: count }, never);
  assert.deepEqual([made, columns], [300, []]);
});

for (const draws of [null, 2]) {
  test(`a file in blocks is filled as one that is held whole, ${draws ?? "no"} draws`, async (t) => {
    const stage = new Stage(t, scripts);
    const bytes = Buffer.from(tableText(200));
    const path = join(temporaryFolder(t), "in.csv");
    writeFileSync(path, bytes);
    const whole = await stage.engine.open({ kind: "file", path }, reading, {}, never);
    const indexes: FileIndex[] = [];
    const parts: MissingPart[] = [];
    const events = {
      onIndex: ({ index }: { readonly index: FileIndex }) => void indexes.push(index),
      onMissing: (part: MissingPart) => void parts.push(part),
    };
    const blocks = await stage.engine.open({ kind: "file", path }, { ...reading, maxWholeBytes: 0 }, events, never);
    assert.deepEqual({ ...blocks.summary, index: null }, whole.summary);
    assert.deepEqual(indexes.at(-1), blocks.summary.index);
    const missing = parts.reduce((sum, { kinds }) => sum + kinds.filter((kind) => kind !== Missing.None).length, 0);
    assert.equal(missing, blocks.summary.columns.reduce((sum, column) => sum + column.missing, 0));
    assert.deepEqual(await suggestions(blocks), await suggestions(whole));
    assert.deepEqual(await blocks.explain(0, 0, { ...options, columns: [0] }, never), await whole.explain(0, 0, { ...options, columns: [0] }, never));
    const copies = await filled(blocks, bytes, draws);
    assert.deepEqual(copies, await filled(whole, bytes, draws));
    assert.equal(copies.length, draws ?? 1);
  });
}

test("what is written is told in file order, and only what is certain enough", async (t) => {
  const stage = new Stage(t, scripts);
  const bytes = Buffer.from(tableText(300));
  for (const maxWholeBytes of [0, 1e6]) {
    const table = await stage.engine.open({ kind: "bytes", bytes }, { ...reading, maxWholeBytes }, {}, never);
    const told: number[] = [];
    const onWritten = ({ rows, columns }: { readonly rows: Int32Array; readonly columns: Int32Array }): void => {
      told.push(...Array.from(rows, (row, k) => 3 * row + columns[k]!));
    };
    const all = await table.fill(fillOptions, { onWritten }, never);
    assert.equal(told.length, all.written);
    assert.deepEqual(told, told.toSorted((a, b) => a - b));
    const none = await table.fill({ ...fillOptions, minCertainty: 1.1 }, {}, never);
    assert.deepEqual([none.written, none.copies[0]?.length], [0, 0]);
    assert.match(none.columns[0]?.skipReason ?? "", /less certain than 1\.1/);
  }
});

test("words among the missing cells of a large file are taken back where they are values", async (t) => {
  const stage = new Stage(t, scripts);
  const lines = Array.from({ length: 30 }, (_, i) => `${i % 4 === 0 ? "none" : `${i % 7}.5`},${i % 4 === 1 ? "none" : `w${i % 3}`}`);
  const bytes = Buffer.from(`n,w\n${lines.join("\n")}\n`);
  const kinds = new Map<string, number>();
  const onMissing = (part: MissingPart): void => {
    for (const [k, row] of part.rows.entries()) kinds.set(`${row} ${part.columns[k]}`, part.kinds[k]!);
  };
  const given = { ...reading, table: { missingTokens: "auto" as const }, maxWholeBytes: 0 };
  const { summary } = await stage.engine.open({ kind: "bytes", bytes }, given, { onMissing }, never);
  assert.deepEqual(summary.columns.map(({ missing }) => missing), [8, 0]);
  assert.deepEqual([...kinds].filter(([, kind]) => kind !== Missing.None).map(([place]) => place.split(" ")[1]), Array(8).fill("0"));
});

test("a file that has changed since it was read is refused, in blocks and whole, and can be opened anew", async (t) => {
  const stage = new Stage(t, scripts);
  for (const maxWholeBytes of [0, 1e6]) {
    const path = join(temporaryFolder(t), "in.csv");
    writeFileSync(path, tableText(20));
    const given = { ...reading, maxWholeBytes };
    const table = await stage.engine.open({ kind: "file", path }, given, {}, never);
    const before = await suggestions(table);
    const first = stage.pid;
    process.kill(first, "SIGKILL");
    await until(() => !isRunning(first));
    assert.deepEqual(await suggestions(table), before, "unchanged, it is read again without a word");
    appendFileSync(path, "1.5,a1,20\n");
    const second = stage.pid;
    process.kill(second, "SIGKILL");
    await until(() => !isRunning(second));
    await assert.rejects(suggestions(table), { name: "FileChanged" });
    assert.equal((await stage.engine.open({ kind: "file", path }, given, {}, never)).summary.rows, 21);
  }
});

