import type { Dialect } from "./dialect";
import { FieldFlag, type Scan } from "./fields";
import { maxTroubled, scan } from "./scan";
import type { Units } from "./units";

/** Half a million units take the scanner about 10 ms. */
const defaultTurnUnits = 1 << 19;

/**
 * `scan` in turns, for a thread that has other things to do: the same result, found window by window.
 * @param pause lets other work run; rejects to end the scan
 */
export async function scanInTurns(
  units: Units,
  dialect: Dialect,
  pause: () => Promise<void>,
  turnUnits = defaultTurnUnits,
): Promise<Scan> {
  if (units.length <= turnUnits) return scan(units, dialect);
  const head = scan(units.subarray(0, turnUnits), dialect, { first: true, last: false, blankLines: "auto" });
  const oneColumn = widest(head) <= 1;
  const found = await windows(units, dialect, oneColumn, pause, turnUnits);
  // A file that begins with lines of one cell may have more columns further down.
  return oneColumn && found.some((part) => widest(part) > 1)
    ? joined(await windows(units, dialect, false, pause, turnUnits), units.length)
    : joined(found, units.length);
}

/** The records of each window; offsets are those of `units`. */
async function windows(
  units: Units,
  dialect: Dialect,
  blankLines: boolean,
  pause: () => Promise<void>,
  turnUnits: number,
): Promise<Scan[]> {
  const found: Scan[] = [];
  let length = turnUnits;
  for (let at = 0; at < units.length; ) {
    const end = Math.min(units.length, at + length);
    const part = scan(units.subarray(at, end), dialect, { first: at === 0, last: end === units.length, blankLines });
    await pause();
    if (part.end === 0 && end < units.length) {
      length *= 2;
      continue;
    }
    shift(part, at);
    found.push(part);
    if (end === units.length) break;
    at += part.end;
    length = turnUnits;
  }
  return found;
}

function shift({ start, recordEnd }: Scan, by: number): void {
  if (by === 0) return;
  for (let field = 0; field < start.length; field++) start[field]! += by;
  for (let record = 0; record < recordEnd.length; record++) recordEnd[record]! += by;
}

function joined(parts: readonly Scan[], end: number): Scan {
  const records = parts.reduce((sum, part) => sum + part.records, 0);
  const fields = parts.reduce((sum, part) => sum + part.fields, 0);
  const all = {
    start: new Uint32Array(fields),
    flags: new Uint8Array(fields),
    first: new Uint32Array(records + 1),
    recordEnd: new Uint32Array(records),
  };
  const troubled: number[] = [];
  let unterminated = false;
  let field = 0;
  let record = 0;
  for (const part of parts) {
    all.start.set(part.start, field);
    all.flags.set(part.flags, field);
    all.recordEnd.set(part.recordEnd, record);
    for (let r = 0; r < part.records; r++) all.first[record + r] = part.first[r]! + field;
    for (const at of part.troubled) {
      const first: boolean = !unterminated && (part.flags[at]! & FieldFlag.Unterminated) !== 0;
      if (first || troubled.length < maxTroubled) troubled.push(at + field);
      unterminated ||= first;
    }
    field += part.fields;
    record += part.records;
  }
  all.first[records] = fields;
  return { records, fields, ...all, troubled, end };
}

function widest({ records, first }: Scan): number {
  let most = 0;
  for (let r = 0; r < records; r++) most = Math.max(most, first[r + 1]! - first[r]!);
  return most;
}
