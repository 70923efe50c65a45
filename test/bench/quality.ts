/**
 * `npm run bench:quality -- --corpus DIR [--split public] [--patterns MCAR30,LABEL] [--tables iris,wine]`
 * completes masked tables through the shipped path, scores them, and prints skill per pattern beside the baselines.
 */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { defaultOptions } from "../../src/imputation/impute";
import { createImputer } from "../../src/imputation/imputeTable";
import { parseManifest } from "../../src/npt/manifest";
import { createRuntime } from "../../src/runtime/client";
import { completeFile, maskCorpus, patterns, type Scored, scoreCorpus } from "./corpus";

const { values: flags } = parseArgs({
  options: {
    corpus: { type: "string" },
    split: { type: "string", default: "public" },
    patterns: { type: "string", default: patterns.join(",") },
    tables: { type: "string" },
    threads: { type: "string", default: "1" },
    "context-rows": { type: "string", default: String(defaultOptions.contextRows) },
    models: { type: "string" },
    dist: { type: "string" },
  },
});

type Baselines = Record<string, Record<string, { skill: number; nrmse: number | null; acc: number | null }>>;

async function main(corpus: string): Promise<void> {
  const work = join(tmpdir(), "npt-impute-bench");
  const masked = join(work, "masked", flags.split);
  const completed = join(work, `completed-${process.pid}`);
  mkdirSync(completed, { recursive: true });
  maskCorpus(corpus, flags.split, masked);
  const root = join(__dirname, "..", "..");
  const directory = flags.models ?? join(root, "models");
  const dist = flags.dist ?? join(root, "dist");
  const manifest = parseManifest(readFileSync(join(directory, "npt.json"), "utf8"));
  const runtime = createRuntime({
    model: { directory, graphs: manifest.graphs },
    childScript: join(dist, "child.js"),
    wasmWorkerScript: join(dist, "wasmWorker.js"),
    threads: Number(flags.threads),
  });
  const impute = createImputer(manifest, runtime);
  const index = JSON.parse(readFileSync(join(corpus, flags.split, "index.json"), "utf8")) as { name: string }[];
  const names = flags.tables?.split(",") ?? index.map(({ name }) => name);
  const cost = new Map<string, number>();
  for (const pattern of flags.patterns.split(",")) {
    for (const name of names) {
      const input = join(masked, `${name}__${pattern}.csv`);
      if (!existsSync(input)) continue;
      const done = await completeFile(impute, input, join(completed, `${name}__${pattern}.csv`), {
        ...defaultOptions,
        contextRows: Number(flags["context-rows"]),
      });
      cost.set(`${name}|${pattern}`, done.inferenceMs);
    }
  }
  runtime.dispose();
  const path = join(corpus, `baselines_${flags.split}.json`);
  const known = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Baselines) : {};
  report(scoreCorpus(corpus, flags.split, masked, completed), known, cost);
}

const methods = ["lookup", "knn", "mice", "lgbm", "missforest"];

function report(scored: readonly Scored[], known: Baselines, cost: ReadonlyMap<string, number>): void {
  const f = (v: number | null | undefined): string => (v === null || v === undefined ? "-" : v.toFixed(3)).padStart(7);
  const line = (name: string, cells: readonly string[]): void => console.log(name.padEnd(34) + cells.join(" "));
  line("table", ["npt", "num", "cat", ...methods, "infer_s"].map((h) => h.slice(0, 7).padStart(7)));
  const sums = new Map<string, number[][]>();
  for (const s of scored) {
    const base = known[`${s.table}|${s.pattern}`] ?? {};
    const skills = methods.map((m) => base[m]?.skill ?? null);
    line(`${s.table} ${s.pattern}`, [f(s.skill), f(s.skill_num), f(s.skill_cat), ...skills.map(f), f((cost.get(`${s.table}|${s.pattern}`) ?? 0) / 1000)]);
    const best = Math.max(...skills.map((v) => v ?? -1));
    const rank = 1 + skills.filter((v) => v !== null && v > s.skill).length;
    const row = [s.skill, ...skills.map((v) => v ?? Number.NaN), best, rank, s.unfilled, s.changed, s.nrmse ?? Number.NaN, s.acc ?? Number.NaN, s.skill >= best - 0.02 ? 1 : 0];
    sums.set(s.pattern, [...(sums.get(s.pattern) ?? []), row]);
  }
  console.log();
  line("mean over tables", ["npt", ...methods, "best", "rank", "unfill", "changed", "nrmse", "acc", "near"].map((h) => h.slice(0, 7).padStart(7)));
  const all: number[][] = [];
  for (const [pattern, rows] of sums) {
    line(pattern, means(rows).map(f));
    all.push(...rows);
  }
  line("all", means(all).map(f));
}

function means(rows: readonly (readonly number[])[]): number[] {
  return (rows[0] ?? []).map((_, k) => {
    const values = rows.map((row) => row[k]!).filter((v) => !Number.isNaN(v));
    return values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
  });
}

if (flags.corpus === undefined) {
  console.error("Name a corpus folder: npm run bench:quality -- --corpus DIR");
  process.exitCode = 2;
} else {
  main(flags.corpus).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
