/** One ONNX graph of the model. */
export interface Graph {
  /** File name beside the manifest. */
  readonly file: string;
  /** Of the file's bytes, in lower-case hex. */
  readonly sha256: string;
}

/**
 * The contract between the extension and a trained network: what models/npt.json says. A better network drops in by
 * replacing the model files, as long as it speaks this contract (inputs and outputs: models/training/export.py).
 */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly opset: number;
  /** "context" reads the context rows once per table, "query" predicts rows from its caches. */
  readonly graphs: { readonly context: Graph; readonly query: Graph };
  /** Outputs of "context" that "query" takes, by name. */
  readonly cache: readonly string[];
  /** Outcomes per cell: bins of a numeric column, level slots of a categorical one. */
  readonly slots: number;
  /** How many of the last slots rare levels share. */
  readonly sharedSlots: number;
  /** Distance in the level code book between columns. */
  readonly levelStride: number;
  /** Column codes the network knows. */
  readonly columnCodes: number;
  /** Memory rows reported per cell. */
  readonly topRows: number;
  /** At most so many rows feed the dependence statistic, and judge the experts. */
  readonly statisticRows: number;
  readonly validationRows: number;
  /** Inner bin borders in standard deviations, `slots - 1` of them, rising. */
  readonly borders: readonly number[];
  /** Standardised values are cut at +- clip. */
  readonly clip: number;
}

/** Reads a manifest. Throws a `TypeError` whose sentence names the first entry that is missing or of the wrong kind. */
export function parseManifest(json: string): Manifest {
  const root: unknown = JSON.parse(json);
  const manifest = {
    name: text(root, "name"),
    version: text(root, "version"),
    opset: count(root, "opset"),
    graphs: { context: graph(root, "context"), query: graph(root, "query") },
    cache: list(root, "cache", (item) => typeof item === "string") as string[],
    slots: count(root, "slots"),
    sharedSlots: count(root, "sharedSlots"),
    levelStride: count(root, "levelStride"),
    columnCodes: count(root, "columnCodes"),
    topRows: count(root, "topRows"),
    statisticRows: count(root, "statisticRows"),
    validationRows: count(root, "validationRows"),
    borders: list(root, "borders", (item) => typeof item === "number") as number[],
    clip: count(root, "clip"),
  };
  if (manifest.borders.length !== manifest.slots - 1) {
    throw new TypeError(`The manifest has ${manifest.borders.length} borders for ${manifest.slots} slots.`);
  }
  return manifest;
}

function entry(holder: unknown, key: string): unknown {
  if (typeof holder !== "object" || holder === null) throw new TypeError(`The manifest has no object around "${key}".`);
  return (holder as Record<string, unknown>)[key];
}

function text(holder: unknown, key: string): string {
  const value = entry(holder, key);
  if (typeof value !== "string") throw new TypeError(`The manifest's "${key}" is not a text.`);
  return value;
}

function count(holder: unknown, key: string): number {
  const value = entry(holder, key);
  if (typeof value !== "number" || !(value > 0)) throw new TypeError(`The manifest's "${key}" is not a positive number.`);
  return value;
}

function list(holder: unknown, key: string, holds: (item: unknown) => boolean): unknown[] {
  const value = entry(holder, key);
  if (!Array.isArray(value) || !value.every(holds)) throw new TypeError(`The manifest's "${key}" is not a list of the right kind.`);
  return value;
}

function graph(root: unknown, name: string): Graph {
  const holder = entry(entry(root, "graphs"), name);
  return { file: text(holder, "file"), sha256: text(holder, "sha256") };
}
