import { availableParallelism } from "node:os";
import { type Disposable, type LogOutputChannel, Uri, workspace } from "vscode";
import type { Engine, EngineTable, ModelInfo, OpenEvents, ReadingOptions, TableInput } from "../engine/contract";
import { createEngine } from "../engine/createEngine";
import { readSetting } from "./settings";

/** The engine that comes with the extension, as the settings want it: with others it is started anew, and tables with it. */
export class ShippedEngine implements Engine, Disposable {
  #engine: Engine | null = null;
  readonly #settings = workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration("nptImpute.threads") || change.affectsConfiguration("nptImpute.runtime")) this.#stop();
  });

  constructor(
    private readonly extensionUri: Uri,
    private readonly log: LogOutputChannel,
  ) {}

  get backend(): "native" | "wasm" {
    return this.#now().backend;
  }

  async open(input: TableInput, reading: ReadingOptions, events: OpenEvents, signal: AbortSignal): Promise<EngineTable> {
    let engine = this.#now();
    let table = await engine.open(input, reading, events, signal);
    const current = async (): Promise<EngineTable> => {
      if (engine === this.#now()) return table;
      engine = this.#now();
      table = await engine.open(input, reading, {}, signal);
      return table;
    };
    return {
      get summary() {
        return table.summary;
      },
      suggest: async (...call) => (await current()).suggest(...call),
      check: async (...call) => (await current()).check(...call),
      explain: async (...call) => (await current()).explain(...call),
      missingWhere: async (...call) => (await current()).missingWhere(...call),
      fill: async (...call) => (await current()).fill(...call),
      close: () => table.close(),
    };
  }

  model(): Promise<ModelInfo> {
    return this.#now().model();
  }

  dispose(): void {
    this.#settings.dispose();
    this.#stop();
  }

  #stop(): void {
    this.#engine?.dispose();
    this.#engine = null;
  }

  #now(): Engine {
    if (this.#engine === null) {
      const dist = (file: string): string => Uri.joinPath(this.extensionUri, "dist", file).fsPath;
      const threads = readSetting("threads");
      this.#engine = createEngine({
        models: Uri.joinPath(this.extensionUri, "models").fsPath,
        processScript: dist("engineProcess.js"),
        workerScript: dist("engineWorker.js"),
        threads: threads > 0 ? threads : Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2))),
        prefer: readSetting("runtime") === "wasm" ? "wasm" : "native",
        log: (line) => this.log.info(line),
      });
    }
    return this.#engine;
  }
}
