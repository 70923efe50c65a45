import { CsvError } from "./csvError";
import { codecOf, evidentEncoding } from "./encoding";
import { jsonFault } from "./jsonText";

/** Bytes that tell what a file is, as far as it is looked at. */
export const formatSample = 1 << 16;

const latin = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0));

const signatures: readonly (readonly [name: string, signature: readonly number[]])[] = [
  ["an Excel workbook or another ZIP file", [0x50, 0x4b, 3, 4]],
  ["an old Excel workbook or another Office file", [0xd0, 0xcf, 0x11, 0xe0]],
  ["a gzip file", [0x1f, 0x8b]],
  ["a PDF file", latin("%PDF-")],
  ["a PNG picture", [0x89, ...latin("PNG")]],
  ["a JPEG picture", [0xff, 0xd8, 0xff]],
  ["a Parquet file", latin("PAR1")],
  ["an Arrow file", latin("ARROW1")],
  ["an SQLite database", latin("SQLite format 3\0")],
];

/**
 * What a file is and what to do about it, where it is no table of delimited text: the end of a sentence that begins
 * with "x.csv is". Null where it is one, or may be. A few NUL bytes are no proof.
 * @param bytes the file's first ones @param size of the whole file
 */
export function otherFormat(bytes: Uint8Array, size: number): string | null {
  if (isUtf32(bytes)) return "encoded as UTF-32, which is not read. Save it as UTF-8 first.";
  const head = bytes.subarray(0, formatSample);
  const binary = signatureOf(head);
  if (binary !== null) return notCsv(binary);
  const { units, decode } = codecOf(head);
  return otherTextFormat(decode(0, units.length), head.length < size);
}

/** The same of a text. @param isCut whether there is more than `text` */
export function otherTextFormat(text: string, isCut: boolean): string | null {
  const bare = text.replace(/^\ufeff/, "").slice(0, formatSample);
  const cut = isCut || bare.length + 1 < text.length;
  const kind = textKinds.find(([, is]) => is(bare, cut));
  return kind === undefined ? null : notCsv(kind[0]);
}

/** Throws `CsvError` "other-format" for what `otherFormat` or `otherTextFormat` says of a file. */
export function refuseOther(found: string | null): void {
  if (found !== null) throw new CsvError("other-format", `It is ${found}`);
}

function notCsv(kind: string): string {
  return `${kind}, not a CSV file. Export it as CSV first.`;
}

/** The first that fits is told. */
const textKinds: readonly (readonly [name: string, is: (text: string, isCut: boolean) => boolean])[] = [
  ["a file of JSON lines", areJsonLines],
  ["a JSON file", isJson],
  ["an HTML file", (text) => /^\s*<(?:!doctype\s+html|html|head|body)\b[^<>]*>/i.test(text)],
  ["an XML file", isXml],
  ["a rich text file", (text) => text.startsWith("{\\rtf")],
  ["an ARFF file", (text) => /^\s*(?:%[^\n]*\n\s*)*@relation\s/i.test(text)],
  ["a calendar or address file", (text) => /^BEGIN:V(?:CALENDAR|CARD)\s/.test(text)],
];

/** Objects or lists, one in each of the first lines: at least two, for one alone is a JSON file. */
function areJsonLines(text: string, isCut: boolean): boolean {
  const lines = text.split(/\r\n|\r|\n/).slice(0, 50);
  if (isCut && lines.length > 1) lines.pop();
  const written = lines.filter((line) => line.trim() !== "");
  return written.length > 1 && written.slice(0, 5).every((line) => /^\s*(?:\{.*\}|\[.*\])\s*$/.test(line) && jsonFault(line) === null);
}

/** All of it is one object or list, or its beginning. */
function isJson(text: string, isCut: boolean): boolean {
  if (!/^\s*(?:\{\s*["}]|\[)/.test(text)) return false;
  const fault = jsonFault(text);
  if (fault === null) return true;
  // A beginning must have gone some way, past a colon or into an object: "[1" alone may be a cell.
  return isCut && fault.endsEarly && /^\s*(?:\{\s*"[^"]*"\s*:|\[\s*[[{"\d])/.test(text);
}

/** A declaration, or one element with others in it that is closed at the very end. */
function isXml(text: string, isCut: boolean): boolean {
  if (/^\s*<\?xml\s/i.test(text) || /^\s*<!doctype\s/i.test(text)) return true;
  const plain = text.replace(/^\s*(?:<!--[\s\S]*?-->\s*)*/, "");
  const root = /^<([A-Za-z_][\w:.-]*)(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*>\s*<[A-Za-z!/]/.exec(plain);
  if (root === null) return false;
  const close = `</${root[1]}>`;
  const at = plain.lastIndexOf(close);
  if (at < 0) return isCut && plain.includes("</");
  return plain.indexOf(close) === at && plain.slice(at + close.length).trim() === "";
}

function isUtf32([a, b, c, d, e, f, g, h]: Uint8Array): boolean {
  const nul = (...four: readonly (number | undefined)[]): boolean => four.every((byte) => byte === 0);
  return (a === 0xff && b === 0xfe && nul(c, d, g, h)) || (c === 0xfe && d === 0xff && nul(a, b, e, f));
}

function signatureOf(bytes: Uint8Array): string | null {
  for (const [name, signature] of signatures) {
    if (signature.every((byte, index) => bytes[index] === byte)) return name;
  }
  if (evidentEncoding(bytes, bytes.length)?.startsWith("utf16")) return null;
  let controls = 0;
  for (const byte of bytes) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) controls++;
  return controls > bytes.length / 10 ? "a binary file" : null;
}
