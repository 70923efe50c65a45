/**
 * How fast the scanner is beside csv-parse and Papa Parse, on a generated table.
 * Usage: node --import tsx test/bench/scan.ts [rows=100000] [columns=20]
 */
import { parse } from "csv-parse/sync";
import Papa from "papaparse";
import { openBytes } from "../../src/csv/csvFile";
import { countEmpty } from "../../src/csv/missing";
import { scan } from "../../src/csv/scan";
import { buildTable } from "../../src/table/buildTable";

const rows = Number(process.argv[2] ?? 100_000);
const columns = Number(process.argv[3] ?? 20);

/** A table of numbers, words, dates, quoted text and one missing cell in ten; the same one every time. */
function generated(): string {
  let state = 1;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const cells = [
    () => (random(100_000) / 100).toFixed(2),
    () => String(random(1000)),
    () => ["red", "green", "blue"][random(3)]!,
    () => `2020-0${1 + random(9)}-1${random(10)}`,
    () => `"shop ${random(50)}, main street"`,
  ];
  const lines = [Array.from({ length: columns }, (_, c) => `c${c}`).join(",")];
  for (let r = 0; r < rows; r++) {
    lines.push(
      Array.from({ length: columns }, (_, c) => (random(10) === 0 ? "" : cells[c % cells.length]!())).join(","),
    );
  }
  return `${lines.join("\n")}\n`;
}

/** Milliseconds of the best of three runs. */
function best(run: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const started = performance.now();
    run();
    least = Math.min(least, performance.now() - started);
  }
  return least;
}

const text = generated();
const bytes = new TextEncoder().encode(text);
const file = openBytes(bytes);
const megabytes = bytes.length / 1e6;
const cells = file.scan.fields;

const contenders: readonly [name: string, run: () => void][] = [
  ["scan (ranges)", () => scan(file.units, file.dialect)],
  ["openBytes (encoding, dialect, ranges)", () => openBytes(bytes)],
  ["countEmpty", () => countEmpty(file)],
  ["buildTable (typed columns)", () => buildTable(file)],
  ["csv-parse (strings)", () => parse(text)],
  ["Papa Parse (strings)", () => Papa.parse(text)],
];
console.log(`${file.rows} rows x ${file.columns} columns, ${cells} cells, ${megabytes.toFixed(1)} MB`);
console.log("what".padEnd(40), "ms".padStart(8), "MB/s".padStart(8), "M cells/s".padStart(10), "x scan".padStart(8));
let reference = 0;
for (const [name, run] of contenders) {
  const ms = best(run);
  reference ||= ms;
  const figures = [ms.toFixed(0).padStart(8), ((megabytes / ms) * 1000).toFixed(0).padStart(8)];
  figures.push((cells / ms / 1000).toFixed(1).padStart(10), (ms / reference).toFixed(1).padStart(8));
  console.log(name.padEnd(40), ...figures);
}
