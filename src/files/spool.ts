import { randomBytes } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FileSource } from "./fileSource";
import { openFileSource } from "./openFileSource";

/** A temporary file, written once and then read; it goes with `remove`. */
export interface TemporaryFile {
  readonly path: string;
  append(bytes: Uint8Array): Promise<void>;
  /** Ends the writing. */
  finish(): Promise<void>;
  remove(): Promise<void>;
}

/** Makes a file in `folder` that only its owner may read. */
export async function temporaryFile(folder = tmpdir()): Promise<TemporaryFile> {
  const path = join(folder, `.npt-impute-${randomBytes(6).toString("hex")}.tmp`);
  const handle = await open(path, "wx", 0o600);
  let closed = false;
  const close = async (): Promise<void> => {
    if (!closed) await handle.close();
    closed = true;
  };
  return {
    path,
    async append(bytes) {
      for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at, bytes.length - at)).bytesWritten;
    },
    finish: close,
    async remove() {
      await close().catch(() => {});
      await rm(path, { force: true });
    },
  };
}

/** A stream's bytes in a temporary file. */
export interface SpooledFile extends FileSource {
  readonly path: string;
}

/** A stream's bytes where they are at most `most`; otherwise they go to a temporary file, which goes when it is closed. */
export async function spool(stream: AsyncIterable<unknown>, most: number): Promise<Uint8Array | SpooledFile> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let file: TemporaryFile | null = null;
  try {
    for await (const chunk of stream) {
      const bytes = chunk as Uint8Array;
      length += bytes.length;
      if (length <= most) chunks.push(bytes);
      else {
        file ??= await temporaryFile();
        for (const held of chunks.splice(0)) await file.append(held);
        await file.append(bytes);
      }
    }
    if (file === null) return Buffer.concat(chunks);
    await file.finish();
    const { path, remove } = file;
    const source = await openFileSource(path);
    return { ...source, path, close: () => source.close().finally(remove) };
  } catch (error) {
    await file?.remove();
    throw error;
  }
}
