import { decodeShiftJis, encodeShiftJis, ShiftJisVotes, withoutTrailBytes } from "./shiftJis";
import { rawText, type Units } from "./units";
import { decodeUtf8, encodeUtf8, sequenceLength } from "./utf8";

export type Encoding = "utf8" | "utf8bom" | "utf16le" | "utf16be" | "windows1252" | "shiftjis";

/** How a file's bytes are read and written. */
export interface Codec {
  readonly name: Encoding;
  /** Bytes per unit of the scan: 2 in UTF-16. */
  readonly unitBytes: 1 | 2;
  /** What the scanner looks at: every unit that could pass for a delimiter but is part of a character is masked. */
  readonly units: Units;
  /** Text of units `start` to `end`; invalid bytes survive `encode`. */
  decode(start: number, end: number): string;
  /** Bytes of `text`, or null where the encoding has no such character. */
  encode(text: string): Uint8Array | null;
}

/** The codec of a file, from its byte order mark or its bytes. */
export function codecOf(bytes: Uint8Array): Codec {
  return codecFor(detectEncoding(bytes), bytes);
}

/** The codec of bytes whose encoding is known; they begin and end between characters. */
export function codecFor(name: Encoding, bytes: Uint8Array): Codec {
  switch (name) {
    case "utf16le":
    case "utf16be":
      return utf16Codec(bytes, name);
    case "shiftjis":
      return {
        name,
        unitBytes: 1,
        units: withoutTrailBytes(bytes),
        decode: (start, end) => asciiText(bytes, start, end) ?? decodeShiftJis(bytes.subarray(start, end)),
        encode: encodeShiftJis,
      };
    case "windows1252":
      return {
        name,
        unitBytes: 1,
        units: bytes,
        decode: (start, end) => asciiText(bytes, start, end) ?? decodeWindows1252(bytes.subarray(start, end)),
        encode: encodeWindows1252,
      };
    default:
      return {
        name,
        unitBytes: 1,
        units: bytes,
        decode: (start, end) => asciiText(bytes, start, end) ?? decodeUtf8(bytes.subarray(start, end)),
        encode: encodeUtf8,
      };
  }
}

/** Reads the byte order mark, else judges by the bytes. A few invalid bytes in UTF-8 stay UTF-8. */
function detectEncoding(bytes: Uint8Array): Encoding {
  const evident = evidentEncoding(bytes, bytes.length);
  if (evident !== null) return evident;
  const votes = new EncodingVotes();
  votes.add(bytes);
  return votes.result;
}

/** What the first 4 KiB of a file of `length` bytes say beyond doubt, null where nothing. */
export function evidentEncoding(head: Uint8Array, length: number): Encoding | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return "utf8bom";
  if (head[0] === 0xff && head[1] === 0xfe) return "utf16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf16be";
  return unmarkedUtf16(head, length);
}

/** Judges the bytes of a file without a mark; they may be added in parts that end between characters. */
export class EncodingVotes {
  #characters = 0;
  #invalid = 0;
  readonly #japanese = new ShiftJisVotes();

  add(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; ) {
      if (bytes[i]! < 0x80) {
        i++;
        continue;
      }
      const length = sequenceLength(bytes, i);
      if (length > 0) this.#characters++;
      else this.#invalid++;
      i += Math.max(1, length);
    }
    this.#japanese.add(bytes);
  }

  get result(): "utf8" | "shiftjis" | "windows1252" {
    if (this.#invalid === 0 || this.#characters > 2 * this.#invalid) return "utf8";
    return this.#japanese.won ? "shiftjis" : "windows1252";
  }
}

/** UTF-16 without a mark: of mostly Latin text every other byte is NUL. */
function unmarkedUtf16(bytes: Uint8Array, fileLength: number): "utf16le" | "utf16be" | null {
  const length = Math.min(bytes.length, 4096) & ~1;
  if (length < 8 || fileLength % 2 !== 0) return null;
  const nuls = [0, 0];
  for (let i = 0; i < length; i++) if (bytes[i] === 0) nuls[i & 1]!++;
  const half = length / 2;
  if (nuls[0] === 0 && nuls[1]! > half * 0.6) return "utf16le";
  if (nuls[1] === 0 && nuls[0]! > half * 0.6) return "utf16be";
  return null;
}

function utf16Codec(bytes: Uint8Array, name: "utf16le" | "utf16be"): Codec {
  const low = name === "utf16le" ? 0 : 1;
  const units = new Uint16Array(bytes.length >> 1);
  for (let i = 0; i < units.length; i++) units[i] = bytes[2 * i + low]! | (bytes[2 * i + 1 - low]! << 8);
  return {
    name,
    unitBytes: 2,
    units,
    decode: (start, end) => rawText(units, start, end),
    encode(text) {
      const encoded = new Uint8Array(text.length * 2);
      for (let i = 0; i < text.length; i++) {
        encoded[2 * i + low] = text.charCodeAt(i) & 0xff;
        encoded[2 * i + 1 - low] = text.charCodeAt(i) >> 8;
      }
      return encoded;
    },
  };
}

/** Short ASCII cells are most of a table; null where a byte is not ASCII. */
function asciiText(bytes: Uint8Array, start: number, end: number): string | null {
  if (end - start > 64) return null;
  let text = "";
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte >= 0x80) return null;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Windows-1252 for 0x80 to 0x9F (WHATWG); the platform's decoder is Latin-1 in some versions of Node. */
const high =
  "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f" +
  "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";
const highBytes = new Map([...high].map((character, i) => [character, 0x80 + i]));

function decodeWindows1252(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte >= 0x80 && byte < 0xa0 ? high[byte - 0x80] : String.fromCharCode(byte);
  return text;
}

function encodeWindows1252(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const byte = code < 0x80 || (code >= 0xa0 && code <= 0xff) ? code : highBytes.get(text[i]!);
    if (byte === undefined) return null;
    bytes[i] = byte;
  }
  return bytes;
}
