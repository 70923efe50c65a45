/** Code units of a file: bytes of an ASCII superset, or UTF-16. Delimiters, quotes and line ends are one unit in both. */
export type Units = Uint8Array | Uint16Array;

export const LF = 10;
export const CR = 13;
export const SPACE = 32;

/** The UTF-16 code units of `text`; an offset into the result is an offset into `text`. */
export function textUnits(text: string): Uint16Array {
  const units = new Uint16Array(text.length);
  for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
  return units;
}

/** Units a byte order mark takes at the start: 3 bytes in UTF-8, 1 unit in UTF-16, 0 without one. */
export function markLength(units: Units): number {
  if (units instanceof Uint16Array) return units[0] === 0xfeff ? 1 : 0;
  return units[0] === 0xef && units[1] === 0xbb && units[2] === 0xbf ? 3 : 0;
}

/** Where the physical line that contains `at` ends (the offset of its CR or LF, or the length). */
export function lineEnd(units: Units, at: number): number {
  let i = at;
  while (i < units.length && units[i] !== LF && units[i] !== CR) i++;
  return i;
}

/** The offset behind the line end at `at`: CR LF counts as one. */
export function afterLineEnd(units: Units, at: number): number {
  if (at >= units.length) return at;
  return units[at] === CR && units[at + 1] === LF ? at + 2 : at + 1;
}

/** Units as characters, one each: exact for UTF-16, good enough to look at delimiters and digits in bytes. */
export function rawText(units: Units, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i += 4096) {
    text += String.fromCharCode(...units.subarray(i, Math.min(end, i + 4096)));
  }
  return text;
}
