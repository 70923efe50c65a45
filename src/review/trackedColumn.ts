import { CellState } from "../shared/cellState";
import { Missing, type OutlinedColumn } from "../table/column";
import type { BarKey } from "./bars";
import { StateCounts } from "./stateCounts";

export const enum Flag {
  Missing = 1,
  Rejected = 2,
  /** The model was asked and had no value for it. */
  Unfilled = 4,
}

/** What a review knows of one column that has or had missing cells. */
export class TrackedColumn {
  /** `Flag`s per row. A missing cell keeps its flag when it is filled. */
  flags: Uint8Array;
  /** `CellState` per row, as of the last count. */
  states: Uint8Array;
  readonly counts = new StateCounts();
  /** Undecided suggestions per bar of the header. Counted as they come: a header is drawn many times meanwhile. */
  readonly bars = new Map<BarKey, number>();
  /** Values chosen outside the document, by row. */
  readonly chosen = new Map<number, string>();
  skipReason: string | null = null;

  constructor(rows: number) {
    this.flags = new Uint8Array(rows);
    this.states = new Uint8Array(rows);
  }

  countBar(bar: BarKey, by: 1 | -1): void {
    const count = (this.bars.get(bar) ?? 0) + by;
    if (count > 0) this.bars.set(bar, count);
    else this.bars.delete(bar);
  }

  /** Makes room for more rows. */
  grow(rows: number): void {
    if (this.flags.length >= rows) return;
    this.flags = enlarged(this.flags, rows);
    this.states = enlarged(this.states, rows);
  }

  /** Forgets the cells that counted as missing and turn out to hold a value that nobody decided about. */
  dropValues({ missing }: OutlinedColumn): void {
    const { flags } = this;
    for (let row = 0; row < flags.length; row++) {
      if (flags[row] !== 0 && missing[row] === Missing.None && !this.isDecided(row)) flags[row] = 0;
    }
  }

  /** Whether a value was accepted or typed there. */
  isDecided(row: number): boolean {
    const state = this.states[row];
    return state === CellState.Accepted || state === CellState.Edited;
  }
}

function enlarged(cells: Uint8Array, length: number): Uint8Array {
  const larger = new Uint8Array(length);
  larger.set(cells);
  return larger;
}
