import { randomBytes } from "node:crypto";
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** A file to be written: its pieces in order. */
export interface Output {
  readonly path: string;
  readonly pieces: Iterable<Uint8Array | string>;
}

/**
 * Writes files so that each is there whole or not at all, whatever interrupts: to a temporary file beside the
 * target, flushed to the disk, then renamed. All are complete before the first is renamed. An existing file keeps its
 * permissions, a symbolic link stays one, and what is no regular file (a pipe, /dev/null) is written directly.
 * Rejects with an AbortError when `signal` aborts before the renaming, with the system's error when that fails.
 */
export async function writeAtomically(outputs: readonly Output[], signal: AbortSignal): Promise<void> {
  const staged: Staged[] = [];
  try {
    for (const output of outputs) staged.push(await stage(output, signal));
    signal.throwIfAborted();
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

async function stage({ path, pieces }: Output, signal: AbortSignal): Promise<Staged> {
  const target = await realpath(path).catch(() => path);
  const existing = await stat(target).catch(() => null);
  if (existing !== null && !existing.isFile()) {
    return {
      async commit() {
        const handle = await open(target, "w");
        try {
          await writePieces(handle, pieces, signal);
        } finally {
          await handle.close();
        }
      },
      async discard() {},
    };
  }
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}.tmp`);
  const discard = () => rm(temporary, { force: true });
  const handle = await open(temporary, "wx");
  try {
    await writePieces(handle, pieces, signal);
    if (existing !== null) await handle.chmod(existing.mode & 0o7777);
    await handle.sync();
  } catch (error) {
    await handle.close();
    await discard();
    throw error;
  }
  await handle.close();
  return {
    async commit() {
      await rename(temporary, target);
      await syncFolder(dirname(target));
    },
    discard,
  };
}

/** Strings are gathered: a write per piece of a few bytes would take most of the time. */
async function writePieces(handle: FileHandle, pieces: Output["pieces"], signal: AbortSignal): Promise<void> {
  let text = "";
  for (const piece of pieces) {
    if (typeof piece === "string") {
      text += piece;
      if (text.length < 1 << 20) continue;
    }
    if (text !== "") await writeWhole(handle, Buffer.from(text));
    text = "";
    if (typeof piece !== "string") await writeWhole(handle, piece);
    signal.throwIfAborted();
  }
  if (text !== "") await writeWhole(handle, Buffer.from(text));
}

async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let from = 0; from < bytes.length; ) {
    from += (await handle.write(bytes, from, Math.min(bytes.length - from, 1 << 24))).bytesWritten;
  }
}

/** Makes the new name itself survive a power cut, where the system can: the file is complete without it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
