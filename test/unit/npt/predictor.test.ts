import assert from "node:assert/strict";
import test from "node:test";
import { encodeTable } from "../../../src/npt/encode";
import { MemoryRows } from "../../../src/npt/memoryRows";
import { Predictor } from "../../../src/npt/predictor";
import { type RunRequest, type RunResult, RuntimeFault } from "../../../src/runtime/runtime";
import { DirectRuntime, manifest, numberColumn, tableOf } from "./network";

/** Loses what it kept once, as when another run's cancellation ended the process. */
class ForgetfulRuntime extends DirectRuntime {
  readonly graphs: string[] = [];
  forgets = true;
  override async run(request: RunRequest, signal: AbortSignal): Promise<RunResult> {
    this.graphs.push(request.graph);
    if (request.graph === "query" && this.graphs.length > 2 && this.forgets) {
      this.forgets = false;
      throw new RuntimeFault("run-failed", "The value kept was lost.");
    }
    return super.run(request, signal);
  }
}

test("a context that was lost is read again, and the prediction is the same", async () => {
  const cells = Array.from({ length: 30 }, (_, i) => [i, i % 7 === 0 ? null : 2 * i] as const);
  const table = tableOf([0, 1].map((j) => numberColumn(j, cells.map((row) => row[j]!))));
  const encoded = encodeTable(table, table.columns, manifest);
  const all = Uint32Array.from(cells.keys());
  const memory = new MemoryRows(encoded, new Uint8Array(30).fill(1));
  const runtime = new ForgetfulRuntime();
  const predictor = new Predictor(encoded, { columns: [0, 1], targets: [1] }, all, all.length, memory, manifest, runtime);
  const signal = new AbortController().signal;
  const first = await predictor.predict(Uint32Array.of(7), signal);
  const second = await predictor.predict(Uint32Array.of(7), signal);
  assert.deepEqual(runtime.graphs, ["context", "query", "query", "context", "query"]);
  assert.deepEqual(second.probability, first.probability);
});
