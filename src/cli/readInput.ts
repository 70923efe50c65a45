import { readFile } from "node:fs/promises";
import { InputError } from "./inputError";
import { printable } from "./printable";

/** Reads a file, or standard input for "-". Throws `InputError` where it is no table. */
export async function readInput(path: string, signal: AbortSignal): Promise<Uint8Array> {
  const bytes = path === "-" ? await readStandardInput(signal) : await read(path, signal);
  const name = path === "-" ? "Standard input" : printable(path);
  if (bytes.length === 0) throw new InputError(`${name} is empty: there is no table in it.`);
  const other = otherFormat(bytes);
  if (other !== null) throw new InputError(`${name} is ${other}, not a CSV file. Export it as CSV first.`);
  return bytes;
}

async function read(path: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await readFile(path, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new InputError(`${printable(path)} cannot be read: ${why(error)}.`);
  }
}

async function readStandardInput(signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const stop = () => process.stdin.destroy();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  } catch (error) {
    if (!signal.aborted) throw new InputError(`Standard input cannot be read: ${why(error)}.`);
  } finally {
    signal.removeEventListener("abort", stop);
  }
  signal.throwIfAborted();
  return Buffer.concat(chunks);
}

/** Why a file operation failed, in words. */
export function why(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known: Record<string, string> = {
    ENOENT: "there is no such file or folder",
    ENOTDIR: "a part of its path is not a folder",
    EACCES: "permission denied",
    EPERM: "permission denied",
    EISDIR: "it is a folder",
    EROFS: "the disk is read-only",
    ENOSPC: "the disk is full",
    ENAMETOOLONG: "the name is too long",
    ERR_FS_FILE_TOO_LARGE: "it is larger than 2 GiB",
  };
  return known[code] ?? (error instanceof Error ? error.message : String(error));
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

/** What the file is, where it is certainly no text; null otherwise. A few NUL bytes are no proof. */
function otherFormat(bytes: Uint8Array): string | null {
  for (const [name, signature] of signatures) {
    if (signature.every((byte, index) => bytes[index] === byte)) return name;
  }
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) return null;
  const sample = bytes.subarray(0, 1 << 16);
  let controls = 0;
  for (const byte of sample) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) controls++;
  return controls > sample.length / 10 ? "a binary file" : null;
}
