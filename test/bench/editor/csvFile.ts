import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "../../../src/npt/random";
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

/** Cells that a row lacks where it lacks any. */
const perRow = 5;

/**
 * `missing` is the share of cells that stand empty. They come five to a row, as where a page of a form was skipped: the
 * model then has a run to the end that one can wait for.
 */
export function makeCsvFile(name: string, rows: number, missing: number): CsvFile {
  const every = Math.round(perRow / (columns * missing));
  const random = seededRandom(2);
  let empty = 0;
  const lines = syntheticTable(rows, columns, 0, 1).trimEnd().split("\n").map((line, index) => {
    if (index === 0 || index % every !== 0) return line;
    const cells = line.split(",");
    const first = Math.floor(columns * random());
    for (let k = 0; k < perRow; k++) cells[(first + 3 * k) % columns] = "";
    empty += perRow;
    return cells.join(",");
  });
  return { name, rows, missing: empty, bytes: Buffer.from(`${lines.join("\n")}\n`) };
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
