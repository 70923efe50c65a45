import { tableOver } from "../../csv/csvFile";
import type { RecordPart } from "../../csv/parts";
import { readAllRows } from "../../csv/rowReader";
import { type Column, Missing } from "../../table/column";
import { parseValue } from "../../table/parseValue";
import { inTurns, type LargeTable } from "./openLarge";
import { sortInTurns } from "./sortInTurns";

/** What sorting holds at once: 16 bytes a row, and the different texts of a column. */
const maxRows = 10_000_000;
const maxTexts = 200_000;
const maxCharacters = 20_000_000;

/** ExplanationView a large file's rows cannot be sorted: there are too many of them, or too many different texts in the column. */
export type Unsortable = "rows" | "texts";

/** A large file's rows in the order of a column, rows without a value last; reads the whole file once, in short turns. */
export async function sortLarge(
  { source, index, table }: LargeTable,
  column: Column,
  descending: boolean,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Uint32Array | Unsortable> {
  if (table.rows > maxRows) return "rows";
  const numeric = column.kind === "number" || column.kind === "date";
  const texts = new TextNumbers();
  const keys = new Float64Array(table.rows).fill(Number.NaN);
  let part: RecordPart | null = null;
  let cell: (record: number) => string | null = () => null;
  const visit = (now: RecordPart, record: number, row: number): void => {
    if (now !== part) {
      part = now;
      const { codec, scan } = now;
      const { dialect, header, columns } = index;
      const file = tableOver({ units: codec.units, decode: codec.decode, dialect, scan, skipped: 0, header, columns, warnings: [] });
      cell = (at) => file.cell(at, column.index);
    }
    if (column.missing[row] !== Missing.None) return;
    const text = cell(record)?.trim() ?? "";
    if (text !== "") keys[row] = numeric ? parseValue(column, text) : texts.of(text);
  };
  const turns = inTurns(signal);
  const pause = async (): Promise<void> => {
    signal.throwIfAborted();
    await turns.pause?.();
  };
  await readAllRows(source, index, visit, { ...turns, onProgress: (done) => onProgress(done / source.size) });
  await source.checkUnchanged();
  if (texts.overflown) return "texts";
  if (!numeric) await texts.rank(keys, pause);
  return sortInTurns(table.rows, comparing(keys, descending), pause);
}

function comparing(keys: Float64Array, descending: boolean): (a: number, b: number) => number {
  const sign = descending ? -1 : 1;
  return (a, b) => {
    const x = keys[a]!;
    const y = keys[b]!;
    const xGone = Number.isNaN(x);
    if (xGone || Number.isNaN(y)) return xGone && Number.isNaN(y) ? a - b : xGone ? 1 : -1;
    return x === y ? a - b : sign * (x - y);
  };
}

/** Numbers the different texts of a column, and orders the numbers as the texts are. */
class TextNumbers {
  overflown = false;
  readonly #numbers = new Map<string, number>();
  #characters = 0;

  of(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    if (this.#numbers.size >= maxTexts || this.#characters > maxCharacters) {
      this.overflown = true;
      return Number.NaN;
    }
    this.#characters += text.length;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  /** Puts the place of its text in their order in place of each number. */
  async rank(numbers: Float64Array, pause: () => Promise<void>): Promise<void> {
    const texts = [...this.#numbers.keys()];
    const collator = new Intl.Collator(undefined, { numeric: true });
    const order = await sortInTurns(texts.length, (a, b) => collator.compare(texts[a]!, texts[b]!) || a - b, pause);
    const places = new Float64Array(texts.length);
    for (const [place, number] of order.entries()) places[number] = place;
    for (let row = 0; row < numbers.length; row++) {
      const number = numbers[row]!;
      if (!Number.isNaN(number)) numbers[row] = places[number]!;
    }
  }
}
