import { readFile, stat } from "node:fs/promises";
import { evidentEncoding } from "../csv/encoding";
import type { FileSource } from "../files/fileSource";
import { openFileSource } from "../files/openFileSource";
import { spool } from "../files/spool";
import { reasonOf } from "../files/reasonOf";
import { InputError } from "./args";
import { printable } from "./printable";

/** What a command reads: all of it, or a file to be read in parts. */
export type Input =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "file"; readonly path: string; readonly source: FileSource };

/** Opens a file, or standard input for "-". Throws `InputError` where it is no table. */
export async function openInput(path: string, signal: AbortSignal, most: number): Promise<Input> {
  const name = path === "-" ? "Standard input" : printable(path);
  const input = await opened(path, name, signal, most);
  const head = input.kind === "bytes" ? input.bytes : await input.source.read(0, Math.min(input.source.size, 1 << 16));
  if (head.length === 0) throw new InputError(`${name} is empty: there is no table in it.`);
  const other = otherFormat(head);
  if (other === null) return input;
  if (input.kind === "file") await input.source.close();
  throw new InputError(`${name} is ${other}`);
}

async function opened(path: string, name: string, signal: AbortSignal, most: number): Promise<Input> {
  try {
    if (path === "-") return await readStream(signal, most);
    const { size } = await stat(path);
    if (size > most) return { kind: "file", path, source: await openFileSource(path) };
    return { kind: "bytes", bytes: await readFile(path, { signal }) };
  } catch (error) {
    signal.throwIfAborted();
    throw new InputError(`${name} cannot be read: ${reasonOf(error)}.`);
  }
}

/** Standard input; what does not fit into memory goes to a temporary file on its way. */
async function readStream(signal: AbortSignal, most: number): Promise<Input> {
  const stop = () => process.stdin.destroy();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const read = await spool(process.stdin, most);
    signal.throwIfAborted();
    return read instanceof Uint8Array ? { kind: "bytes", bytes: read } : { kind: "file", path: read.path, source: read };
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

const signatures: readonly (readonly [string, readonly number[]])[] = [
  ["an Excel workbook or another ZIP file", [0x50, 0x4b, 3, 4]],
  ["an old Excel workbook or another Office file", [0xd0, 0xcf, 0x11, 0xe0]],
  ["a gzip file", [0x1f, 0x8b]],
  ["a PDF file", [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ["a PNG picture", [0x89, 0x50, 0x4e, 0x47]],
  ["a JPEG picture", [0xff, 0xd8, 0xff]],
  ["a Parquet file", [0x50, 0x41, 0x52, 0x31]],
  ["an Arrow file", [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31]],
  ["an SQLite database", [...Buffer.from("SQLite format 3\0")]],
];

/** What the file is and what to do about it, where it is no text that can be read; null otherwise. A few NUL bytes are no proof. */
function otherFormat(bytes: Uint8Array): string | null {
  if (isUtf32(bytes)) return "encoded as UTF-32, which is not read. Save it as UTF-8 first.";
  const other = signatureOf(bytes);
  return other && `${other}, not a CSV file. Export it as CSV first.`;
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
  const sample = bytes.subarray(0, 1 << 16);
  let controls = 0;
  for (const byte of sample) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) controls++;
  return controls > sample.length / 10 ? "a binary file" : null;
}
