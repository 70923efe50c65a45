import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import path from "node:path";
import { l10n, type LogOutputChannel, Uri, workspace } from "vscode";
import { checkAccuracy, defaultShare } from "../imputation/checkAccuracy";
import { explain } from "../imputation/explain";
import { drawTable } from "../imputation/draws";
import { createImputer } from "../imputation/imputeTable";
import type { ImputeTable } from "../imputation/impute";
import { maxMissingAtOnce } from "../imputation/largeTable";
import { type Manifest, parseManifest } from "../npt/manifest";
import { openSession } from "../npt/session";
import { createRuntime } from "../runtime/client";
import { type Runtime, RuntimeFault } from "../runtime/runtime";
import { type AccuracySentences, accuracyView } from "./accuracyView";
import { countMissing } from "./countMissing";
import type { Engine, ModelInfo } from "./engine";
import { readSetting } from "./settings";

const accuracySentences: AccuracySentences = {
  levels: (right, hidden, common) =>
    l10n.t("{0} of {1} hidden cells predicted right; the most common value would have been right in {2}.", right, hidden, common),
  values: (explained, hidden, off, meanOff) =>
    l10n.t(
      "Explains {0} of the variation of {1} hidden cells. Half of them were off by {2} at most; with the column's mean it would have been {3}.",
      explained,
      hidden,
      off,
      meanOff,
    ),
  noBetterLevels: (hidden) => l10n.t("No better than the most common value, on {0} hidden cells. Do not trust it here.", hidden),
  noBetterValues: (hidden) => l10n.t("No better than the column's mean, on {0} hidden cells. Do not trust it here.", hidden),
  span: (count, unit) =>
    ({
      days: l10n.t("{0} days", count),
      hours: l10n.t("{0} hours", count),
      minutes: l10n.t("{0} minutes", count),
      seconds: l10n.t("{0} seconds", count),
    })[unit],
};

interface Loaded {
  readonly manifest: Manifest;
  readonly info: ModelInfo;
  readonly runtime: Runtime;
  readonly impute: ImputeTable;
}

/** The shipped model, loaded at first use; its network runs in a process of its own. */
export class ModelEngine implements Engine {
  #loading: Promise<Loaded> | null = null;
  readonly #settings = workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration("nptImpute.threads") || change.affectsConfiguration("nptImpute.runtime")) this.#unload();
  });

  constructor(
    private readonly extensionUri: Uri,
    private readonly log: LogOutputChannel,
  ) {}

  impute: Engine["impute"] = async (table, options, events, signal) => {
    const missing = countMissing(table);
    if (missing > maxMissingAtOnce) {
      const [found, most] = [missing, maxMissingAtOnce].map((count) => count.toLocaleString());
      throw new Error(l10n.t("{0} cells are missing, and at most {1} are suggested in an editor: use “Impute to a Copy…”.", found!, most!));
    }
    const { impute, runtime } = await this.#load();
    const started = performance.now();
    const imputation = await impute(table, options, events, signal);
    const { encodeMs, inferenceMs } = imputation.timing;
    this.log.info(
      `${imputation.suggestions.length} suggestions in ${Math.round(performance.now() - started)} ms ` +
        `(encoding ${Math.round(encodeMs)}, network ${Math.round(inferenceMs)}, ${runtime.backend}).`,
    );
    return imputation;
  };

  check: Engine["check"] = async (table, { seed, contextRows }, events, signal) => {
    const { impute } = await this.#load();
    const found = await checkAccuracy(impute, table, { share: defaultShare, seed, contextRows }, signal, events);
    return found.map((column) => {
      const view = accuracyView(column, table.columns[column.column]!, accuracySentences);
      return { ...column, view };
    });
  };

  why: Engine["why"] = async (table, row, column, options, signal) => {
    const { manifest, runtime } = await this.#load();
    const session = openSession(table, { ...options, columns: [column] }, manifest, runtime);
    try {
      return await explain(session, manifest, row, column, signal);
    } finally {
      session.close();
    }
  };

  draw: Engine["draw"] = async (table, options, draw, signal) => {
    const { manifest, runtime } = await this.#load();
    const session = openSession(table, options, manifest, runtime);
    try {
      return await drawTable(session, manifest, options, draw, signal);
    } finally {
      session.close();
    }
  };

  async model(): Promise<ModelInfo> {
    return (await this.#load()).info;
  }

  dispose(): void {
    this.#settings.dispose();
    this.#unload();
  }

  #load(): Promise<Loaded> {
    this.#loading ??= this.#start();
    // A failure is tried anew the next time.
    this.#loading.catch(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #start(): Promise<Loaded> {
    const directory = Uri.joinPath(this.extensionUri, "models");
    const manifestUri = Uri.joinPath(directory, "npt.json");
    let bytes: Uint8Array;
    try {
      bytes = await workspace.fs.readFile(manifestUri);
    } catch {
      throw new RuntimeFault("model-missing", l10n.t("The model's manifest is missing. Reinstall NPT Impute."));
    }
    const manifest = readManifest(bytes);
    const dist = Uri.joinPath(this.extensionUri, "dist").fsPath;
    const threads = readSetting("threads");
    const runtime = createRuntime({
      model: { directory: directory.fsPath, graphs: manifest.graphs },
      childScript: path.join(dist, "child.js"),
      wasmWorkerScript: path.join(dist, "wasmWorker.js"),
      threads: threads > 0 ? threads : Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2))),
      prefer: readSetting("runtime") === "wasm" ? "wasm" : "native",
      log: (line) => this.log.info(line),
    });
    const info = { name: manifest.name, version: manifest.version, sha256: createHash("sha256").update(bytes).digest("hex") };
    return { manifest, info, runtime, impute: createImputer(manifest, runtime) };
  }

  #unload(): void {
    const loading = this.#loading;
    this.#loading = null;
    void loading?.then(
      ({ runtime }) => runtime.dispose(),
      () => undefined,
    );
  }
}

function readManifest(bytes: Uint8Array): Manifest {
  try {
    return parseManifest(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new RuntimeFault("model-corrupt", l10n.t("The model's manifest is damaged ({0}). Reinstall NPT Impute.", (error as Error).message));
  }
}
