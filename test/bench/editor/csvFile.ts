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

/** One replacement in a text: 0-based lines and characters of its range. */
export type Replacement = readonly [fromLine: number, fromCharacter: number, toLine: number, toCharacter: number, text: string];

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
 * How many cells of the file have got a value.
 * @throws Error where `filled` differs in more than values in empty cells
 */
export function countFilled({ name, bytes }: CsvFile, filled: Buffer): number {
  const after = linesOf(filled);
  let count = 0;
  for (const [line, text] of linesOf(bytes).entries()) {
    const cells = after[line]?.split(",") ?? [];
    for (const [column, cell] of text.split(",").entries()) {
      const found = cells[column];
      if (cell === "" && found !== undefined && found !== "") count++;
      else if (cell !== found) throw new Error(`${name}: line ${line + 1}, cell ${column + 1} was ${cell} and is ${found}.`);
    }
  }
  return count;
}

/**
 * The same change in at most so many replacements: blocks of whole lines, those that do not change left out. Hundreds of
 * blocks of many lines are VS Code's worst case: its copy of the text in the extension host moves all lines behind an
 * inserted one, once per line; one block, or a replacement per line, costs a tenth.
 */
export function replacementsTo({ bytes }: CsvFile, filled: Buffer, most: number): Replacement[] {
  const [before, after] = [linesOf(bytes), linesOf(filled)];
  const size = Math.ceil(before.length / most);
  const replacements: Replacement[] = [];
  for (let from = 0; from < before.length; from += size) {
    const to = Math.min(before.length, from + size) - 1;
    const text = after.slice(from, to + 1).join("\n");
    if (text !== before.slice(from, to + 1).join("\n")) replacements.push([from, 0, to, before[to]!.length, text]);
  }
  return replacements;
}

function linesOf(bytes: Buffer): string[] {
  return bytes.toString("utf8").trimEnd().split("\n");
}
