import { type Excerpt, ExcerptWriter } from "./excerpt";
import type { FileIndex } from "./fileIndex";
import { rowPrint } from "./fingerprint";
import { type ByteSource, defaultPartBytes, type RecordLayout } from "./parts";
import { readRows, stretchOf } from "./rowReader";

/** Stretches of some hundred rows that were read last, and no more bytes of them than this. */
const maxBytes = 16 * 2 ** 20;

/** Reads rows of a large file where they are looked at. `cell` knows the rows that `load` was asked for last. */
export class RowCache {
  /** By first row; the one used last comes last. */
  readonly #stretches = new Map<number, Excerpt>();
  #bytes = 0;

  constructor(
    private readonly source: ByteSource,
    private index: FileIndex,
  ) {}

  /** More rows have been found: `index` begins as the one before, unless it reads the file otherwise. */
  grow(index: FileIndex): void {
    if (!isSameLayout(index, this.index)) {
      this.#stretches.clear();
      this.#bytes = 0;
    }
    const { first } = stretchOf(this.index, Math.max(0, this.index.rows - 1));
    // The last stretch may have been cut by the end of what was read.
    const cut = this.#stretches.get(first);
    if (cut !== undefined) {
      this.#stretches.delete(first);
      this.#bytes -= cut.bytes.length;
    }
    this.index = index;
  }

  /** Reads the rows that are not there yet. */
  async load(rows: readonly number[]): Promise<void> {
    const { index } = this;
    const wanted = new Map<number, number>();
    for (const row of rows) {
      if (row < 0 || row >= index.rows) continue;
      const { first, end } = stretchOf(index, row);
      wanted.set(first, end);
    }
    for (const [first, end] of wanted) {
      const excerpt = this.#stretches.get(first) ?? (await this.#read(first, end));
      // More may have become known meanwhile: of this stretch, or of how the file is read.
      if (stretchOf(this.index, first).end !== end || !isSameLayout(index, this.index)) return this.load(rows);
      this.#use(first, excerpt);
    }
    // Those that were asked for just now stay, however large they are.
    for (const [first, { bytes }] of this.#stretches) {
      if (this.#bytes <= maxBytes || wanted.has(first)) break;
      this.#stretches.delete(first);
      this.#bytes -= bytes.length;
    }
  }

  /** The cell's text; null where the row ends before it. Throws `RangeError` for a row that was not loaded. */
  cell(row: number, column: number): string | null {
    const { first } = stretchOf(this.index, row);
    const excerpt = this.#stretches.get(first);
    if (excerpt === undefined) throw new RangeError(`Row ${row + 1} was not loaded.`);
    return excerpt.cell(row - first, column);
  }

  /** `rowPrint` of a row that was loaded; 0 for one that was not. */
  print(row: number, except: readonly number[]): number {
    const { first } = stretchOf(this.index, row);
    const excerpt = this.#stretches.get(first);
    return excerpt === undefined ? 0 : rowPrint(excerpt.units, excerpt.scan, row - first, except);
  }

  async #read(first: number, end: number): Promise<Excerpt> {
    const writer = new ExcerptWriter(this.index);
    const rows = Int32Array.from({ length: end - first }, (_, k) => first + k);
    const add = (...args: Parameters<ExcerptWriter["add"]>): boolean => {
      writer.add(...args);
      return true;
    };
    await readRows(this.source, this.index, rows, add, { partBytes: defaultPartBytes });
    return writer.finish();
  }

  #use(first: number, excerpt: Excerpt): void {
    if (!this.#stretches.delete(first)) this.#bytes += excerpt.bytes.length;
    this.#stretches.set(first, excerpt);
  }
}

function isSameLayout(a: RecordLayout, b: RecordLayout): boolean {
  const dialects = Object.entries(a.dialect) as [keyof RecordLayout["dialect"], unknown][];
  return a.encoding === b.encoding && a.blankLines === b.blankLines && dialects.every(([name, value]) => b.dialect[name] === value);
}
