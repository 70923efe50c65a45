import { createReadStream } from "node:fs";
import type { TableSummary } from "../engine/contract";
import { type TemporaryFile, temporaryFile } from "../files/spool";
import { type PackedSuggestions, unpackSuggestions } from "../imputation/packed";
import type { Suggestion } from "../imputation/suggestion";
import { cellPieces } from "../report/report";

/** Suggestions of a large file that are kept to be shown. */
const maxShown = 10_000;

/** The suggestions that were written: as entries of the report, which go to a temporary file where the table is large. */
export class WrittenCells {
  /** Of a large file the first ten thousand. */
  readonly shown: Suggestion[] = [];
  readonly #batches: PackedSuggestions[] = [];
  #file: Promise<TemporaryFile> | null = null;
  #appended: Promise<void> = Promise.resolve();
  #count = 0;

  constructor(
    private readonly table: TableSummary,
    private readonly reported: boolean,
  ) {}

  add(batch: PackedSuggestions): void {
    const large = this.table.index !== null;
    for (const cell of unpackSuggestions(batch)) {
      if (large && this.shown.length >= maxShown) break;
      this.shown.push(cell);
    }
    const first = this.#count === 0;
    this.#count += batch.length;
    if (!this.reported) return;
    if (large) this.#append(Buffer.from([...cellPieces(batch, this.table.columns, first)].join("")));
    else this.#batches.push(batch);
  }

  /** Resolves when nothing is left to be put away. */
  settled(): Promise<void> {
    return this.#appended;
  }

  async *entries(): AsyncGenerator<Uint8Array | string> {
    let first = true;
    for (const batch of this.#batches) {
      yield* cellPieces(batch, this.table.columns, first);
      first = false;
    }
    if (this.#file === null) return;
    for await (const piece of createReadStream((await this.#file).path)) yield piece as Uint8Array;
  }

  async close(): Promise<void> {
    await this.#appended.catch(() => {});
    await (await this.#file)?.remove();
  }

  #append(bytes: Uint8Array): void {
    this.#file ??= temporaryFile();
    const file = this.#file;
    this.#appended = this.#appended.then(async () => (await file).append(bytes));
    // Whoever waits for all of it hears of a failure.
    this.#appended.catch(() => {});
  }
}
