/** ONNX Runtime in this process: the native library and the WASM build behind one interface. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { createOrtRuntime, type OrtBackend } from "../../../src/runtime/ortRuntime";
import { type Runtime, RuntimeFault, type Tensor } from "../../../src/runtime/runtime";
import { contextRun, expectedY, fixtures, floats, furthest, never, queryRun, rows, tinyModel } from "./tinyModel";

const require_ = createRequire(__filename);
const { graphs } = tinyModel();

async function readGraph(graph: string): Promise<Uint8Array> {
  const entry = graphs[graph];
  if (entry === undefined) throw new RuntimeFault("model-missing", `no graph ${graph}`);
  return readFileSync(join(fixtures, entry.file));
}

function open(name: OrtBackend["name"], threads = 1): Runtime {
  if (name === "native") {
    const options = { executionProviders: ["cpu"], enableMemPattern: false, intraOpNumThreads: threads, logSeverityLevel: 3 } as const;
    return createOrtRuntime({ name, library: require_("onnxruntime-node"), options, readGraph });
  }
  const library = require_("onnxruntime-web");
  const folder = dirname(require_.resolve("onnxruntime-web"));
  library.env.wasm.wasmBinary = readFileSync(join(folder, "ort-wasm-simd-threaded.wasm"));
  library.env.wasm.wasmPaths = { mjs: pathToFileURL(join(folder, "ort-wasm-simd-threaded.mjs")).href };
  library.env.wasm.numThreads = threads;
  return createOrtRuntime({ name, library, options: { executionProviders: ["wasm"], logSeverityLevel: 3 }, readGraph });
}

for (const name of ["native", "wasm"] as const) {
  test(`${name}: a run gives what the graph says`, async () => {
    const runtime = open(name);
    assert.equal(runtime.backend, name);
    const { tensors, refs, ms, keptBytes } = await runtime.run(queryRun(1), never);
    assert.deepEqual(tensors.y?.dims, [3, 4]);
    assert.ok(furthest(tensors.y.data, expectedY()) < 1e-6);
    assert.ok(Math.abs(Number(tensors.spun?.data[0]) - Math.tanh(384 * 0.05 ** 2)) < 1e-3);
    assert.deepEqual([refs, keptBytes], [{}, 0]);
    assert.ok(ms > 0);
  });

  test(`${name}: a kept output feeds a later run of another graph until it is released`, async () => {
    const runtime = open(name);
    const context = await runtime.run({ ...contextRun, fetch: ["kv"], keep: ["kv"] }, never);
    const kept = context.refs.kv;
    const plain = context.tensors.kv;
    assert.ok(kept !== undefined && plain !== undefined);
    assert.equal(context.keptBytes, 4 * plain.data.length);
    const byRef = await runtime.run(queryRun(0, { kv: kept }), never);
    const byValue = await runtime.run(queryRun(0, { kv: plain }), never);
    assert.deepEqual(byRef.tensors.y, byValue.tensors.y);
    runtime.release([kept, { ref: 4711 }]);
    await assert.rejects(runtime.run(queryRun(0, { kv: kept }), never), { name: "RuntimeFault", kind: "run-failed" });
    const after = await runtime.run(queryRun(0, { kv: plain }), never);
    assert.deepEqual(after.tensors.y, byValue.tensors.y);
  });

  test(`${name}: runs that are started together wait for each other, and each gets its own answer`, async () => {
    const runtime = open(name);
    const scales = [1, 2, 3, 4, 5, 6];
    const runs = scales.map((scale) => {
      const scaled = floats([5, 4], (index) => scale * Number(rows.data[index]));
      return runtime.run({ ...contextRun, feeds: { rows: scaled } }, never);
    });
    const means = (await Promise.all(runs)).map(({ tensors }) => tensors.mean);
    const first = means[0];
    assert.ok(first !== undefined);
    for (const [index, scale] of scales.entries()) {
      const expected = Array.from(first.data as Float32Array, (value) => value * scale);
      assert.ok(furthest(means[index]?.data ?? [], expected) < 1e-5);
    }
  });

  test(`${name}: a run that the graph refuses is a fault, and the next one works`, async () => {
    const runtime = open(name);
    const narrow = { ...contextRun, feeds: { rows: floats([5, 3], () => 1) } };
    await assert.rejects(runtime.run(narrow, never), { name: "RuntimeFault", kind: "run-failed" });
    await assert.rejects(runtime.run({ ...contextRun, fetch: ["nothing"] }, never), { name: "RuntimeFault", kind: "run-failed" });
    await assert.rejects(runtime.run({ ...contextRun, graph: "none" }, never), { kind: "model-missing" });
    assert.ok((await runtime.run(contextRun, never)).tensors.kv !== undefined);
  });
}

test("native and WASM agree to 1e-4 on the same model, with one thread and with two", async () => {
  const results: { readonly y: Tensor | undefined; readonly kv: Tensor | undefined }[] = [];
  for (const name of ["native", "wasm"] as const) {
    for (const threads of [1, 2]) {
      const runtime = open(name, threads);
      const many = floats([200, 4], (index) => Math.sin(index * 0.7));
      const { kv } = (await runtime.run({ ...contextRun, feeds: { rows: many } }, never)).tensors;
      assert.ok(kv !== undefined);
      results.push({ kv, y: (await runtime.run(queryRun(3, { kv }), never)).tensors.y });
    }
  }
  const [first, ...others] = results;
  assert.equal(others.length, 3);
  for (const other of others) {
    assert.ok(furthest(first?.kv?.data ?? [0], other.kv?.data ?? []) < 1e-4);
    assert.ok(furthest(first?.y?.data ?? [0], other.y?.data ?? []) < 1e-4);
  }
});

test("what would kill the native library is refused before it gets there; an aborted signal runs nothing", async () => {
  const runtime = open("native");
  const feed = (tensor: Tensor): Promise<unknown> => runtime.run({ ...contextRun, feeds: { rows: tensor } }, never);
  const data = new Float32Array(0);
  await assert.rejects(feed({ type: "float32", dims: [0, 4], data }), RangeError);
  await assert.rejects(feed({ type: "float32", dims: [-1, 4], data }), RangeError);
  await assert.rejects(feed({ type: "float32", dims: [1.5, 4], data: new Float32Array(6) }), RangeError);
  await assert.rejects(feed({ type: "float32", dims: [2, 4], data: new Float32Array(7) }), /7 values.*needs 8/);
  await assert.rejects(feed({ type: "int64", dims: [4], data: new Float32Array(4) }), TypeError);
  await assert.rejects(runtime.run(contextRun, AbortSignal.abort()), { name: "AbortError" });
});
