import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { openText } from "../../../src/csv/csvFile";
import { defaultOptions } from "../../../src/imputation/impute";
import { createImputer } from "../../../src/imputation/imputeTable";
import type { Suggestion } from "../../../src/imputation/suggestion";
import { createRuntime } from "../../../src/runtime/client";
import { buildTable } from "../../../src/table/buildTable";
import { manifest } from "../npt/network";

const root = join(__dirname, "..", "..", "..");

async function fill(prefer: "native" | "wasm"): Promise<readonly Suggestion[]> {
  const runtime = createRuntime({
    model: { directory: join(root, "models"), graphs: manifest.graphs },
    childScript: join(root, "dist", "child.js"),
    wasmWorkerScript: join(root, "dist", "wasmWorker.js"),
    threads: 1,
    prefer,
  });
  try {
    const rows = Array.from({ length: 60 }, (_, i) => {
      const cells = [`k${i % 6}`, String((i % 6) * 10 + (i % 5)), (i / 7).toFixed(2), i % 3 === 0 ? "yes" : "no"];
      return cells.map((cell, j) => ((i * 7 + j * 5) % 11 === 0 ? "" : cell)).join(",");
    });
    const table = buildTable(openText(`key,number,line,flag\n${rows.join("\n")}\n`));
    const { suggestions } = await createImputer(manifest, runtime)(table, defaultOptions, {}, new AbortController().signal);
    assert.equal(runtime.backend, prefer);
    return suggestions;
  } finally {
    runtime.dispose();
  }
}

test("the shipped model says the same natively and in WebAssembly, to 1e-4", async () => {
  const [native, wasm] = [await fill("native"), await fill("wasm")];
  assert.ok(native.length > 10);
  assert.equal(native.length, wasm.length);
  native.forEach((suggestion, k) => {
    const other = wasm[k]!;
    assert.equal(other.value, suggestion.value);
    assert.ok(Math.abs(other.certainty - suggestion.certainty) < 1e-4);
    suggestion.alternatives.forEach((alternative, a) => {
      assert.ok(Math.abs(alternative.probability - other.alternatives[a]!.probability) < 1e-4);
    });
  });
});
