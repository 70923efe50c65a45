/**
 * `npm run bench:speed` completes a seeded table through the shipped path (bytes in, bytes out) and with the chained
 * forest, on the same machine in the same run. `--python PATH` names a Python with scikit-learn: its forest chain then
 * runs on the same file, on as many cores.
 * `[--rows 1000] [--columns 20] [--missing 0.2] [--threads 1,2] [--python PATH] [--trees 100]`
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openBytes } from "../../src/csv/csvFile";
import { defaultOptions } from "../../src/imputation/impute";
import { buildTable } from "../../src/table/buildTable";
import { forestChain, usualForest } from "./baselines/forest";
import { toFrame } from "./baselines/frame";
import { grid } from "./report";
import { completeBytes, openShipped } from "./shipped";
import { syntheticTable } from "./syntheticTable";

const { values: flags } = parseArgs({
  options: {
    rows: { type: "string", default: "1000" },
    columns: { type: "string", default: "20" },
    missing: { type: "string", default: "0.2" },
    threads: { type: "string", default: "1,2" },
    python: { type: "string" },
    trees: { type: "string", default: "100" },
    models: { type: "string" },
    dist: { type: "string" },
  },
});

interface Timing {
  readonly method: string;
  readonly threads: number;
  readonly seconds: number;
  /** Seconds inside ONNX Runtime; null for other methods. */
  readonly inference: number | null;
}

/** The first run starts the network's process and is reported apart; then the median of three counts. */
async function timeNetwork(bytes: Uint8Array, threads: number): Promise<Timing[]> {
  const engine = openShipped({ threads, models: flags.models, dist: flags.dist });
  try {
    const runs = [];
    for (let run = 0; run < 4; run++) runs.push(await completeBytes(engine, bytes, defaultOptions));
    const [cold, ...warm] = runs;
    const usual = warm.sort((a, b) => a.totalMs - b.totalMs)[1]!;
    const timing = (method: string, { totalMs, inferenceMs }: typeof usual): Timing => ({
      method,
      threads,
      seconds: totalMs / 1000,
      inference: inferenceMs / 1000,
    });
    return [timing("NPT, first run (starts the process)", cold!), timing("NPT, shipped path", usual)];
  } finally {
    engine.dispose();
  }
}

function timeForest(bytes: Uint8Array): Timing {
  const begin = performance.now();
  const frame = toFrame(buildTable(openBytes(bytes)));
  forestChain()(frame);
  const seconds = (performance.now() - begin) / 1000;
  return { method: `forest chain here, ${usualForest.trees} trees`, threads: 1, seconds, inference: null };
}

/** scikit-learn's forests, chained in the same way; its time without the start of Python. */
function timeScikit(python: string, csv: string, trees: number, threads: number): Timing {
  const script = join(__dirname, "..", "..", "models", "training", "experiments", "missforest.py");
  const text = execFileSync(python, [script, csv, "--trees", String(trees), "--threads", String(threads)], { encoding: "utf8" });
  const { seconds, rounds } = JSON.parse(text) as { seconds: number; rounds: number };
  return { method: `MissForest (scikit-learn), ${trees} trees, ${rounds} rounds`, threads, seconds, inference: null };
}

async function main(): Promise<void> {
  const rows = Number(flags.rows);
  const columns = Number(flags.columns);
  const bytes = new TextEncoder().encode(syntheticTable(rows, columns, Number(flags.missing), 1));
  const folder = mkdtempSync(join(tmpdir(), "npt-speed-"));
  const csv = join(folder, "table.csv");
  writeFileSync(csv, bytes);
  const timings: Timing[] = [];
  try {
    for (const threads of flags.threads.split(",").map(Number)) timings.push(...(await timeNetwork(bytes, threads)));
    timings.push(timeForest(bytes));
    if (flags.python !== undefined) {
      for (const threads of flags.threads.split(",").map(Number)) {
        timings.push(timeScikit(flags.python, csv, Number(flags.trees), threads));
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const network = (threads: number): Timing =>
    timings.find((timing) => timing.method.endsWith("path") && timing.threads === threads) ?? timings[1]!;
  console.log(`${rows} rows x ${columns} columns, ${(100 * Number(flags.missing)).toFixed(0)} % of the cells empty\n`);
  const lines = timings.map((timing) => {
    const share = timing.inference === null ? network(timing.threads).seconds / timing.seconds : null;
    return [
      timing.method,
      String(timing.threads),
      timing.seconds.toFixed(2),
      timing.inference === null ? "-" : timing.inference.toFixed(2),
      share === null ? "-" : share.toFixed(3),
    ];
  });
  console.log(grid(["method", "threads", "s, end to end", "s in ONNX Runtime", "NPT's time / its time"], lines, 1));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
