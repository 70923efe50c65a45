import assert from "node:assert/strict";
import test from "node:test";
import { createRuntime } from "../../../src/runtime/client";
import type { Runtime, Tensor } from "../../../src/runtime/runtime";
import {
  buildBackends,
  contextRun,
  expectedY,
  floats,
  furthest,
  never,
  openRuntime,
  queryRun,
  rows,
  tinyModel,
} from "./tinyModel";

const backends = buildBackends("unit-runtime");

async function within(runtime: Runtime, body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } finally {
    runtime.dispose();
  }
}

for (const prefer of ["native", "wasm"] as const) {
  test(`${prefer}: a run gives what the graph says`, async () => {
    const { runtime } = openRuntime(backends, { prefer });
    await within(runtime, async () => {
      assert.equal(runtime.backend, prefer);
      const { tensors, refs, ms } = await runtime.run(queryRun(1), never);
      assert.deepEqual(tensors.y?.dims, [3, 4]);
      assert.ok(furthest(tensors.y.data, expectedY()) < 1e-6);
      assert.ok(Math.abs(Number(tensors.spun?.data[0]) - Math.tanh(384 * 0.05 ** 2)) < 1e-3);
      assert.deepEqual(refs, {});
      assert.ok(ms > 0);
    });
  });

  test(`${prefer}: a kept output feeds a later run of another graph until it is released`, async () => {
    const { runtime } = openRuntime(backends, { prefer });
    await within(runtime, async () => {
      const context = await runtime.run({ ...contextRun, fetch: ["kv"], keep: ["kv"] }, never);
      const kept = context.refs.kv;
      const plain = context.tensors.kv;
      assert.ok(kept !== undefined && plain !== undefined);
      const byRef = await runtime.run(queryRun(0, { kv: kept }), never);
      const byValue = await runtime.run(queryRun(0, { kv: plain }), never);
      assert.deepEqual(byRef.tensors.y, byValue.tensors.y);
      runtime.release([kept, { ref: 4711 }]);
      await assert.rejects(runtime.run(queryRun(0, { kv: kept }), never), { name: "RuntimeFault", kind: "run-failed" });
      const after = await runtime.run(queryRun(0, { kv: plain }), never);
      assert.deepEqual(after.tensors.y, byValue.tensors.y);
    });
  });

  test(`${prefer}: runs that are started together are queued and each gets its own answer`, async () => {
    const { runtime, log } = openRuntime(backends, { prefer });
    await within(runtime, async () => {
      const scales = [1, 2, 3, 4, 5, 6];
      const runs = scales.map((scale) => {
        const scaled = floats([5, 4], (index) => scale * Number(rows.data[index]));
        return runtime.run({ ...contextRun, feeds: { rows: scaled } }, never);
      });
      const means = (await Promise.all(runs)).map(({ tensors }) => tensors.mean);
      const first = means[0];
      assert.ok(first !== undefined);
      scales.forEach((scale, index) => {
        const expected = Array.from(first.data as Float32Array, (value) => value * scale);
        assert.ok(furthest(means[index]?.data ?? [], expected) < 1e-5);
      });
      assert.equal(log.filter((line) => line.includes("is ready")).length, 1);
    });
  });

  test(`${prefer}: a run that the graph refuses is a fault, and the next one works`, async () => {
    const { runtime } = openRuntime(backends, { prefer });
    await within(runtime, async () => {
      const narrow = { ...contextRun, feeds: { rows: floats([5, 3], () => 1) } };
      await assert.rejects(runtime.run(narrow, never), { name: "RuntimeFault", kind: "run-failed" });
      const unknown = { ...contextRun, fetch: ["nothing"] };
      await assert.rejects(runtime.run(unknown, never), { name: "RuntimeFault", kind: "run-failed" });
      assert.ok((await runtime.run(contextRun, never)).tensors.kv !== undefined);
    });
  });
}

test("native and WASM agree to 1e-4 on the same model, with one thread and with two", async () => {
  const results: { y: Tensor | undefined; kv: Tensor | undefined }[] = [];
  for (const prefer of ["native", "wasm"] as const) {
    for (const threads of [1, 2]) {
      const { runtime } = openRuntime(backends, { prefer, threads });
      await within(runtime, async () => {
        const many = floats([200, 4], (index) => Math.sin(index * 0.7));
        const context = await runtime.run({ ...contextRun, feeds: { rows: many } }, never);
        const kv = context.tensors.kv;
        assert.ok(kv !== undefined);
        const query = await runtime.run(queryRun(3, { kv }), never);
        results.push({ kv, y: query.tensors.y });
        assert.equal(runtime.backend, prefer);
      });
    }
  }
  const [first, ...others] = results;
  assert.equal(others.length, 3);
  for (const other of others) {
    assert.ok(furthest(first?.kv?.data ?? [0], other.kv?.data ?? []) < 1e-4);
    assert.ok(furthest(first?.y?.data ?? [0], other.y?.data ?? []) < 1e-4);
  }
});

test("what would kill the native library is refused before it is sent", async () => {
  const { runtime, log } = openRuntime(backends);
  await within(runtime, async () => {
    const feed = (tensor: Tensor) => runtime.run({ ...contextRun, feeds: { rows: tensor } }, never);
    const data = new Float32Array(0);
    await assert.rejects(feed({ type: "float32", dims: [0, 4], data }), RangeError);
    await assert.rejects(feed({ type: "float32", dims: [-1, 4], data }), RangeError);
    await assert.rejects(feed({ type: "float32", dims: [1.5, 4], data: new Float32Array(6) }), RangeError);
    await assert.rejects(feed({ type: "float32", dims: [2, 4], data: new Float32Array(7) }), /7 values.*needs 8/);
    await assert.rejects(feed({ type: "int64", dims: [4], data: new Float32Array(4) }), TypeError);
    assert.deepEqual(log, [], "nothing was started");
  });
  const files = { model: tinyModel(), ...backends };
  assert.throws(() => createRuntime({ ...files, threads: 0 }), RangeError);
});
