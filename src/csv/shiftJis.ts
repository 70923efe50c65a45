/** Shift-JIS through the platform's decoder; the encoder is that decoder turned round. Invalid bytes survive as in utf8.ts. */
let decoder: TextDecoder | null | undefined;

/** Null where the platform was built without East Asian encodings. */
function platformDecoder(): TextDecoder | null {
  if (decoder === undefined) {
    try {
      decoder = new TextDecoder("shift_jis", { fatal: true });
    } catch {
      decoder = null;
    }
  }
  return decoder;
}

function isLead(byte: number): boolean {
  return (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc);
}

function isTrail(byte: number): boolean {
  return byte >= 0x40 && byte <= 0xfc && byte !== 0x7f;
}

/** Length of the character at `at`, 0 where the bytes are none. */
function characterLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80 || (lead >= 0xa1 && lead <= 0xdf)) return 1;
  return isLead(lead) && isTrail(bytes[at + 1] ?? 0) ? 2 : 0;
}

/**
 * Whether bytes that are not UTF-8 are Japanese: all high bytes form characters, and most pairs are kana or
 * the first level of kanji. In Western text high bytes stand alone between ASCII letters.
 */
export class ShiftJisVotes {
  #pairs = 0;
  #usual = 0;
  #half = 0;
  #broken = false;

  add(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length && this.#pairs < 100_000 && !this.#broken; ) {
      const lead = bytes[i]!;
      if (lead < 0x80) {
        i++;
        continue;
      }
      const length = characterLength(bytes, i);
      if (length === 0) this.#broken = true;
      else if (length === 2) {
        this.#pairs++;
        const kana = lead === 0x82 || lead === 0x83 || (lead === 0x81 && bytes[i + 1]! <= 0x9a);
        if (kana || (lead >= 0x88 && lead <= 0x97)) this.#usual++;
      } else this.#half++;
      i += length;
    }
  }

  get won(): boolean {
    if (this.#broken || platformDecoder() === null) return false;
    return this.#pairs >= 2 && this.#usual >= 0.8 * this.#pairs && this.#half <= this.#pairs * 4;
  }
}

/** The bytes with second bytes of pairs masked: those may look like a pipe, a backslash or a letter. */
export function withoutTrailBytes(bytes: Uint8Array): Uint8Array {
  // not slice(): for a Buffer that is a view, and the file itself would be overwritten
  const masked = new Uint8Array(bytes);
  for (let i = 0; i < masked.length; i++) {
    if (masked[i]! >= 0x80 && characterLength(bytes, i) === 2) masked[++i] = 0xff;
  }
  return masked;
}

export function decodeShiftJis(bytes: Uint8Array): string {
  const platform = platformDecoder();
  let text = "";
  for (let i = 0; i < bytes.length; ) {
    const length = characterLength(bytes, i);
    const character = length === 2 ? decodePair(platform, bytes.subarray(i, i + 2)) : null;
    if (length === 1) text += oneByte(bytes[i]!);
    else if (character !== null) text += character;
    else text += String.fromCharCode(0xdc00 + bytes[i]!);
    i += character === null ? 1 : length;
  }
  return text;
}

/** Single bytes are ASCII here (0x5C a backslash, as in every CSV) or half-width katakana. */
function oneByte(byte: number): string {
  return String.fromCharCode(byte < 0x80 ? byte : 0xff61 + byte - 0xa1);
}

function decodePair(platform: TextDecoder | null, pair: Uint8Array): string | null {
  try {
    return platform?.decode(pair) ?? null;
  } catch {
    return null;
  }
}

let encoder: Map<string, number> | null = null;

function pairs(): Map<string, number> {
  if (encoder !== null) return encoder;
  encoder = new Map();
  const platform = platformDecoder();
  const pair = new Uint8Array(2);
  for (let lead = 0x81; lead <= 0xfc; lead++) {
    if (!isLead(lead)) continue;
    for (let trail = 0x40; trail <= 0xfc; trail++) {
      if (!isTrail(trail)) continue;
      pair[0] = lead;
      pair[1] = trail;
      const character = decodePair(platform, pair);
      // Some characters have two codes; the standard prefers IBM's over NEC's (rows 0xED, 0xEE).
      if (character === null || (encoder.has(character) && lead !== 0xfa && lead !== 0xfb && lead !== 0xfc)) continue;
      if (encoder.has(character) && encoder.get(character)! < 0xed00) continue;
      encoder.set(character, lead * 256 + trail);
    }
  }
  return encoder;
}

export function encodeShiftJis(text: string): Uint8Array | null {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x80) bytes.push(code);
    else if (code >= 0xff61 && code <= 0xff9f) bytes.push(code - 0xff61 + 0xa1);
    else if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00);
    else {
      const pair = pairs().get(character);
      if (pair === undefined) return null;
      bytes.push(pair >> 8, pair & 0xff);
    }
  }
  return Uint8Array.from(bytes);
}
