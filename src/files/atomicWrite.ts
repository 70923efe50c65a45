import { randomBytes } from "node:crypto";
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** A file to be written: its pieces in order. */
export interface Output {
  readonly path: string;
  readonly pieces: Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;
}

export interface WriteOptions {
  /** The last word before the files appear; they do not where it rejects. */
  ready?(): Promise<void>;
  /** Replaced in tests of what fails on a disk. */
  readonly write?: WriteBytes;
}

/** How bytes reach the disk. */
export type WriteBytes = (handle: FileHandle, bytes: Uint8Array) => Promise<void>;

/**
 * Writes files so that each is there whole or not at all, whatever interrupts: to a temporary file beside the
 * target, flushed to the disk, then renamed. All are complete before the first is renamed. An existing file keeps its
 * owner and permissions, a symbolic link stays one, another hard link keeps the old content, and what is no regular file (a pipe, /dev/null) is written directly.
 * Rejects with an AbortError when `signal` aborts before the renaming, with the system's error when that fails.
 */
export async function writeAtomically(outputs: readonly Output[], signal: AbortSignal, { ready, write = writeWhole }: WriteOptions = {}): Promise<void> {
  const staged: Staged[] = [];
  try {
    for (const output of outputs) staged.push(await stage(output, signal, write));
    signal.throwIfAborted();
    await ready?.();
    for (const file of staged) await file.commit();
  } catch (error) {
    for (const file of staged) await file.discard();
    throw error;
  }
}

interface Staged {
  commit(): Promise<void>;
  discard(): Promise<void>;
}

async function stage({ path, pieces }: Output, signal: AbortSignal, write: WriteBytes): Promise<Staged> {
  const target = await realpath(path).catch(() => path);
  const existing = await stat(target).catch(() => null);
  if (existing !== null && !existing.isFile()) {
    return {
      async commit() {
        const handle = await open(target, "w");
        try {
          await writePieces(handle, pieces, signal, write);
        } finally {
          await handle.close();
        }
      },
      async discard() {},
    };
  }
  // A rename would replace a file that its owner has made read-only.
  if (existing !== null && (existing.mode & 0o222) === 0) throw readOnly(target);
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}.tmp`);
  const discard = () => rm(temporary, { force: true });
  const handle = await open(temporary, "wx");
  try {
    await writePieces(handle, pieces, signal, write);
    if (existing !== null) {
      // Only root may give a file away; anybody's copy is the user's own.
      await handle.chown(existing.uid, existing.gid).catch(() => {});
      await handle.chmod(existing.mode & 0o7777);
    }
    await handle.sync();
    await handle.close();
  } catch (error) {
    await handle.close().catch(() => {});
    await discard();
    throw error;
  }
  return {
    async commit() {
      await rename(temporary, target);
      await syncFolder(dirname(target));
    },
    discard,
  };
}

const gathered = 1 << 20;

/** Small pieces are gathered: a write per piece of a few bytes would take most of the time. */
async function writePieces(handle: FileHandle, pieces: Output["pieces"], signal: AbortSignal, write: WriteBytes): Promise<void> {
  const encoder = new TextEncoder();
  const buffer = new Uint8Array(gathered);
  let used = 0;
  const flush = async (): Promise<void> => {
    if (used > 0) await write(handle, buffer.subarray(0, used));
    used = 0;
  };
  for await (const piece of pieces) {
    signal.throwIfAborted();
    const bytes = typeof piece === "string" ? encoder.encode(piece) : piece;
    if (used + bytes.length > gathered) await flush();
    if (bytes.length > gathered) await write(handle, bytes);
    else {
      buffer.set(bytes, used);
      used += bytes.length;
    }
  }
  await flush();
  signal.throwIfAborted();
}

async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let from = 0; from < bytes.length; ) {
    from += (await handle.write(bytes, from, Math.min(bytes.length - from, 1 << 24))).bytesWritten;
  }
}

function readOnly(path: string): Error {
  return Object.assign(new Error(`EACCES: ${path} is read-only`), { code: "EACCES" });
}

/** Makes the new name itself survive a power cut, where the system can: the file is complete without it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
