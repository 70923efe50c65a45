import { CsvError } from "./csvError";
import type { Dialect } from "./dialect";
import { type Codec, codecFor, type Encoding } from "./encoding";
import type { Scan } from "./fields";
import { scan } from "./scan";

/** A file's bytes, read where they are asked for. */
export interface ByteSource {
  readonly size: number;
  /** Bytes `start` to `end`; rejects where the file is gone, cannot be read, or is shorter by now. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** How a file's records are found in any part of it. */
export interface RecordLayout {
  readonly encoding: Encoding;
  readonly dialect: Dialect;
  /** Whether blank lines are records (see `FilePart`). */
  readonly blankLines: boolean;
}

/** Whole records of a file, one after the other. */
export interface RecordPart {
  /** Byte offset of the part in the file. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly codec: Codec;
  readonly scan: Scan;
}

export interface PartOptions {
  /** Bytes read at a time; more where a record is longer. */
  readonly partBytes: number;
  readonly signal?: AbortSignal;
  /** Where to begin and end, byte offsets at which records begin; default: the whole file. */
  readonly from?: number;
  readonly to?: number;
}

/** 2 MiB take the scanner about 20 ms. */
export const defaultPartBytes = 1 << 21;
/** A longer record is refused: it has to be held in memory whole. */
const longestRecord = 1 << 28;

/** Reads a file's records in parts; what is found does not depend on how large they are. */
export async function* readParts(source: ByteSource, layout: RecordLayout, options: PartOptions): AsyncGenerator<RecordPart> {
  const { from = 0, to = source.size, signal } = options;
  const { encoding, dialect, blankLines } = layout;
  const partBytes = Math.max(2, options.partBytes & ~1);
  let length = partBytes;
  for (let at = from; at < to; ) {
    signal?.throwIfAborted();
    const end = Math.min(to, at + length);
    const bytes = await source.read(at, end);
    const codec = codecFor(encoding, bytes);
    const found = scan(codec.units, dialect, { first: at === 0, last: end === to, blankLines });
    const read = end === to ? end - at : found.end * codec.unitBytes;
    if (read === 0) {
      if (length >= longestRecord) throw tooLong(at);
      length *= 2;
      continue;
    }
    yield { offset: at, bytes, codec, scan: found };
    at += read;
    length = partBytes;
  }
}

function tooLong(at: number): CsvError {
  const place = `${Math.floor(at / 2 ** 20).toLocaleString("en")} MiB into the file`;
  return new CsvError("too-long", `A row that begins ${place} is longer than 256 MiB; split the file or correct its line ends.`);
}
