import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBytes } from "../../src/csv/csvFile";
import type { Engine } from "../../src/engine/contract";
import type { ImputeOptions } from "../../src/imputation/impute";
import { buildTable } from "../../src/table/buildTable";
import type { Column } from "../../src/table/column";
import { settledColumns, type StatedColumn } from "../../src/table/reading";
import { toFrame } from "./baselines/frame";
import { lookupRule } from "./baselines/lookup";
import type { MaskedTable } from "./calibration";
import { type HiddenCell, type Invented, inventedIn } from "./invented";
import type { Figures, Lookup, Result } from "./results";
import { shuffled } from "./shuffle";
import { completeBytes } from "./shipped";

/** Which part of a corpus to run. */
export interface Wanted {
  readonly patterns: readonly string[];
  /** null for all. */
  readonly tables: readonly string[] | null;
}

/** What score.py says of one table and pattern. */
interface Scored {
  readonly table: string;
  readonly pattern: string;
  readonly nrmse: number | null;
  readonly acc: number | null;
  readonly skill: number;
  readonly unfilled: number;
  readonly changed: number;
  readonly columns: readonly { readonly column: string; readonly skill: number; readonly acc?: number }[];
}

/** What the corpus' own baselines reached, by `table|pattern` and method. */
type Known = Record<string, Record<string, { skill: number; nrmse: number | null; acc: number | null }>>;

interface Entry {
  readonly name: string;
  readonly dependencies?: readonly (readonly [key: string, column: string, share: number])[];
}

/**
 * Completes a corpus folder (`mask.py`, `score.py`, `SPLIT/index.json`) through the shipped path and scores it with its
 * own scorer, beside `baselines_SPLIT.json` where that exists. Needs python3.
 */
export async function benchCorpus(
  engine: Engine,
  corpus: string,
  split: string,
  wanted: Wanted,
  options: ImputeOptions,
  shuffle: number | null,
): Promise<{ results: Result[]; lookups: Lookup[]; invented: Invented[]; worse: WorseColumns }> {
  const masked = maskedFolder(split);
  const completed = join(tmpdir(), "npt-impute-bench", `completed-${process.pid}`);
  mkdirSync(completed, { recursive: true });
  try {
    const index = indexOf(corpus, split);
    const seconds = new Map<string, number>();
    const invented: Invented[] = [];
    for (const { name, pattern, bytes, truth } of maskedTables(corpus, split, wanted)) {
      const mixed = shuffle === null ? null : shuffled(bytes, shuffle);
      const done = await completeBytes(engine, mixed?.bytes ?? bytes, options);
      const filled = mixed?.restore(done.bytes) ?? done.bytes;
      writeFileSync(join(completed, `${name}__${pattern}.csv`), filled);
      invented.push(inventedIn(bytes, filled, truth));
      seconds.set(`${name}|${pattern}`, done.inferenceMs / 1000);
      process.stderr.write(`\r${pattern} ${name}`.padEnd(40));
    }
    process.stderr.write("\r".padEnd(41).concat("\r"));
    const path = join(corpus, `baselines_${split}.json`);
    const known = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Known) : {};
    const scored = scoreCorpus(corpus, split, masked, completed);
    const results = scored.map((score) => toResult(score, known[`${score.table}|${score.pattern}`] ?? {}, seconds));
    const lookups = scored.flatMap((score) => lookupsOf(score, index, masked));
    return { results, lookups, invented, worse: worseColumns(scored) };
  } finally {
    rmSync(completed, { recursive: true, force: true });
  }
}

/** The masked tables of a corpus folder, pattern by pattern. Needs python3. */
export function* maskedTables(corpus: string, split: string, wanted: Wanted): Generator<MaskedTable> {
  const masked = maskedFolder(split);
  maskCorpus(corpus, split, masked);
  for (const pattern of wanted.patterns) {
    for (const name of wanted.tables ?? indexOf(corpus, split).map((entry) => entry.name)) {
      const path = join(masked, `${name}__${pattern}`);
      if (!existsSync(`${path}.csv`)) continue;
      const truth = JSON.parse(readFileSync(`${path}.truth.json`, "utf8")) as HiddenCell[];
      yield { name, pattern, bytes: readFileSync(`${path}.csv`), truth };
    }
  }
}

function maskedFolder(split: string): string {
  return join(tmpdir(), "npt-impute-bench", "masked", split);
}

function indexOf(corpus: string, split: string): Entry[] {
  return JSON.parse(readFileSync(join(corpus, split, "index.json"), "utf8")) as Entry[];
}

/** Columns that are filled worse than by the mean or the most common value, of all. */
export interface WorseColumns {
  readonly names: readonly string[];
  readonly all: number;
}

/** A skill that is worse than not knowing, by more than chance. */
const worseThanNothing = -0.1;

function worseColumns(scored: readonly Scored[]): WorseColumns {
  const columns = scored.flatMap(({ table, pattern, columns }) => columns.map(({ column, skill }) => ({ name: `${table} ${pattern} ${column} ${skill.toFixed(2)}`, skill })));
  return { names: columns.filter(({ skill }) => skill < worseThanNothing).map(({ name }) => name), all: columns.length };
}

/** What types cost that are inferred from a masked table, by table and pattern where any differs from those of the whole table. */
export interface Price {
  readonly table: string;
  readonly pattern: string;
  /** Columns read otherwise, and how: "age: integer, not code". */
  readonly differing: readonly string[];
  readonly given: number;
  readonly inferred: number;
}

/**
 * Completes the tables of a corpus whose columns are read otherwise once cells are masked, with the types inferred and
 * with those of the whole table given. All others have the same skill either way. @returns those, and how many there are in all
 */
export async function priceOfInference(engine: Engine, corpus: string, split: string, wanted: Wanted, options: ImputeOptions): Promise<{ prices: Price[]; all: number }> {
  const masked = maskedFolder(split);
  maskCorpus(corpus, split, masked);
  const prices: Price[] = [];
  let all = 0;
  for (const name of wanted.tables ?? indexOf(corpus, split).map((entry) => entry.name)) {
    const whole = buildTable(openBytes(readFileSync(join(corpus, split, `${name}.csv`))));
    const given = settledColumns(whole.columns, []);
    for (const pattern of wanted.patterns) {
      const path = join(masked, `${name}__${pattern}.csv`);
      if (!existsSync(path)) continue;
      all++;
      const bytes = readFileSync(path);
      const differing = differences(whole.columns, buildTable(openBytes(bytes)).columns);
      if (differing.length === 0) continue;
      const skill = async (columns: readonly StatedColumn[]): Promise<number> => {
        const completed = mkdtempSync(join(tmpdir(), "npt-impute-price-"));
        try {
          writeFileSync(join(completed, `${name}__${pattern}.csv`), (await completeBytes(engine, bytes, options, columns)).bytes);
          return scoreCorpus(corpus, split, masked, completed)[0]!.skill;
        } finally {
          rmSync(completed, { recursive: true, force: true });
        }
      };
      prices.push({ table: name, pattern, differing, given: await skill(given), inferred: await skill([]) });
    }
  }
  return { prices, all };
}

function differences(whole: readonly Column[], masked: readonly Column[]): string[] {
  return masked.flatMap(({ reading, dateFormat, name }, index) => {
    const of = whole[index]!;
    if (of.reading.type === reading.type && of.dateFormat === dateFormat) return [];
    return [`${name}: ${of.reading.type}${of.dateFormat ? ` ${of.dateFormat}` : ""}, not ${reading.type}${dateFormat ? ` ${dateFormat}` : ""}`];
  });
}

/** Masks a corpus folder with its own mask.py into `out`, once. */
function maskCorpus(corpus: string, split: string, out: string): void {
  if (existsSync(out) && readdirSync(out).length > 0) return;
  mkdirSync(out, { recursive: true });
  execFileSync("python3", [join(corpus, "mask.py"), "--split", split, "--out", out], { stdio: ["ignore", "ignore", "inherit"] });
}

function scoreCorpus(corpus: string, split: string, masked: string, completed: string): Scored[] {
  const out = join(completed, "scores.json");
  execFileSync("python3", [join(corpus, "score.py"), "--split", split, "--masked", masked, "--completed", completed, "--out", out], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return (JSON.parse(readFileSync(out, "utf8")) as { tables: Scored[] }).tables;
}

function toResult(score: Scored, known: Known[string], seconds: ReadonlyMap<string, number>): Result {
  const methods: Record<string, Figures> = { npt: { skill: score.skill, nrmse: score.nrmse, accuracy: score.acc } };
  for (const [method, { skill, nrmse, acc }] of Object.entries(known)) methods[method] = { skill, nrmse, accuracy: acc };
  const { table, pattern, unfilled, changed } = score;
  return { table, pattern, methods, seconds: seconds.get(`${table}|${pattern}`) ?? 0, unfilled, changed };
}

/** The categories that the index says are determined by another column, filled by the lookup rule here. */
function lookupsOf({ table, pattern, columns }: Scored, index: readonly Entry[], masked: string): Lookup[] {
  const dependencies = index.find(({ name }) => name === table)?.dependencies ?? [];
  const exact = new Map(dependencies.filter(([, , share]) => share >= 0.99).map(([key, column]) => [column, key]));
  const wanted = columns.filter(({ column, acc }) => acc !== undefined && exact.has(column));
  if (wanted.length === 0) return [];
  const base = join(masked, `${table}__${pattern}`);
  const truth = JSON.parse(readFileSync(`${base}.truth.json`, "utf8")) as { row: number; column: string; value: string }[];
  const typed = buildTable(openBytes(readFileSync(`${base}.csv`)));
  const frame = toFrame(typed);
  const filled = lookupRule(frame);
  return wanted.flatMap(({ column, acc }): Lookup[] => {
    const j = frame.columns.findIndex(({ name, numeric }) => name === column && !numeric);
    if (j < 0) return [];
    const { levels } = typed.columns[frame.columns[j]!.index]!;
    const cells = truth.filter((cell) => cell.column === column);
    const right = cells.filter(({ row, value }) => levels[filled[j]![row]!] === value).length;
    return [{ table, pattern, column, key: exact.get(column)!, npt: acc!, rule: right / cells.length }];
  });
}
