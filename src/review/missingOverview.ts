import { CellState } from "../shared/cellState";
import type { ColumnStripe, MissingOverview } from "../shared/protocol";
import type { ReviewSession } from "./session";

/** Stretches of rows that a stripe has at most. */
const maxStretches = 120;
/** Sets of columns that are told apart, and of those listed; the rows of all others are counted together. */
const maxPatterns = 100_000;
const maxListed = 40;
/** Rows counted in a turn. */
const rowsPerTurn = 1 << 16;

/** What is missing in the table now, at a glance; in short turns. Rejects with `pause`. */
export async function missingOverview(session: ReviewSession, pause: () => Promise<void>): Promise<MissingOverview> {
  const { rows, table, columnsWithMissing } = session;
  const patterns = new Patterns(rows);
  const stripe = new Stripe(rows);
  for (const column of columnsWithMissing) {
    const states = session.statesOf(column);
    patterns.begin(column);
    for (let row = 0; row < states.length; row++) {
      if (!isMissingState(states[row]!)) continue;
      patterns.add(row);
      stripe.add(row);
    }
    await pause();
  }
  const { complete, listed, others } = await patterns.counted(pause);
  const names = (columns: readonly number[]): string[] => columns.map((column) => table.columns[column]?.name ?? "");
  return {
    rows,
    complete,
    patterns: listed.map(({ columns, count }) => ({ columns, names: names(columns), rows: count })),
    others,
    stripe: stripe.shares(table.columns.length),
  };
}

/** Where along the rows a column's cells are missing now. */
export function columnStripe(session: ReviewSession, column: number): ColumnStripe {
  const states = session.statesOf(column);
  const stripe = new Stripe(session.rows);
  let from = -1;
  let longest: ColumnStripe["longest"] = null;
  for (let row = 0; row <= states.length; row++) {
    if (row < states.length && isMissingState(states[row]!)) {
      stripe.add(row);
      if (from < 0) from = row;
      continue;
    }
    if (from >= 0 && row - from > (longest === null ? 1 : longest.to - longest.from + 1)) longest = { from, to: row - 1 };
    from = -1;
  }
  return { stripe: stripe.shares(1), longest };
}

/** Whether a cell of that state has no value. */
export function isMissingState(state: CellState): boolean {
  return state === CellState.Suggested || state === CellState.Missing || state === CellState.Rejected || state === CellState.Skipped;
}

/** Missing cells per stretch of rows. */
class Stripe {
  readonly #stretches: number;
  readonly #missing: Float64Array;

  constructor(private readonly rows: number) {
    this.#stretches = Math.max(1, Math.min(maxStretches, rows));
    this.#missing = new Float64Array(this.#stretches);
  }

  add(row: number): void {
    this.#missing[Math.floor((row * this.#stretches) / this.rows)]!++;
  }

  /** Share of the cells that are missing, per stretch. @param columns cells of a row */
  shares(columns: number): number[] {
    const start = (stretch: number): number => Math.ceil((stretch * this.rows) / this.#stretches);
    return Array.from(this.#missing, (missing, stretch) => missing / Math.max(1, (start(stretch + 1) - start(stretch)) * columns));
  }
}

/** Which columns are missing together: each row's set of columns has a number, found column by column. */
class Patterns {
  /** The number of each row's set; 0 for the empty one, -1 for those beyond `maxPatterns`. */
  readonly #of: Int32Array;
  readonly #sets: { readonly parent: number; readonly column: number }[] = [{ parent: 0, column: -1 }];
  #column = -1;
  /** The number of a set with the present column added, by the number of the set without. */
  #with = new Map<number, number>();

  constructor(rows: number) {
    this.#of = new Int32Array(rows);
  }

  /** What is added next is missing in this column. */
  begin(column: number): void {
    this.#column = column;
    this.#with = new Map();
  }

  add(row: number): void {
    const before = this.#of[row]!;
    if (before < 0) return;
    let now = this.#with.get(before);
    if (now === undefined) {
      now = this.#sets.length < maxPatterns ? this.#sets.push({ parent: before, column: this.#column }) - 1 : -1;
      this.#with.set(before, now);
    }
    this.#of[row] = now;
  }

  async counted(pause: () => Promise<void>): Promise<{
    readonly complete: number;
    readonly listed: readonly { readonly columns: readonly number[]; readonly count: number }[];
    readonly others: MissingOverview["others"];
  }> {
    // Loaded when it is first wanted: the extension starts without it.
    const { op, table } = await import("arquero");
    const pattern: number[] = [];
    const count: number[] = [];
    for (let from = 0; from < this.#of.length; from += rowsPerTurn) {
      const part = table({ pattern: this.#of.subarray(from, from + rowsPerTurn) }).groupby("pattern").count();
      pattern.push(...(part.array("pattern") as number[]));
      count.push(...(part.array("count") as number[]));
      await pause();
    }
    const all = table({ pattern, count }).groupby("pattern").rollup({ count: op.sum("count") });
    const found = all.objects() as { pattern: number; count: number }[];
    const complete = found.find((one) => one.pattern === 0)?.count ?? 0;
    const known = found.filter((one) => one.pattern > 0).sort((a, b) => b.count - a.count || a.pattern - b.pattern);
    const beyond = found.find((one) => one.pattern < 0)?.count ?? 0;
    const rest = known.slice(maxListed);
    return {
      complete,
      listed: known.slice(0, maxListed).map((one) => ({ columns: this.#columns(one.pattern), count: one.count })),
      others: { patterns: rest.length, rows: rest.reduce((sum, one) => sum + one.count, beyond) },
    };
  }

  #columns(pattern: number): number[] {
    const columns: number[] = [];
    for (let at = pattern; at > 0; at = this.#sets[at]!.parent) columns.unshift(this.#sets[at]!.column);
    return columns;
  }
}
