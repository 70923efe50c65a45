import type { ByteEdit } from "./excerpt";
import type { ByteSource } from "./parts";

/** A `ChangeList` as plain data. */
export interface PackedChanges {
  readonly length: number;
  readonly bytes: Uint8Array;
}

/** Changes of a large file, in rising order: a few bytes each beside the new bytes themselves. */
export class ChangeList {
  length = 0;
  /** Per change: how far behind the last one it starts, how many bytes go, how many come (7 bits a byte), and those. */
  #bytes: Uint8Array = new Uint8Array(1 << 14);
  #used = 0;
  #end = 0;

  add({ start, end, bytes }: ByteEdit): void {
    if (end < start || start < this.#end) throw new RangeError("Changes of a file must be in order and apart from each other.");
    while (this.#used + bytes.length + 24 > this.#bytes.length) this.#grow();
    this.#number(start - this.#end);
    this.#number(end - start);
    this.#number(bytes.length);
    this.#bytes.set(bytes, this.#used);
    this.#used += bytes.length;
    this.#end = end;
    this.length++;
  }

  pack(): PackedChanges {
    return { length: this.length, bytes: this.#bytes.slice(0, this.#used) };
  }

  /** The list that was packed, to be read. */
  static unpack({ length, bytes }: PackedChanges): ChangeList {
    const list = new ChangeList();
    list.length = length;
    list.#bytes = bytes;
    list.#used = bytes.length;
    list.#end = Number.POSITIVE_INFINITY;
    return list;
  }

  *[Symbol.iterator](): Generator<ByteEdit> {
    const bytes = this.#bytes;
    let at = 0;
    let end = 0;
    const number = (): number => {
      let value = 0;
      for (let scale = 1; ; scale *= 128) {
        const byte = bytes[at++]!;
        value += (byte & 127) * scale;
        if (byte < 128) return value;
      }
    };
    while (at < this.#used) {
      const start = end + number();
      end = start + number();
      const length = number();
      yield { start, end, bytes: bytes.subarray(at, at + length) };
      at += length;
    }
  }

  #number(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#bytes[this.#used++] = (rest % 128) + 128;
    this.#bytes[this.#used++] = rest;
  }

  #grow(): void {
    const grown = new Uint8Array(Math.ceil(this.#bytes.length * 1.5));
    grown.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = grown;
  }
}

/** The file's bytes with the changes made, in pieces; every other byte as it is. */
export async function* splicedPieces(source: ByteSource, changes: Iterable<ByteEdit>, pieceBytes = 1 << 22): AsyncGenerator<Uint8Array> {
  const coming = changes[Symbol.iterator]();
  let next = coming.next();
  let skipTo = 0;
  for (let from = 0; from < source.size || next.done !== true; from += pieceBytes) {
    const to = Math.min(source.size, from + pieceBytes);
    const bytes = from < to ? await source.read(from, to) : new Uint8Array(0);
    let at = Math.max(from, skipTo);
    while (next.done !== true && (next.value.start < to || to === source.size)) {
      const change = next.value;
      if (change.start > at) yield bytes.subarray(at - from, change.start - from);
      if (change.bytes.length > 0) yield change.bytes;
      skipTo = change.end;
      at = Math.max(at, change.end);
      next = coming.next();
    }
    if (at < to) yield bytes.subarray(at - from, to - from);
  }
}
