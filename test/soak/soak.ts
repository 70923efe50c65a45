import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createEngine } from "../../src/engine/createEngine";
import type { Review } from "../../src/review/review";
import { seededRandom } from "../../src/npt/random";
import { CellState } from "../../src/shared/cellState";
import type { HostHandlers } from "../../src/shared/protocol";
import { fileOf, fillsOf } from "../e2e/missing";
import { holesIn, shopTable } from "../e2e/tables";
import { reviewDocument, type Reviewing } from "../fakes/reviewing";
import { fakeServices } from "../fakes/services";
import { Uri } from "../fakes/vscode";
import { type FakeDocument, workbench } from "../fakes/workbench";
import type { Scripts } from "../unit/engine/backends";

export interface Sample {
  readonly cycle: number;
  /** MB, after the garbage is collected. */
  readonly heap: number;
  /** MB. */
  readonly rss: number;
  readonly kills: number;
  readonly failures: number;
}

export interface SoakOptions {
  readonly cycles: number;
  readonly seed: number;
  /** A sample is taken after so many cycles. */
  readonly every: number;
  readonly backends: Scripts;
  /** Whether the model's process is killed now and then. */
  readonly kill: boolean;
  onSample?(sample: Sample): void;
}

/** Garbage goes only when asked for: without this, a sample says more about the collector than about the product. */
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const template = shopTable(60);
const original = fileOf(template).toString();
const uri = Uri.file("/soak/shops.csv");

/**
 * Reviews one file again and again with the shipped model in its own process: suggest, reject, accept all, save,
 * compare every byte, undo, save, compare again. In one cycle of ten the process is killed at a random moment, in one
 * of twenty the document is closed and opened again.
 */
export async function soak({ cycles, seed, every, backends, kill, onSample }: SoakOptions): Promise<Sample[]> {
  const random = seededRandom(seed);
  workbench.reset((_name, action) => queueMicrotask(action));
  workbench.files.set(uri.toString(), Buffer.from(original));
  let pid = 0;
  let kills = 0;
  let failures = 0;
  const engine = createEngine({
    ...backends,
    models: join(__dirname, "../../models"),
    threads: 1,
    log: (line) => {
      pid = Number(/is ready in process (\d+)/.exec(line)?.[1] ?? pid);
    },
  });
  const services = fakeServices({
    modelFailed: (_error, again) => {
        failures++;
        again();
    },
  });
  let document: FakeDocument = workbench.open(uri as never, original);
  let reviewing = await reviewDocument(document, engine, services);
  const samples: Sample[] = [];
  try {
    for (let cycle = 1; cycle <= cycles; cycle++) {
      if (kill && random() < 0.1) {
        kills++;
        setTimeout(() => endProcess(pid), random() * 40);
      }
      await cycleOnce(reviewing, document, random);
      if (random() < 0.05) {
        workbench.close(document);
        reviewing.dispose();
        document = workbench.open(uri as never, original);
        reviewing = await reviewDocument(document, engine, services);
      }
      if (cycle % every !== 0) continue;
      collect();
      const { heapUsed, rss } = process.memoryUsage();
      const sample = { cycle, heap: heapUsed / 1e6, rss: rss / 1e6, kills, failures };
      samples.push(sample);
      onSample?.(sample);
    }
  } finally {
    reviewing.dispose();
    engine.dispose();
  }
  return samples;
}

async function cycleOnce({ review, ask: user }: Reviewing, document: FakeDocument, random: () => number): Promise<void> {
  const missing = holesIn(template);
  await user.open({});
  await user.runAgain({});
  await ran(review);
  const { layout } = review.state;
  const column = 1 + Math.floor(random() * 4);
  await user.reject({ scope: { kind: "column", column }, layout });
  const rejected = missing.filter((hole) => hole.column === column).length;
  assert.equal(review.session.counts[CellState.Rejected], rejected);
  const { cells, message } = await user.accept({ scope: { kind: "all" }, layout });
  assert.deepEqual([cells, message], [missing.length - rejected, ""]);
  save(document);
  const fills = fillsOf(template, Buffer.from(workbench.files.get(uri.toString()) ?? []));
  assert.equal(fills.filter((fill) => fill === "").length, rejected);
  await look(user, missing.length);
  await user.undo({});
  assert.equal(document.getText(), original, "undo gives the file back");
  await user.restore({ scope: { kind: "all" }, layout: review.state.layout });
  save(document);
  assert.equal(Buffer.from(workbench.files.get(uri.toString()) ?? []).toString(), original);
}

/** What the webview asks for after a change. */
async function look(user: HostHandlers, missing: number): Promise<void> {
  const tile = await user.tile({ rowPage: 0, columnPage: 0 });
  assert.equal(tile.states.filter((state) => state !== CellState.Observed).length, missing);
  await user.headers({ from: 0, to: 5 });
  await user.detail({ row: 3, column: 2 });
}

/** Waits until the model has said all it has to say; a failed run is repeated by the services. */
async function ran(review: Review): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 5) {
    if (review.run.state.phase === "done" && review.session.lacking().cells === 0) return;
    await delay(5);
  }
  throw new Error(`The model gave no answer within a minute: ${JSON.stringify(review.run.state)}.`);
}

function save(document: FakeDocument): void {
  document.saved = document.getText();
  workbench.files.set(uri.toString(), Buffer.from(document.saved));
}

function endProcess(pid: number): void {
  try {
    if (pid > 0) process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
