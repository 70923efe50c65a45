import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { syntheticTable } from "../syntheticTable";

/** A seeded CSV file for the benchmark: no cell is quoted, a missing cell is an empty one. */
export interface CsvFile {
  readonly name: string;
  readonly rows: number;
  readonly missing: number;
  readonly bytes: Buffer;
}

/** One insertion into a text: 0-based line and character. */
export type Insertion = readonly [line: number, character: number, text: string];

export const columns = 20;

/** `missing` is the share of cells that stand empty. */
export function makeCsvFile(name: string, rows: number, missing: number): CsvFile {
  const bytes = Buffer.from(syntheticTable(rows, columns, missing, 1));
  let empty = 0;
  for (const line of linesOf(bytes).slice(1)) empty += line.split(",").filter((cell) => cell === "").length;
  return { name, rows, missing: empty, bytes };
}

export function writeCsvFile({ name, bytes }: CsvFile, folder: string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/**
 * The insertions that make `filled` of the file.
 * @throws Error where `filled` differs in more than values in empty cells
 */
export function insertionsInto({ name, bytes }: CsvFile, filled: Buffer): Insertion[] {
  const after = linesOf(filled);
  const insertions: Insertion[] = [];
  for (const [line, text] of linesOf(bytes).entries()) {
    const cells = after[line]?.split(",") ?? [];
    let character = 0;
    for (const [column, cell] of text.split(",").entries()) {
      const found = cells[column];
      if (cell === "" && found !== undefined && found !== "") insertions.push([line, character, found]);
      else if (cell !== found) throw new Error(`${name}: line ${line + 1}, cell ${column + 1} was ${cell} and is ${found}.`);
      character += cell.length + 1;
    }
  }
  return insertions;
}

function linesOf(bytes: Buffer): string[] {
  return bytes.toString("utf8").trimEnd().split("\n");
}
