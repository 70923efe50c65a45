import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import test from "node:test";
import type { Engine } from "../../../src/engine/contract";
import { createEngine } from "../../../src/engine/createEngine";
import { readGraphFile } from "../../../src/engine/shippedModel";
import type { Suggestion } from "../../../src/imputation/suggestion";
import { manifest } from "../npt/network";
import { never, reading, root, suggestions } from "./backends";

const outdir = join("out", "unit-engine-shipped");
execFileSync(process.execPath, ["esbuild.mjs", "--quiet", "--only", "engineProcess,engineWorker", "--outdir", outdir], { cwd: root, stdio: "inherit" });

const text = `key,number,line,flag\n${Array.from({ length: 60 }, (_, i) => {
  const cells = [`k${i % 6}`, String((i % 6) * 10 + (i % 5)), (i / 7).toFixed(2), i % 3 === 0 ? "yes" : "no"];
  return cells.map((cell, j) => ((i * 7 + j * 5) % 11 === 0 ? "" : cell)).join(",");
}).join("\n")}\n`;

function open(prefer: "native" | "wasm"): Engine {
  return createEngine({
    models: join(root, "models"),
    processScript: join(root, outdir, "engineProcess.js"),
    workerScript: join(root, outdir, "engineWorker.js"),
    threads: 1,
    prefer,
  });
}

async function fill(prefer: "native" | "wasm"): Promise<readonly Suggestion[]> {
  const engine = open(prefer);
  try {
    const found = await suggestions(await engine.open({ kind: "text", text }, reading, {}, never));
    assert.equal(engine.backend, prefer);
    return found;
  } finally {
    engine.dispose();
  }
}

test("the shipped model says the same natively and in WebAssembly, to 1e-4", async () => {
  const [native, wasm] = [await fill("native"), await fill("wasm")];
  assert.ok(native.length > 10);
  assert.equal(native.length, wasm.length);
  for (const [k, suggestion] of native.entries()) {
    const other = wasm[k]!;
    assert.equal(other.value, suggestion.value);
    assert.ok(Math.abs(other.certainty - suggestion.certainty) < 1e-4);
    for (const [a, alternative] of suggestion.alternatives.entries()) {
      assert.ok(Math.abs(alternative.probability - other.alternatives[a]!.probability) < 1e-4);
    }
  }
});

test("a graph that the manifest does not name is missing, whatever it is called", async () => {
  const place = { readFile: () => assert.fail("nothing is read"), join, sha256: async () => "" };
  for (const name of ["__proto__", "constructor", "none"]) {
    await assert.rejects(readGraphFile(place, "models", manifest, name), { kind: "model-missing" });
  }
});
