import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { load } from "../../busy";
import { RuntimeFault } from "../../../src/runtime/runtime";
import {
  buildBackends,
  contextRun,
  endless,
  expectedY,
  fixtures,
  furthest,
  isRunning,
  never,
  openRuntime,
  queryRun,
  root,
  sleep,
  tinyModel,
  until,
} from "./tinyModel";

const backends = buildBackends("unit-runtime-faults");
const aborted = { name: "AbortError" };

/** Starts the endless run and waits until the backend is in the middle of it. `outcome` is what it rejects with. */
async function inMidRun(
  opened: ReturnType<typeof openRuntime>,
  signal: AbortSignal = never,
): Promise<{ outcome: Promise<Error> }> {
  await opened.runtime.run(queryRun(1), never);
  const outcome = opened.runtime.run(endless, signal).then(
    () => assert.fail("the endless run ended"),
    (error: Error) => error,
  );
  await sleep(150);
  return { outcome };
}

function temporaryFolder(t: { after(body: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), "npt impute ü-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("a child killed in mid-run rejects that run, and the next one runs in a new child", async (t) => {
  const opened = openRuntime(backends);
  t.after(() => opened.runtime.dispose());
  const { outcome } = await inMidRun(opened);
  const queued = opened.runtime.run(queryRun(0), never);
  const first = opened.pid();
  process.kill(first, "SIGKILL");
  const fault = await outcome;
  assert.ok(fault instanceof RuntimeFault && fault.kind === "crashed");
  assert.match(fault.message, /SIGKILL/);
  assert.ok(furthest((await queued).tensors.y?.data ?? [], expectedY()) < 1e-6);
  assert.notEqual(opened.pid(), first);
  assert.equal(opened.runtime.backend, "native");
});

test("runs that wait behind a crash go on, and values kept in the dead child are named as lost", async (t) => {
  const opened = openRuntime(backends);
  t.after(() => opened.runtime.dispose());
  const kept = (await opened.runtime.run({ ...contextRun, keep: ["kv"] }, never)).refs.kv;
  assert.ok(kept !== undefined);
  const running = assert.rejects(opened.runtime.run(endless, never), { kind: "crashed" });
  const withKept = assert.rejects(opened.runtime.run(queryRun(0, { kv: kept }), never), {
    kind: "crashed",
    message: /process ended by itself.*"kv" was lost.*Start the run again/,
  });
  const plain = opened.runtime.run(queryRun(0), never);
  await sleep(200);
  process.kill(opened.pid(), "SIGKILL");
  await Promise.all([running, withKept]);
  assert.ok((await plain).tensors.y !== undefined);
});

for (const prefer of ["native", "wasm"] as const) {
  test(`${prefer}: an abort in mid-run answers at once, ends the backend, and the next run works`, async (t) => {
    const opened = openRuntime(backends, { prefer });
    t.after(() => opened.runtime.dispose());
    const abort = new AbortController();
    const { outcome } = await inMidRun(opened, abort.signal);
    const first = opened.pid();
    const start = performance.now();
    abort.abort();
    assert.equal((await outcome).name, "AbortError");
    const answered = performance.now() - start;
    assert.ok(answered < 200 * load(), `answered after ${answered} ms`);
    if (prefer === "native") await until(() => !isRunning(first));
    assert.ok((await opened.runtime.run(queryRun(0), never)).tensors.y !== undefined);
    assert.equal(opened.runtime.backend, prefer);
    assert.ok(!opened.log.some((line) => line.includes("ended in the middle")), "a cancel is no crash");
  });
}

test("a short run that is cancelled leaves the child and its kept values alive", async (t) => {
  const opened = openRuntime(backends);
  t.after(() => opened.runtime.dispose());
  const kept = (await opened.runtime.run({ ...contextRun, keep: ["kv"] }, never)).refs.kv;
  assert.ok(kept !== undefined);
  const abort = new AbortController();
  const cancelled = assert.rejects(opened.runtime.run(queryRun(5), abort.signal), aborted);
  abort.abort();
  await cancelled;
  assert.ok((await opened.runtime.run(queryRun(0, { kv: kept }), never)).tensors.y !== undefined);
  assert.equal(opened.log.filter((line) => line.includes("is ready")).length, 1);
});

test("a queued run can be cancelled alone; an aborted signal starts nothing", async (t) => {
  const opened = openRuntime(backends);
  t.after(() => opened.runtime.dispose());
  await assert.rejects(opened.runtime.run(contextRun, AbortSignal.abort()), aborted);
  assert.deepEqual(opened.log, []);
  const abort = new AbortController();
  const running = opened.runtime.run(queryRun(50), never);
  const waiting = assert.rejects(opened.runtime.run(endless, abort.signal), aborted);
  abort.abort();
  await waiting;
  assert.ok((await running).tensors.y !== undefined);
});

test("missing and damaged model files are told apart, name the file, and never reach the library", async (t) => {
  const folder = temporaryFolder(t);
  cpSync(fixtures, folder, { recursive: true });
  const model = { ...tinyModel(), directory: folder };
  truncateSync(join(folder, "tiny-context.onnx"), 100);
  rmSync(join(folder, "tiny-query.onnx"));
  for (const prefer of ["native", "wasm"] as const) {
    const { runtime } = openRuntime(backends, { model, prefer });
    t.after(() => runtime.dispose());
    await assert.rejects(runtime.run(contextRun, never), { kind: "model-corrupt", message: /tiny-context\.onnx/ });
    await assert.rejects(runtime.run(queryRun(0), never), { kind: "model-missing", message: /tiny-query\.onnx/ });
    await assert.rejects(runtime.run({ ...contextRun, graph: "__proto__" }, never), { kind: "model-missing" });
    cpSync(join(fixtures, "tiny-query.onnx"), join(folder, "tiny-query.onnx"));
    assert.ok((await runtime.run(queryRun(0), never)).tensors.y !== undefined, "works once the file is there");
    rmSync(join(folder, "tiny-query.onnx"));
  }
});

test("without the native library the same run goes to WASM, with one line in the log", async (t) => {
  const { runtime, log } = openRuntime(backends, { nativeModule: join(root, "out", "no such library"), threads: 2 });
  t.after(() => runtime.dispose());
  const { tensors } = await runtime.run(queryRun(1), never);
  assert.ok(furthest(tensors.y?.data ?? [], expectedY()) < 1e-5);
  assert.equal(runtime.backend, "wasm");
  assert.equal(log.filter((line) => /WebAssembly.*no such library/.test(line)).length, 1);
});

test("a native library that ends its process while loading is given up after two attempts", async (t) => {
  const folder = temporaryFolder(t);
  const nativeModule = join(folder, "dies.js");
  writeFileSync(nativeModule, "process.abort();");
  const { runtime, log } = openRuntime(backends, { nativeModule });
  t.after(() => runtime.dispose());
  assert.ok((await runtime.run(queryRun(0), never)).tensors.y !== undefined);
  assert.equal(runtime.backend, "wasm");
  assert.equal(log.filter((line) => line.includes("ended in the middle")).length, 2);
});

test("where WASM cannot be loaded either, the fault says so, after a last attempt with one thread", async (t) => {
  const folder = temporaryFolder(t);
  const wasmWorkerScript = join(folder, "wasmWorker.js");
  cpSync(backends.wasmWorkerScript, wasmWorkerScript);
  const nativeModule = join(folder, "none");
  const { runtime, log } = openRuntime(backends, { nativeModule, wasmWorkerScript, threads: 2 });
  t.after(() => runtime.dispose());
  await assert.rejects(runtime.run(contextRun, never), { kind: "load-failed", message: /simd-threaded\.wasm/ });
  assert.deepEqual(
    log.map((line) => /threads: (\d)/.exec(line)?.[1]),
    ["2", "1"],
  );
  await assert.rejects(runtime.run(contextRun, never), { kind: "load-failed" });
});

test("two native crashes in a row bring WASM; a good run in between does not count", async (t) => {
  const opened = openRuntime(backends);
  t.after(() => opened.runtime.dispose());
  const crash = async () => {
    const ready = () => opened.log.filter((line) => line.includes("is ready")).length;
    const before = ready();
    const fresh = before === 0 || !isRunning(opened.pid());
    const outcome = assert.rejects(opened.runtime.run(endless, never), { kind: "crashed" });
    if (fresh) await until(() => ready() > before);
    await sleep(100);
    process.kill(opened.pid(), "SIGKILL");
    await outcome;
    await until(() => !isRunning(opened.pid()));
  };
  await crash();
  await opened.runtime.run(queryRun(0), never);
  await crash();
  assert.equal(opened.runtime.backend, "native");
  await crash();
  assert.equal(opened.runtime.backend, "wasm");
  assert.ok((await opened.runtime.run(queryRun(0), never)).tensors.y !== undefined);
});

test("a child that hangs can be cancelled", async (t) => {
  const folder = temporaryFolder(t);
  const childScript = join(folder, "hangs.js");
  writeFileSync(childScript, "for (;;) {}");
  const { runtime } = openRuntime({ ...backends, childScript });
  t.after(() => runtime.dispose());
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 300);
  const start = performance.now();
  await assert.rejects(runtime.run(contextRun, abort.signal), aborted);
  assert.ok(performance.now() - start < 500 * load());
});

for (const prefer of ["native", "wasm"] as const) {
  test(`${prefer}: a run that hangs is ended, says so, and the next run works`, async (t) => {
    // Longer than the first run takes, which loads the graph.
    const seconds = 5 * Math.round(load());
    const opened = openRuntime(backends, { prefer, hangMs: 1000 * seconds });
    t.after(() => opened.runtime.dispose());
    const { outcome } = await inMidRun(opened);
    const error = await outcome;
    assert.ok(error instanceof RuntimeFault && error.kind === "crashed", error.message);
    assert.match(error.message, new RegExp(`no answer for ${seconds} s.*restarts by itself`));
    assert.ok((await opened.runtime.run(queryRun(0), never)).tensors.y !== undefined);
  });
}

test("a model that runs out of memory is told in a sentence, and its process gives back what it holds", async (t) => {
  const nativeModule = join(temporaryFolder(t), "short.js");
  writeFileSync(
    nativeModule,
    `class Tensor { constructor(type, data, dims) { Object.assign(this, { type, data, dims }); } }
    const run = async () => { throw new Error("Non-zero status code returned: Failed to allocate memory for requested buffer of size 21120000"); };
    module.exports = { Tensor, InferenceSession: { create: async () => ({ run }) }, env: { versions: { common: "0" } } };`,
  );
  const opened = openRuntime(backends, { nativeModule });
  t.after(() => opened.runtime.dispose());
  const fault = { kind: "out-of-memory", message: /not enough memory.*fewer rows/ };
  await assert.rejects(opened.runtime.run(contextRun, never), fault);
  const first = opened.pid();
  await until(() => !isRunning(first));
  await assert.rejects(opened.runtime.run(contextRun, never), fault);
  assert.notEqual(opened.pid(), first, "the next run has a process of its own");
  assert.equal(opened.runtime.backend, "native", "WebAssembly would need as much");
});

test("values kept in a child that was ended on purpose are lost without a crash", async (t) => {
  const opened = openRuntime(backends, { idleMs: 100 });
  t.after(() => opened.runtime.dispose());
  const idle = (await opened.runtime.run({ ...contextRun, keep: ["kv"] }, never)).refs.kv;
  assert.ok(idle !== undefined);
  const first = opened.pid();
  await until(() => !isRunning(first));
  await assert.rejects(opened.runtime.run(queryRun(0, { kv: idle }), never), { kind: "run-failed" });
});

test("a child that dies between two runs has crashed, and what it kept is lost", async (t) => {
  const opened = openRuntime(backends);
  t.after(() => opened.runtime.dispose());
  const keep = async () => (await opened.runtime.run({ ...contextRun, keep: ["kv"] }, never)).refs.kv;
  const kept = await keep();
  assert.ok(kept !== undefined);
  const child = opened.pid();
  process.kill(child, "SIGKILL");
  await until(() => !isRunning(child));
  await sleep(50);
  await assert.rejects(opened.runtime.run(queryRun(0, { kv: kept }), never), { kind: "crashed", message: /process ended/ });
  assert.ok((await keep()) !== undefined, "the next run works");
  assert.equal(opened.runtime.backend, "native");
});

test("an idle child ends, and the next run starts another", async (t) => {
  const opened = openRuntime(backends, { idleMs: 100 });
  t.after(() => opened.runtime.dispose());
  await opened.runtime.run(contextRun, never);
  const first = opened.pid();
  await until(() => !isRunning(first));
  assert.ok((await opened.runtime.run(contextRun, never)).tensors.kv !== undefined);
  assert.notEqual(opened.pid(), first);
  await assert.doesNotReject(opened.runtime.run(queryRun(300), never), "work is not idleness");
});

test("dispose settles every run and ends the child", async () => {
  const opened = openRuntime(backends);
  const { outcome } = await inMidRun(opened);
  const queued = assert.rejects(opened.runtime.run(contextRun, never), aborted);
  opened.runtime.dispose();
  assert.equal((await outcome).name, "AbortError");
  await queued;
  await until(() => !isRunning(opened.pid()));
  await assert.rejects(opened.runtime.run(contextRun, never), aborted);
});

/** Runs a script that opens a runtime, runs once, prints the child's pid and then does what `after` says. */
function caller(after: string) {
  const script = `
    const { openRuntime, contextRun, never } = require(${JSON.stringify(join(__dirname, "tinyModel.ts"))});
    const opened = openRuntime(${JSON.stringify(backends)});
    opened.runtime.run(contextRun, never).then(() => { console.log(opened.pid()); ${after} });`;
  return spawn(process.execPath, ["--import", "tsx", "--eval", script], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
}

test("the child ends with its caller, even when that is killed", async () => {
  const parent = caller("setInterval(() => {}, 1000);");
  const pid = await new Promise<number>((resolve) => parent.stdout.once("data", (text) => resolve(Number(text))));
  assert.ok(isRunning(pid));
  parent.kill("SIGKILL");
  await until(() => !isRunning(pid));
});

test("a resting child does not keep its caller alive", async () => {
  const parent = caller("");
  const code = await new Promise((resolve) => parent.once("exit", resolve));
  assert.equal(code, 0);
});
