import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openText } from "../../src/csv/csvFile";
import { permutation, seededRandom } from "../../src/npt/random";

/** A real table as text cells, "" for a missing cell. */
export interface RealTable {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The column that the LABEL pattern hides. */
  readonly label: string;
}

interface Source {
  readonly file: string;
  readonly label: string;
  /** Columns left out. */
  readonly without?: readonly string[];
  /** A random sample of so many rows, in the file's order; all rows by default. */
  readonly sample?: number;
}

/** Tables of the package vega-datasets. Where others are determined by a column, it is named. */
const sources: Readonly<Record<string, Source>> = {
  barley: { file: "barley.json", label: "site" },
  penguins: { file: "penguins.json", label: "Species" },
  cars: { file: "cars.json", label: "Origin" },
  // country -> cluster
  gapminder: { file: "gapminder.json", label: "cluster" },
  // name -> region, id; name and group -> total
  income: { file: "income.json", label: "region" },
  "us-employment": { file: "us-employment.csv", label: "construction" },
  movies: { file: "movies.json", label: "Major Genre", sample: 600 },
  weather: { file: "weather.csv", label: "weather", sample: 1000 },
  unemployment: { file: "unemployment-across-industries.json", label: "series", sample: 800 },
  // city -> state -> country
  airports: { file: "airports.csv", label: "state", sample: 1000 },
  // airport -> state; operator and aircraft -> cost, size, phase
  birdstrikes: { file: "birdstrikes.csv", label: "Wildlife Size", sample: 600 },
  // county -> state; zip code, place
  zipcodes: { file: "zipcodes.csv", label: "state", sample: 1000 },
};

/** Names of the tables that `loadTable` knows. */
export const tableNames: readonly string[] = Object.keys(sources);

/** Reads one table. Throws RangeError for a name it does not know. */
export function loadTable(name: string): RealTable {
  const source = sources[name];
  if (source === undefined) throw new RangeError(`There is no table "${name}". Tables: ${tableNames.join(", ")}.`);
  const folder = join(__dirname, "..", "..", "node_modules", "vega-datasets", "data");
  const text = readFileSync(join(folder, source.file), "utf8");
  const { header, rows } = source.file.endsWith(".json") ? fromJson(text) : fromCsv(text);
  const keep = [...header.keys()].filter((j) => source.without?.includes(header[j]!) !== true);
  return {
    name,
    header: keep.map((j) => header[j]!),
    rows: sampled(rows, source.sample).map((row) => keep.map((j) => row[j]!)),
    label: source.label,
  };
}

function fromCsv(text: string): { header: string[]; rows: string[][] } {
  const file = openText(text);
  const header = [...(file.header ?? [])];
  const rows = Array.from({ length: file.rows }, (_, row) => header.map((_, column) => file.cell(row, column) ?? ""));
  return { header, rows };
}

function fromJson(text: string): { header: string[]; rows: string[][] } {
  const records = JSON.parse(text) as Record<string, unknown>[];
  const header = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const cell = (value: unknown): string => (value === null || value === undefined ? "" : String(value));
  return { header, rows: records.map((record) => header.map((name) => cell(record[name]))) };
}

function sampled<T>(rows: readonly T[], count: number | undefined): readonly T[] {
  if (count === undefined || rows.length <= count) return rows;
  const chosen = permutation(rows.length, seededRandom(1)).slice(0, count).sort();
  return Array.from(chosen, (row) => rows[row]!);
}

/** The table as a CSV file; `missing cell` says which cells stand empty. */
export function toCsv({ header, rows }: RealTable, hole: (row: number, column: number) => boolean): string {
  const quoted = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = rows.map((row, i) => row.map((text, j) => (hole(i, j) ? "" : quoted(text))).join(","));
  return `${[header.map(quoted).join(","), ...lines].join("\n")}\n`;
}
