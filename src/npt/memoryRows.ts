import type { EncodedTable } from "./encode";

/**
 * Finds, for rows with missing cells, the other rows of the table that share a rare value with them: an inverted index of
 * categorical levels and of repeated numbers. A random context misses the few rows that hold a lookup's answer.
 */
export class MemoryRows {
  /** Per column: rows by key (compressed rows), and the key of each row, -1 for a missing cell. */
  private readonly keys: readonly Int32Array[];
  private readonly starts: readonly Uint32Array[];
  private readonly members: readonly Uint32Array[];
  /** Where `inContext` is 1 the network sees the row anyway. */
  constructor(
    private readonly table: EncodedTable,
    private readonly inContext: Uint8Array,
  ) {
    const keys: Int32Array[] = [];
    const starts: Uint32Array[] = [];
    const members: Uint32Array[] = [];
    for (let j = 0; j < table.columns.length; j++) {
      const key = keysOf(table, j);
      const count = key.reduce((most, k) => Math.max(most, k + 1), 0);
      const start = new Uint32Array(count + 1);
      for (const k of key) if (k >= 0) start[k + 1]!++;
      for (let k = 0; k < count; k++) start[k + 1]! += start[k]!;
      const next = start.slice();
      const member = new Uint32Array(start[count]!);
      for (let row = 0; row < key.length; row++) if (key[row]! >= 0) member[next[key[row]!]!++] = row;
      keys.push(key);
      starts.push(start);
      members.push(member);
    }
    this.keys = keys;
    this.starts = starts;
    this.members = members;
  }

  /** At most `limit` rows outside the context that share the rarest values with `rows`. */
  near(rows: ArrayLike<number>, limit: number): Uint32Array {
    const chosen = new Set<number>();
    const perRow = Math.max(8, Math.ceil((3 * limit) / Math.max(1, rows.length)));
    for (let k = 0; k < rows.length && chosen.size < limit; k++) {
      let taken = 0;
      for (const { j, key } of this.rarest(rows[k]!)) {
        const start = this.starts[j]!;
        for (let m = start[key]!; m < start[key + 1]! && taken < perRow && chosen.size < limit; m++) {
          const row = this.members[j]![m]!;
          if (this.inContext[row] === 1 || row === rows[k]) continue;
          chosen.add(row);
          taken++;
        }
        if (taken >= perRow) break;
      }
    }
    return Uint32Array.from(chosen);
  }

  /** Values of a row that few other rows share, rarest first. */
  private rarest(row: number): { j: number; key: number; count: number }[] {
    const found: { j: number; key: number; count: number }[] = [];
    for (let j = 0; j < this.keys.length; j++) {
      const key = this.keys[j]![row]!;
      if (key < 0) continue;
      const count = this.starts[j]![key + 1]! - this.starts[j]![key]!;
      if (count > 1 && count <= 0.05 * this.table.rows + 2) found.push({ j, key, count });
    }
    return found.sort((a, b) => a.count - b.count).slice(0, 6);
  }

  /** Rows ordered so that those with the same value of the most telling column stand together: their memory is shared. */
  order(rows: Uint32Array): Uint32Array {
    let best = -1;
    let most = 0;
    for (let j = 0; j < this.keys.length; j++) {
      const levels = this.starts[j]!.length - 1;
      if (levels > most && levels < 0.6 * this.table.rows) {
        best = j;
        most = levels;
      }
    }
    if (best < 0) return rows;
    const key = this.keys[best]!;
    return rows.slice().sort((a, b) => key[a]! - key[b]! || a - b);
  }
}

/** Distinct values numbered from 0 in order of appearance; -1 for a missing cell. */
function keysOf(table: EncodedTable, j: number): Int32Array {
  const width = table.columns.length;
  const numbers = new Map<number, number>();
  const cells = table.columns[j]!.numeric ? table.x : table.level;
  const keys = new Int32Array(table.rows).fill(-1);
  for (let row = 0; row < table.rows; row++) {
    const at = row * width + j;
    if (table.seen[at] === 0) continue;
    const value = cells[at]!;
    let key = numbers.get(value);
    if (key === undefined) {
      key = numbers.size;
      numbers.set(value, key);
    }
    keys[row] = key;
  }
  return keys;
}
