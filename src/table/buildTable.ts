import type { CsvFile } from "../csv/csvFile";
import type { Column, ColumnKind, Table } from "./column";
import { commaIsDecimal } from "./decimalMark";
import { type DistinctTexts, distinctTexts } from "./distinct";
import { type Inference, inferKind, truthValues } from "./inferKind";
import { type StatedColumn, unread } from "./reading";
import { takesStrangers, withoutSentinels } from "./sentinel";

/** What counts as missing beyond empty cells. */
export interface TableOptions {
  /** Tokens that mean missing where they are strangers in their column; "auto" for the common ones. */
  readonly missingTokens: readonly string[] | "auto";
  /** Whether cells of white space are missing cells. */
  readonly blankIsMissing: boolean;
  /** Whether cells behind the end of a short row are missing cells. */
  readonly fillShortRows: boolean;
  /** What is stated of single columns. */
  readonly columns: readonly StatedColumn[];
}

/** Only empty cells, bare or quoted, are missing cells. */
export const defaultTableOptions: TableOptions = { missingTokens: [], blankIsMissing: false, fillShortRows: false, columns: [] };

const skipReasons: Partial<Record<ColumnKind, string>> = {
  id: "Every value is different: nothing to learn from.",
  text: "Free text, every cell different: nothing to learn from.",
  empty: "No cell has a value: nothing to learn from.",
};

/** The file's cells as typed columns; kinds are decided column by column from the observed cells. */
export function buildTable(file: CsvFile, options: Partial<TableOptions> = {}): Table {
  const build = columnBuilder(file, options);
  const columns = Array.from({ length: file.columns }, (_, index) => build(index));
  return { rows: file.rows, columns, fillShortRows: options.fillShortRows === true };
}

/** The same with a pause after each column, for threads that have other things to do. */
export async function buildTableInTurns(
  file: CsvFile,
  options: Partial<TableOptions>,
  pause: () => Promise<void>,
): Promise<Table> {
  const build = columnBuilder(file, options);
  const columns: Column[] = [];
  for (let index = 0; index < file.columns; index++) {
    columns.push(build(index));
    await pause();
  }
  return { rows: file.rows, columns, fillShortRows: options.fillShortRows === true };
}

/** The names of the table's columns. */
export function columnNames({ header, columns }: Pick<CsvFile, "header" | "columns">): string[] {
  return Array.from({ length: columns }, (_, index) => {
    const written = header?.[index]?.trim() ?? "";
    return written === "" ? `Column ${index + 1}` : written;
  });
}

function columnBuilder(file: CsvFile, options: Partial<TableOptions>): (index: number) => Column {
  const settings = { ...defaultTableOptions, ...options };
  const decimalComma = commaIsDecimal(file);
  const names = columnNames(file);
  return (index) => buildColumn(file, index, names[index]!, settings, decimalComma);
}

function buildColumn(file: CsvFile, index: number, name: string, options: TableOptions, decimalComma: boolean): Column {
  let distinct = distinctTexts(file, index, options.blankIsMissing);
  let inference = inferKind(name, distinct, decimalComma);
  let strangers = takesStrangers(inference.kind);
  if (options.missingTokens.length > 0) {
    const bare = withoutSentinels(distinct, options.missingTokens, true);
    if (bare !== distinct) {
      const without = inferKind(name, bare, decimalComma);
      strangers = takesStrangers(without.kind);
      distinct = strangers ? bare : withoutSentinels(distinct, options.missingTokens, false);
      inference = strangers ? without : inferKind(name, distinct, decimalComma);
    }
  }
  return typed(name, index, distinct, inference, strangers);
}

function typed(name: string, index: number, distinct: DistinctTexts, inference: Inference, wordsMeanMissing: boolean): Column {
  const { kind, numbers, dates } = inference;
  const reading = numbers ?? dates;
  const values = new Float64Array(distinct.missing.length).fill(Number.NaN);
  let codes = distinct.codes;
  let levels = distinct.spellings;
  if (reading !== null) {
    for (const [row, code] of codes.entries()) if (code >= 0) values[row] = reading.values[code]!;
    codes = new Int32Array(codes.length).fill(-1);
    levels = [];
  } else if (kind === "boolean") {
    const merged = mergeCase(distinct);
    codes = merged.codes;
    levels = merged.levels;
    const truth = truthValues(levels.map((level) => level.trim()));
    for (const [row, code] of codes.entries()) if (code >= 0) values[row] = truth?.[code] ?? Number.NaN;
  }
  return {
    index,
    name,
    kind,
    missing: distinct.missing,
    values,
    codes,
    levels,
    numberFormat: numbers?.format ?? null,
    dateFormat: dates?.format.pattern ?? null,
    skipReason: skipReasons[kind] ?? null,
    wordsMeanMissing,
    reading: unread,
  };
}

/** "TRUE" and "true" are one level, written as more cells write it. */
function mergeCase(distinct: DistinctTexts): { codes: Int32Array; levels: string[] } {
  const level = new Map<string, number>();
  const levels: string[] = [];
  const most: number[] = [];
  const moved = distinct.texts.map((text, code) => {
    const folded = text.toLowerCase();
    const count = distinct.counts[code]!;
    const at = level.get(folded) ?? levels.length;
    if (at === levels.length) {
      level.set(folded, at);
      levels.push(distinct.spellings[code]!);
      most.push(count);
    } else if (count > most[at]!) {
      levels[at] = distinct.spellings[code]!;
      most[at] = count;
    }
    return at;
  });
  return { codes: distinct.codes.map((code) => (code < 0 ? -1 : moved[code]!)), levels };
}
