/**
 * UTF-8 that gives back the bytes it was given. A byte that is not UTF-8 becomes the lone surrogate
 * U+DC00 + byte (as Python's "surrogateescape" does), so a cell copied to another cell keeps its bytes.
 */
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Length of the UTF-8 sequence at `at`, 0 where the bytes are no character. */
export function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  const second = bytes[at + 1] ?? 0;
  if (lead < 0xc2 || (second & 0xc0) !== 0x80) return 0;
  if (lead < 0xe0) return 2;
  if (((bytes[at + 2] ?? 0) & 0xc0) !== 0x80) return 0;
  // Not overlong, not a surrogate, not above U+10FFFF.
  if (lead < 0xf0) return (lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f) ? 0 : 3;
  if (lead > 0xf4 || ((bytes[at + 3] ?? 0) & 0xc0) !== 0x80) return 0;
  return (lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f) ? 0 : 4;
}

export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeBroken(bytes);
  }
}

function decodeBroken(bytes: Uint8Array): string {
  let text = "";
  let from = 0;
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i);
    if (length > 0) {
      i += length;
      continue;
    }
    text += strict.decode(bytes.subarray(from, i)) + String.fromCharCode(0xdc00 + bytes[i]!);
    from = ++i;
  }
  return text + strict.decode(bytes.subarray(from));
}

/** Null where `text` holds a lone surrogate that stands for no byte. */
export function encodeUtf8(text: string): Uint8Array | null {
  const parts: number[] = [];
  const encoder = new TextEncoder();
  if (!/[\ud800-\udfff]/.test(text)) return encoder.encode(text);
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code >= 0xdc80 && code <= 0xdcff) parts.push(code - 0xdc00);
    else if (code >= 0xd800 && code <= 0xdfff) return null;
    else parts.push(...encoder.encode(character));
  }
  return Uint8Array.from(parts);
}
