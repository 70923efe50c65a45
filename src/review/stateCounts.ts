import { CellState, cellStateCount } from "../shared/cellState";

/** How many cells are in each state, and how certain the undecided suggestions among them are. */
export class StateCounts {
  /** Cells per `CellState`; the entry of `Observed` stays 0. */
  readonly states = new Int32Array(cellStateCount);
  /** Undecided suggestions per whole percent of certainty, 101 entries. */
  readonly certainty = new Int32Array(101);

  /** Counts a cell in (1) or out (-1). `percent` is its suggestion's certainty. */
  count(state: CellState, percent: number, by: 1 | -1): void {
    if (state === CellState.Observed) return;
    this.states[state] = (this.states[state] ?? 0) + by;
    if (state === CellState.Suggested) this.certainty[percent] = (this.certainty[percent] ?? 0) + by;
  }

  /** Counts out what `others` counts. */
  subtract({ states, certainty }: StateCounts): void {
    for (let state = 0; state < states.length; state++) this.states[state]! -= states[state]!;
    for (let percent = 0; percent < certainty.length; percent++) this.certainty[percent]! -= certainty[percent]!;
  }

  clear(): void {
    this.states.fill(0);
    this.certainty.fill(0);
  }
}
