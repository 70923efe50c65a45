import type { Scan } from "./fields";
import { SPACE, type Units } from "./units";

/** Collects what the scanner finds in typed arrays that grow. */
export class FieldWriter {
  fields = 0;
  private records = 0;
  private blankRecords = 0;
  private widest = 0;
  private start: Uint32Array;
  private flags: Uint8Array;
  private first: Uint32Array;
  private recordEnd: Uint32Array;

  /** @param blankLines see `FilePart` */
  constructor(
    private readonly units: Units,
    private readonly blankLines: boolean | "auto",
  ) {
    const length = units.length;
    this.start = new Uint32Array(Math.max(16, length >> 3));
    this.flags = new Uint8Array(this.start.length);
    this.first = new Uint32Array(Math.max(16, length >> 6));
    this.recordEnd = new Uint32Array(this.first.length);
  }

  beginRecord(): void {
    if (this.records + 1 >= this.first.length) {
      this.first = grown(this.first);
      this.recordEnd = grown(this.recordEnd);
    }
    this.first[this.records] = this.fields;
  }

  beginField(at: number): void {
    if (this.fields >= this.start.length) {
      this.start = grown(this.start);
      const flags = new Uint8Array(this.start.length);
      flags.set(this.flags);
      this.flags = flags;
    }
    this.start[this.fields] = at;
  }

  endField(flags: number): void {
    this.flags[this.fields++] = flags;
  }

  endRecord(at: number): void {
    const width = this.fields - this.first[this.records]!;
    if (width > this.widest) this.widest = width;
    if (width === 1 && isBlank(this.units, this.start[this.fields - 1]!, at)) {
      if (this.blankLines === "auto" ? this.widest > 1 : !this.blankLines) {
        this.fields--;
        return;
      }
      this.blankRecords++;
    }
    this.recordEnd[this.records++] = at;
  }

  finish(troubled: readonly number[]): Omit<Scan, "end"> {
    this.first[this.records] = this.fields;
    let moved = troubled;
    // In a table of several columns a blank line says nothing; in a single column it may be an empty cell.
    if (this.blankRecords > 0 && this.blankLines === "auto" && this.widest > 1) moved = this.dropBlankRecords(troubled);
    return {
      records: this.records,
      fields: this.fields,
      start: this.start.subarray(0, this.fields),
      flags: this.flags.subarray(0, this.fields),
      first: this.first.subarray(0, this.records + 1),
      recordEnd: this.recordEnd.subarray(0, this.records),
      troubled: moved,
    };
  }

  private dropBlankRecords(troubled: readonly number[]): readonly number[] {
    const moved: number[] = [];
    let fields = 0;
    let records = 0;
    let next = 0;
    for (let r = 0; r < this.records; r++) {
      const from = this.first[r]!;
      const to = this.first[r + 1]!;
      const end = this.recordEnd[r]!;
      if (to - from === 1 && isBlank(this.units, this.start[from]!, end)) continue;
      this.first[records] = fields;
      this.recordEnd[records++] = end;
      for (let f = from; f < to; f++, fields++) {
        this.start[fields] = this.start[f]!;
        this.flags[fields] = this.flags[f]!;
        if (troubled[next] === f) {
          moved.push(fields);
          next++;
        }
      }
    }
    this.first[records] = fields;
    this.records = records;
    this.fields = fields;
    return moved;
  }
}

function isBlank(units: Units, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (units[i] !== SPACE && units[i] !== 9) return false;
  return true;
}

function grown(array: Uint32Array): Uint32Array {
  const larger = new Uint32Array(Math.ceil(array.length * 1.6) + 16);
  larger.set(array);
  return larger;
}
