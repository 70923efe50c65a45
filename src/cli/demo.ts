import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, parse, relative } from "node:path";
import { readArguments } from "./args";
import { type Completed, imputeFile } from "./imputeFile";
import { writeStandardOutput } from "./outputs";
import { alignedTable, percent, type Progress, printable, shorten } from "./printable";
import type { StartEngine } from "./startEngine";
import { InputError } from "./userErrors";

/** Examples shown, spread over the columns. */
const examples = 12;

/**
 * Fills a file, or a table with missing cells of its own from the `vega-datasets` package, and prints what was filled, how
 * sure it was, and where the copy is. The file itself is never changed, nor an earlier copy of the user's.
 */
export async function runDemo(
  input: string | null,
  startEngine: StartEngine,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const source = input ?? (await sampleFile());
  const copy = input === null ? source.replace(/\.csv$/, ".imputed.csv") : await freeName(input);
  const command = readArguments(["-o", copy, "--", source]);
  if (command.kind !== "impute") throw new InputError(`${printable(source)} cannot be filled.`);
  const completed = await imputeFile(command, startEngine, progress, signal);
  await writeStandardOutput([describe(source, copy, completed)]);
}

/** Penguins of the Palmer Archipelago: 344 birds, some unsexed or unmeasured. The package has them as JSON only. */
async function sampleFile(): Promise<string> {
  let text: string;
  try {
    const entry = createRequire(__filename).resolve("vega-datasets");
    text = await readFile(join(dirname(entry), "..", "data", "penguins.json"), "utf8");
  } catch {
    throw new InputError("The sample table is in the development package vega-datasets: run npm ci, or name a file.");
  }
  const rows = JSON.parse(text) as Record<string, string | number | null>[];
  const names = Object.keys(rows[0] ?? {});
  const lines = [names, ...rows.map((row) => names.map((name) => row[name] ?? ""))].map((cells) => cells.join(","));
  const folder = join(process.cwd(), "out");
  await mkdir(folder, { recursive: true });
  const path = join(folder, "penguins.csv");
  await writeFile(path, `${lines.join("\n")}\n`);
  return path;
}

async function freeName(input: string): Promise<string> {
  if (input === "-") throw new InputError("Name a file: the copy is written beside it.");
  const { dir, name, ext } = parse(input);
  for (let number = 1; ; number++) {
    const path = join(dir, `${name}.imputed${number === 1 ? "" : `.${number}`}${ext}`);
    if ((await stat(path).catch(() => null)) === null) return path;
  }
}

function describe(source: string, copy: string, { table, columns, cells, timing, backend }: Completed): string {
  const shown = (path: string) => printable(relative(process.cwd(), path) || path);
  const missing = columns.reduce((sum, column) => sum + column.missing, 0);
  const head =
    `${shown(source)}: ${count(table.rows, "row")}, ${count(table.columns.length, "column")}, ` +
    `${count(missing, "missing value")}\n\n`;
  if (missing === 0) return `${head}Nothing to fill. The copy is the same, byte by byte: ${shown(copy)}\n`;
  const seconds = (timing.totalMs / 1000).toFixed(1);
  const where = backend === "native" ? "" : " with WebAssembly";
  return [
    head,
    columnTable({ table, columns, cells }),
    cells.length === 0
      ? ""
      : `\nFor example (rows counted from 1, without the header):\n\n${exampleTable({ table, cells })}`,
    `\n${cells.length.toLocaleString("en-US")} of ${count(missing, "cell")} filled in ${seconds} s${where}. `,
    `Everything else is as it was, byte by byte.\nThe copy: ${shown(copy)}\n`,
  ].join("");
}

function columnTable({ table, columns, cells }: Pick<Completed, "table" | "columns" | "cells">): string {
  const rows = [["column", "kind", "missing", "filled", "certainty", ""]];
  for (const { index, missing, filled, skipReason } of columns) {
    if (missing === 0) continue;
    const sure = cells.filter((cell) => cell.column === index).map((cell) => cell.certainty);
    const mean = sure.reduce((sum, value) => sum + value, 0) / sure.length;
    const column = table.columns[index];
    rows.push([
      shorten(column?.name ?? "", 32),
      column?.kind ?? "",
      String(missing),
      String(filled),
      sure.length === 0 ? "" : percent(mean),
      skipReason === null ? "" : shorten(skipReason, 80),
    ]);
  }
  return alignedTable(rows, [2, 3, 4]);
}

function exampleTable({ table, cells }: Pick<Completed, "table" | "cells">): string {
  const rows = [["row", "column", "value", "certainty", "could also be"]];
  const byColumn = new Map<number, (typeof cells)[number][]>();
  for (const cell of cells) {
    const found = byColumn.get(cell.column);
    if (found === undefined) byColumn.set(cell.column, [cell]);
    else found.push(cell);
  }
  const each = Math.max(2, Math.floor(examples / byColumn.size));
  for (const found of byColumn.values()) {
    // The surest, the least sure, and some in between: what a reader may expect.
    const sorted = [...found].sort((left, right) => right.certainty - left.certainty);
    const step = Math.max(1, (sorted.length - 1) / (each - 1));
    for (let at = 0; at < sorted.length && rows.length <= examples * 2; at += step) {
      const cell = sorted[Math.round(at)];
      if (cell === undefined) break;
      const other =
        cell.interval === null
          ? cell.alternatives.filter(({ value }) => value !== cell.value).slice(0, 2)
          : `${cell.interval[0]} to ${cell.interval[1]} (90% interval)`;
      rows.push([
        String(cell.row + 1),
        shorten(table.columns[cell.column]?.name ?? "", 32),
        shorten(cell.value, 32),
        percent(cell.certainty),
        typeof other === "string"
          ? other
          : other.map(({ value, probability }) => `${shorten(value, 24)} (${percent(probability)})`).join(", "),
      ]);
    }
  }
  return alignedTable(rows, [0, 3]);
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString("en-US")} ${noun}${number === 1 ? "" : "s"}`;
}
