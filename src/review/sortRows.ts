import { type OutlinedColumn, Missing } from "../table/column";
import { parseValue } from "../table/parseValue";
import type { RowOrder } from "./rowView";
import { sortInTurns } from "./sortInTurns";
import type { ReviewSource } from "./source";

/** What sorting holds at once: 16 bytes a row, and the different texts of a column. */
const maxRows = 10_000_000;
const maxTexts = 200_000;
const maxCharacters = 20_000_000;

/** Why rows cannot be sorted: there are too many of them, or too many different texts in the column. */
export type Unsortable = "rows" | "texts";

/** All rows in the order of a column, rows without a value last either way, equal values in file order. In short turns. */
export async function sortRows(
  source: Pick<ReviewSource, "eachCell" | "pause">,
  rows: number,
  column: OutlinedColumn,
  descending: boolean,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<RowOrder | Unsortable> {
  if (rows > maxRows) return "rows";
  const numeric = column.kind === "number" || column.kind === "date";
  const texts = new TextNumbers();
  const keys = new Float64Array(rows).fill(Number.NaN);
  const visit = (row: number, text: string | null): void => {
    if (row >= rows || column.missing[row] !== Missing.None) return;
    const written = text?.trim() ?? "";
    if (written !== "") keys[row] = numeric ? parseValue(column, written) : texts.of(written);
  };
  await source.eachCell(column.index, visit, onProgress, signal);
  if (texts.overflown) return "texts";
  const pause = async (): Promise<void> => {
    signal.throwIfAborted();
    await source.pause();
  };
  if (!numeric) await texts.rank(keys, pause);
  return sortInTurns(rows, comparing(keys, descending), pause);
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
