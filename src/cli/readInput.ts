import { readFile, stat } from "node:fs/promises";
import { formatSample, otherFormat } from "../csv/otherFormat";
import type { FileSource } from "../files/fileSource";
import { openFileSource } from "../files/openFileSource";
import { spool } from "../files/spool";
import { reasonOf } from "../files/reasonOf";
import { printable } from "./printable";
import { InputError } from "./userErrors";

/** What a command reads: all of it, or a file to be read in parts. */
export type Input =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "file"; readonly path: string; readonly source: FileSource };

/** Opens a file, or standard input for "-". Throws `InputError` where it is no table. */
export async function openInput(path: string, signal: AbortSignal, most: number): Promise<Input> {
  const name = path === "-" ? "Standard input" : printable(path);
  const input = await opened(path, name, signal, most);
  const head = input.kind === "bytes" ? input.bytes : await input.source.read(0, Math.min(input.source.size, formatSample));
  if (head.length === 0) throw new InputError(`${name} is empty: there is no table in it.`);
  const other = otherFormat(head, input.kind === "bytes" ? input.bytes.length : input.source.size);
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
