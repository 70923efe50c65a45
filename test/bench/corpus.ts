import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openBytes } from "../../src/csv/csvFile";
import { fillTable } from "../../src/cli/fillTable";
import { defaultOptions, type ImputeOptions, type ImputeTable } from "../../src/imputation/impute";
import { buildTable } from "../../src/table/buildTable";

/** Patterns of the corpus' masker, in the order they are reported. */
export const patterns = ["MCAR10", "MCAR30", "MAR20", "MNAR20", "BLOCK", "LABEL"];

/** One completed file and what it cost. */
export interface CompletedFile {
  readonly name: string;
  readonly inferenceMs: number;
  readonly totalMs: number;
  readonly left: readonly string[];
}

/** What score.py says of one table and pattern. */
export interface Scored {
  readonly table: string;
  readonly pattern: string;
  readonly nrmse: number | null;
  readonly acc: number | null;
  readonly skill: number;
  readonly skill_num: number | null;
  readonly skill_cat: number | null;
  readonly unfilled: number;
  readonly changed: number;
}

/** Masks a corpus folder with its own mask.py into `out`, once. */
export function maskCorpus(corpus: string, split: string, out: string): void {
  if (existsSync(out) && readdirSync(out).length > 0) return;
  mkdirSync(out, { recursive: true });
  execFileSync("python3", [join(corpus, "mask.py"), "--split", split, "--out", out], { stdio: ["ignore", "ignore", "inherit"] });
}

/** Completes one masked file through the shipped path: bytes -> scan -> table -> network -> edits -> bytes. */
export async function completeFile(
  impute: ImputeTable,
  input: string,
  output: string,
  options: ImputeOptions = defaultOptions,
): Promise<CompletedFile> {
  const begin = performance.now();
  const bytes = readFileSync(input);
  const file = openBytes(bytes);
  const table = buildTable(file);
  const { suggestions, columns, timing } = await impute(table, options, {}, new AbortController().signal);
  const everything = { minCertainty: 0, missing: "auto" as const, shortRows: false };
  const filled = fillTable(file, bytes, table, suggestions, columns, everything);
  writeFileSync(output, filled.bytes);
  const left = filled.columns.flatMap(({ index, missing, filled: got, left: why }) =>
    missing === got ? [] : [`${table.columns[index]?.name}: ${why}`],
  );
  return { name: input, inferenceMs: timing.inferenceMs, totalMs: performance.now() - begin, left };
}

/** Scores completed files with the corpus' own score.py. */
export function scoreCorpus(corpus: string, split: string, masked: string, completed: string): Scored[] {
  const out = join(completed, "scores.json");
  rmSync(out, { force: true });
  execFileSync("python3", [join(corpus, "score.py"), "--split", split, "--masked", masked, "--completed", completed, "--out", out], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const parsed = JSON.parse(readFileSync(out, "utf8")) as { tables: Scored[] };
  return parsed.tables;
}
