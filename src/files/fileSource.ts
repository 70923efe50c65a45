import { type FileHandle, open } from "node:fs/promises";
import type { ByteSource } from "../csv/parts";

/** A file changed while it was being read: what was read before does not fit what is there now. */
export class FileChanged extends Error {
  override readonly name = "FileChanged";
}

/** A file on disk, kept open: one that is deleted or replaced meanwhile can be read to its end all the same. */
export interface FileSource extends ByteSource {
  /** Rejects with `FileChanged` where the file's bytes have been written to since it was opened. */
  checkUnchanged(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file for reading in parts. Rejects with the system's error where that fails. */
export async function openFileSource(path: string): Promise<FileSource> {
  const handle = await open(path, "r");
  const before = await handle.stat({ bigint: true });
  const size = Number(before.size);
  let closing: Promise<void> | null = null;
  return {
    size,
    async read(start, end) {
      return readWhole(handle, start, end);
    },
    async checkUnchanged() {
      const now = await handle.stat({ bigint: true });
      if (now.size !== before.size || now.mtimeNs !== before.mtimeNs) throw new FileChanged("it changed while it was read");
    },
    close() {
      closing ??= handle.close();
      return closing;
    },
  };
}

async function readWhole(handle: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
    if (bytesRead === 0) throw new FileChanged("it became shorter while it was read");
    at += bytesRead;
  }
  return bytes;
}

/** Bytes that are in memory as a source. */
export function memorySource(bytes: Uint8Array): FileSource {
  return {
    size: bytes.length,
    read: async (start, end) => bytes.subarray(start, end),
    checkUnchanged: async () => {},
    close: async () => {},
  };
}
