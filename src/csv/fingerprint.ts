import type { Scan } from "./fields";
import { fieldEnd } from "./scan";

/** FNV-1a's offset basis and factor for 32 bits, and the golden ratio's as a second factor. */
const offsetBasis = 0x811c9dc5;
const factor = 0x01000193;
const otherFactor = 0x9e3779b1;

/** Two FNV-1a hashes of the same numbers, 53 bits of them: equal rows or texts have equal ones, different ones hardly ever. */
export class Fingerprint {
  #a = offsetBasis;
  #b = offsetBasis;

  add(unit: number): void {
    this.#a = Math.imul(this.#a ^ unit, factor);
    this.#b = Math.imul(this.#b ^ unit, otherFactor);
  }

  /** An integer below 2^53, never 0. */
  get value(): number {
    // The high bits of a product hold more of what came before than its low ones.
    const low = (this.#a ^ (this.#a >>> 15)) >>> 0;
    return (this.#b >>> 11) * 2 ** 32 + low || 1;
  }
}

export function fingerprint(text: string): string {
  const print = new Fingerprint();
  for (let i = 0; i < text.length; i++) print.add(text.charCodeAt(i));
  return print.value.toString(36);
}

/**
 * Fingerprint of a record's cells outside the columns `except` (rising), as they are written.
 * 0 where no cell is left: nothing says then which row it is.
 */
export function rowPrint(units: ArrayLike<number>, scan: Scan, record: number, except: readonly number[]): number {
  const first = scan.first[record]!;
  const end = scan.first[record + 1]!;
  const print = new Fingerprint();
  let cells = 0;
  let next = 0;
  for (let f = first; f < end; f++) {
    const column = f - first;
    while (next < except.length && except[next]! < column) next++;
    if (except[next] === column) continue;
    cells++;
    const to = fieldEnd(scan, record, f);
    // The column's number and the cell's length keep cells apart from their neighbours.
    print.add(column);
    print.add(to - scan.start[f]!);
    for (let i = scan.start[f]!; i < to; i++) print.add(units[i]!);
  }
  return cells === 0 ? 0 : print.value;
}
