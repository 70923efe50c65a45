/** What goes wrong where the model runs: each call is answered, the next one works, and open tables come back without a word. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import type { EngineTable } from "../../../src/engine/contract";
import { RuntimeFault } from "../../../src/runtime/runtime";
import { buildBackends, fakeModels, isRunning, never, options, reading, root, Stage, suggestions, tableText, temporaryFolder, until } from "./backends";

const scripts = buildBackends("unit-engine-faults");
const aborted = { name: "AbortError" };

/** Starts a run and waits until it hangs. `outcome` is what it rejects with. */
async function inMidRun(stage: Stage, table: EngineTable, signal = never): Promise<{ readonly outcome: Promise<Error> }> {
  stage.hang();
  const outcome = table.suggest(options, {}, signal).then(
    () => assert.fail("the endless run ended"),
    (error: Error) => error,
  );
  await stage.hanging();
  return { outcome };
}

test("a process killed in mid-run rejects that call; the calls behind it and the next ones run in a new one", async (t) => {
  const stage = new Stage(t, scripts);
  const [table, other] = [await stage.open(), await stage.open(12, tableText(12, "b"))];
  const before = await suggestions(other);
  const { outcome } = await inMidRun(stage, table);
  const queued = suggestions(other);
  const first = stage.pid;
  stage.release();
  process.kill(first, "SIGKILL");
  const fault = await outcome;
  assert.ok(fault instanceof RuntimeFault && fault.kind === "crashed");
  assert.match(fault.message, /SIGKILL.*restarts by itself/);
  assert.deepEqual(await queued, before, "the table behind was opened again without a word");
  assert.notEqual(stage.pid, first);
  assert.ok((await suggestions(table)).length > 0);
  assert.equal(stage.engine.backend, "native");
});

for (const prefer of ["native", "wasm"] as const) {
  test(`${prefer}: an abort in mid-run answers at once, ends the backend, and the next call works`, async (t) => {
    const stage = new Stage(t, scripts, { prefer, graceMs: 50 });
    const table = await stage.open();
    const abort = new AbortController();
    const { outcome } = await inMidRun(stage, table, abort.signal);
    const first = stage.pid;
    let heard = false;
    void outcome.then(() => {
      heard = true;
    });
    abort.abort();
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(heard, "without waiting for the backend");
    assert.equal((await outcome).name, "AbortError");
    if (prefer === "native") await until(() => !isRunning(first));
    else await until(() => stage.runs.length > 0);
    const next = suggestions(table);
    await until(() => stage.starts === 2);
    stage.release();
    assert.ok((await next).length > 0);
    assert.equal(stage.engine.backend, prefer);
    assert.ok(!stage.log.some((line) => line.includes("ended in the middle")), "a cancel is no crash");
  });

  test(`${prefer}: a run that hangs is ended, says so, and the next call works`, async (t) => {
    const stage = new Stage(t, scripts, { prefer, hangMs: 2000 });
    const table = await stage.open();
    const { outcome } = await inMidRun(stage, table);
    const error = await outcome;
    assert.ok(error instanceof RuntimeFault && error.kind === "crashed", error.message);
    assert.match(error.message, /no answer for 2 s.*restarts by itself/);
    stage.release();
    assert.ok((await suggestions(table)).length > 0);
  });
}

test("a run that is cancelled and ends by itself leaves the process and what it prepared alive", async (t) => {
  const stage = new Stage(t, scripts, { graceMs: 600_000 });
  const table = await stage.open();
  await suggestions(table);
  const contexts = (): number => stage.runs.filter((graph) => graph === "context").length;
  const read = contexts();
  const abort = new AbortController();
  const { outcome } = await inMidRun(stage, table, abort.signal);
  abort.abort();
  assert.equal((await outcome).name, "AbortError");
  stage.release();
  assert.ok((await suggestions(table)).length > 0);
  assert.equal(stage.starts, 1);
  assert.equal(contexts(), read, "no context was read again");
});

test("a table that was lost because another's work was cancelled is opened again without a word", async (t) => {
  const stage = new Stage(t, scripts, { graceMs: 50 });
  const [table, other] = [await stage.open(), await stage.open(12, tableText(12, "b"))];
  const before = await suggestions(other);
  const abort = new AbortController();
  const { outcome } = await inMidRun(stage, table, abort.signal);
  const first = stage.pid;
  const waiting = suggestions(other);
  const explained = other.explain(1, 1, options, never);
  abort.abort();
  assert.equal((await outcome).name, "AbortError");
  stage.release();
  assert.deepEqual(await waiting, before);
  assert.ok((await explained) !== null);
  await until(() => stage.starts === 1 || !isRunning(first));
});

test("a waiting call can be cancelled alone; an aborted signal starts nothing", async (t) => {
  const stage = new Stage(t, scripts);
  await assert.rejects(stage.engine.open({ kind: "text", text: "a\n1\n" }, reading, {}, AbortSignal.abort()), aborted);
  assert.deepEqual(stage.log, []);
  const table = await stage.open();
  stage.hang();
  const running = suggestions(table);
  await stage.hanging();
  const abort = new AbortController();
  const waiting = assert.rejects(table.suggest(options, {}, abort.signal), aborted);
  abort.abort();
  await waiting;
  stage.release();
  assert.ok((await running).length > 0);
  assert.equal(stage.starts, 1);
});

test("missing and damaged model files are told apart, name the file, and never reach the library", async (t) => {
  for (const prefer of ["native", "wasm"] as const) {
    const models = fakeModels(join(temporaryFolder(t), "models"));
    const stage = new Stage(t, scripts, { models, prefer });
    const table = await stage.open();
    truncateSync(join(models, "context.onnx"), 3);
    await assert.rejects(suggestions(table), { kind: "model-corrupt", message: /context\.onnx is damaged/ });
    rmSync(join(models, "context.onnx"));
    await assert.rejects(suggestions(table), { kind: "model-missing", message: /context\.onnx cannot be read/ });
    assert.deepEqual(stage.runs, []);
    writeFileSync(join(models, "context.onnx"), "context");
    assert.ok((await suggestions(table)).length > 0, "works once the file is there");
  }
});

test("a manifest that is missing or damaged is told, and is read again once it is there", async (t) => {
  const models = fakeModels(join(temporaryFolder(t), "models"));
  const stage = new Stage(t, scripts, { models });
  rmSync(join(models, "npt.json"));
  await assert.rejects(stage.engine.model(), { kind: "model-missing", message: /npt\.json cannot be read/ });
  writeFileSync(join(models, "npt.json"), "{}");
  await assert.rejects(stage.engine.model(), { kind: "model-corrupt", message: /npt\.json cannot be used/ });
  fakeModels(models);
  assert.match((await stage.engine.model()).sha256, /^[0-9a-f]{64}$/);
});

test("without the native library the same call goes to WASM, with one line in the log", async (t) => {
  const stage = new Stage(t, scripts, { nativeModule: join(root, "out", "no such library"), threads: 2 });
  const table = await stage.open();
  assert.ok((await suggestions(table)).length > 0);
  assert.equal(stage.engine.backend, "wasm");
  assert.equal(stage.log.filter((line) => /WebAssembly.*no such library/.test(line)).length, 1);
});

test("a native library that ends its process while loading is given up after two attempts", async (t) => {
  const nativeModule = join(temporaryFolder(t), "dies.js");
  writeFileSync(nativeModule, "process.abort();");
  const stage = new Stage(t, scripts, { nativeModule });
  assert.ok((await suggestions(await stage.open())).length > 0);
  assert.equal(stage.engine.backend, "wasm");
  assert.equal(stage.log.filter((line) => line.includes("ended in the middle")).length, 2);
});

test("where WASM cannot be loaded either, the fault says so, after a last attempt with one thread", async (t) => {
  const folder = temporaryFolder(t);
  const workerScript = join(folder, "engineWorker.js");
  cpSync(scripts.workerScript, workerScript);
  const stage = new Stage(t, { ...scripts, workerScript }, { nativeModule: join(folder, "none"), threads: 2 });
  await assert.rejects(stage.open(), { kind: "load-failed", message: /simd-threaded\.wasm/ });
  assert.deepEqual(
    stage.log.map((line) => /threads: (\d)/.exec(line)?.[1]),
    ["2", "1"],
  );
  await assert.rejects(stage.open(), { kind: "load-failed" });
});

test("two native crashes in a row bring WASM; a good call in between does not count", async (t) => {
  const stage = new Stage(t, scripts);
  const table = await stage.open();
  const crash = async (): Promise<void> => {
    const { outcome } = await inMidRun(stage, table);
    stage.release();
    process.kill(stage.pid, "SIGKILL");
    assert.equal(((await outcome) as RuntimeFault).kind, "crashed");
  };
  await crash();
  await suggestions(table);
  await crash();
  assert.equal(stage.engine.backend, "native");
  await crash();
  assert.equal(stage.engine.backend, "wasm");
  assert.ok((await suggestions(table)).length > 0);
});

test("a process that hangs while it starts can be cancelled", async (t) => {
  const processScript = join(temporaryFolder(t), "hangs.js");
  const pidFile = `${processScript}.pid`;
  writeFileSync(processScript, `require("node:fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); for (;;) {}`);
  const stage = new Stage(t, { ...scripts, processScript }, { graceMs: 50 });
  const abort = new AbortController();
  const opening = assert.rejects(stage.engine.open({ kind: "text", text: "a\n1\n" }, reading, {}, abort.signal), aborted);
  await until(() => existsSync(pidFile) && readFileSync(pidFile, "utf8") !== "");
  abort.abort();
  await opening;
  await until(() => !isRunning(Number(readFileSync(pidFile, "utf8"))));
});

test("a model that runs out of memory is told in a sentence, and its process gives back what it holds", async (t) => {
  const stage = new Stage(t, scripts);
  const table = await stage.open();
  writeFileSync(join(stage.control, "memory"), "");
  const fault = { kind: "out-of-memory", message: /not enough memory.*fewer rows/ };
  await assert.rejects(suggestions(table), fault);
  const first = stage.pid;
  await until(() => !isRunning(first));
  await assert.rejects(suggestions(table), fault);
  assert.notEqual(stage.pid, first, "the next call has a process of its own");
  assert.equal(stage.engine.backend, "native", "WebAssembly would need as much");
});

test("a process that dies between two calls is replaced without a word", async (t) => {
  const stage = new Stage(t, scripts);
  const table = await stage.open();
  const before = await suggestions(table);
  const first = stage.pid;
  process.kill(first, "SIGKILL");
  await until(() => !isRunning(first));
  assert.deepEqual(await suggestions(table), before);
  assert.equal(stage.engine.backend, "native");
});

test("a process without a table ends soon, one with a table after a long rest, and both come back", async (t) => {
  const stage = new Stage(t, scripts, { idleMs: 100, restMs: 600_000 });
  const table = await stage.open();
  const before = await suggestions(table);
  const first = stage.pid;
  await table.close();
  await until(() => !isRunning(first));
  const again = await stage.open();
  assert.deepEqual(await suggestions(again), before);
  assert.notEqual(stage.pid, first);

  const resting = new Stage(t, scripts, { restMs: 100 });
  const rested = await resting.open();
  await suggestions(rested);
  const second = resting.pid;
  await until(() => !isRunning(second));
  assert.deepEqual(await suggestions(rested), before, "the table is opened again");
  assert.ok(!resting.log.some((line) => line.includes("ended in the middle")));
});

test("work is not idleness", async (t) => {
  const stage = new Stage(t, scripts, { idleMs: 50, restMs: 50 });
  const table = await stage.open();
  stage.hang();
  const running = suggestions(table);
  await stage.hanging();
  await new Promise((resolve) => setTimeout(resolve, 300));
  stage.release();
  assert.ok((await running).length > 0);
  assert.ok(!stage.log.some((line) => line.includes("ended in the middle")));
});

test("dispose settles every call and ends the process", async (t) => {
  const stage = new Stage(t, scripts);
  const table = await stage.open();
  const { outcome } = await inMidRun(stage, table);
  const queued = assert.rejects(table.suggest(options, {}, never), aborted);
  stage.engine.dispose();
  assert.equal((await outcome).name, "AbortError");
  await queued;
  await until(() => !isRunning(stage.pid));
  await assert.rejects(stage.open(), aborted);
});

/** Runs a script that opens an engine, reads a table, prints the process's id and then does what `after` says. */
function caller(t: { after(body: () => void): void }, after: string) {
  const script = `
    const { Stage, suggestions } = require(${JSON.stringify(join(__dirname, "backends.ts"))});
    const stage = new Stage({ after() {} }, ${JSON.stringify(scripts)});
    stage.open().then((table) => suggestions(table)).then(() => { console.log(stage.pid); ${after} });`;
  const child = spawn(process.execPath, ["--import", "tsx", "--eval", script], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => child.kill("SIGKILL"));
  return child;
}

test("the process ends with its caller, even when that is killed", async (t) => {
  const parent = caller(t, "setInterval(() => {}, 1000);");
  const pid = await new Promise<number>((resolve) => parent.stdout.once("data", (text) => resolve(Number(text))));
  assert.ok(isRunning(pid));
  parent.kill("SIGKILL");
  await until(() => !isRunning(pid));
});

test("a resting process does not keep its caller alive", async (t) => {
  const parent = caller(t, "");
  const code = await new Promise((resolve) => parent.once("exit", resolve));
  assert.equal(code, 0);
});
