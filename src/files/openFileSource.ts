import { type FileHandle, open } from "node:fs/promises";
import { FileChanged, type FileSource } from "./fileSource";
import { formatStamp } from "./stamp";

/** Opens a file for reading in parts. Rejects with the system's error where that fails. */
export async function openFileSource(path: string): Promise<FileSource> {
  const handle = await open(path, "r");
  const before = await handle.stat({ bigint: true });
  let closing: Promise<void> | null = null;
  return {
    size: Number(before.size),
    stamp: formatStamp(before),
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
