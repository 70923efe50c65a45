import { buildSync } from "esbuild";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Engine, EngineTable, SuggestEvents } from "../../../src/engine/contract";
import { createEngine, type EngineOptions } from "../../../src/engine/createEngine";
import { unpackSuggestions } from "../../../src/imputation/packed";
import type { Suggestion } from "../../../src/imputation/suggestion";

export const root = resolve(__dirname, "../../..");
export const fakeOrt = join(root, "test/fakes/ort.cjs");
export const never = new AbortController().signal;
export const options = { columns: null, seed: 0, contextRows: 0 } as const;
export const reading = { dialect: {}, table: {}, seed: 0 } as const;

export interface Scripts {
  readonly processScript: string;
  readonly workerScript: string;
}

/** Builds both backends into out/`name`; each test file has its own folder, for they run side by side. */
export function buildBackends(name: string): Scripts {
  const outdir = join(root, "out", name);
  for (const entry of ["engineProcess", "engineWorker"]) {
    buildSync({
      absWorkingDir: root,
      entryPoints: [`src/engine/${entry}.ts`],
      outfile: join(outdir, `${entry}.js`),
      bundle: true,
      platform: "node",
      external: ["onnxruntime-node"],
      alias: { "onnxruntime-web": fakeOrt },
      logLevel: "warning",
    });
  }
  for (const file of ["ort-wasm-simd-threaded.wasm", "ort-wasm-simd-threaded.mjs"]) writeFileSync(join(outdir, file), "");
  return { processScript: join(outdir, "engineProcess.js"), workerScript: join(outdir, "engineWorker.js") };
}

type Test = { after(body: () => void): void };

export function temporaryFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), "npt impute ü-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A model whose graphs are the names that the fake library knows, and a manifest of the shipped one's form. */
export function fakeModels(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(root, "models/npt.json"), "utf8"));
  const graphs = Object.fromEntries(
    ["context", "query"].map((graph) => {
      const file = `${graph}.onnx`;
      writeFileSync(join(folder, file), graph);
      return [graph, { file, sha256: createHash("sha256").update(graph).digest("hex") }];
    }),
  );
  const small = { slots: 8, sharedSlots: 2, topRows: 1, borders: [-2, -1, -0.5, 0, 0.5, 1, 2] };
  writeFileSync(join(folder, "npt.json"), JSON.stringify({ ...manifest, ...small, graphs }));
  return folder;
}

/** An engine over the fake library, and what a test steers and watches it by. */
export class Stage {
  readonly log: string[] = [];
  readonly engine: Engine;
  readonly control: string;
  readonly models: string;

  constructor(t: Test, scripts: Scripts, given: Partial<EngineOptions> = {}) {
    this.control = temporaryFolder(t);
    this.models = given.models ?? fakeModels(join(this.control, "models"));
    process.env.NPT_FAKE_ORT = this.control;
    this.engine = createEngine({
      ...scripts,
      models: this.models,
      threads: 1,
      nativeModule: fakeOrt,
      log: (line) => void this.log.push(line),
      ...given,
    });
    t.after(() => this.engine.dispose());
  }

  /** The newest process that got ready. */
  get pid(): number {
    return Number(/process (\d+)/.exec(this.#ready.at(-1) ?? "")?.[1]);
  }

  get starts(): number {
    return this.#ready.length;
  }

  get #ready(): string[] {
    return this.log.filter((line) => line.includes("is ready"));
  }

  /** Graphs that have run, in order. */
  get runs(): string[] {
    const file = join(this.control, "runs");
    return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  }

  /** Every run from now on goes on until `release`. */
  hang(): void {
    rmSync(join(this.control, "hanging"), { force: true });
    writeFileSync(join(this.control, "hang"), "");
  }

  release(): void {
    rmSync(join(this.control, "hang"), { force: true });
  }

  /** Waits until a run hangs. */
  async hanging(): Promise<void> {
    await until(() => existsSync(join(this.control, "hanging")));
  }

  open(rows = 30, text = tableText(rows)): Promise<EngineTable> {
    return this.engine.open({ kind: "text", text }, reading, {}, never);
  }
}

/** Every third row of each column is a missing cell. */
export function tableText(rows: number, name = "a"): string {
  const line = (i: number): string => [i % 3 === 0 ? "" : `${i % 5}.5`, i % 3 === 1 ? "" : `${name}${i % 4}`, `${i}`].join(",");
  return `number,${name},row\n${Array.from({ length: rows }, (_, i) => line(i)).join("\n")}\n`;
}

/** All suggestions of a run, sorted by place. */
export async function suggestions(table: EngineTable, events: SuggestEvents = {}, signal = never): Promise<Suggestion[]> {
  const found: Suggestion[] = [];
  const onSuggestions: SuggestEvents["onSuggestions"] = (batch) => {
    found.push(...unpackSuggestions(batch));
    events.onSuggestions?.(batch);
  };
  await table.suggest(options, { ...events, onSuggestions }, signal);
  return found.sort((a, b) => a.row - b.row || a.column - b.column);
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until `condition` holds; throws after `limit` milliseconds. */
export async function until(condition: () => boolean, limit = 30_000): Promise<void> {
  const end = Date.now() + limit;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`not so within ${limit} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
