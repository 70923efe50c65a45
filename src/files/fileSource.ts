import type { ByteSource } from "../csv/parts";

/** A file changed while it was being read: what was read before does not fit what is there now. */
export class FileChanged extends Error {
  override readonly name = "FileChanged";
}

/** A file that is kept open: one that is deleted or replaced meanwhile can be read to its end all the same. */
export interface FileSource extends ByteSource {
  /** The file's state when it was opened (see `stampOf`); "" for bytes in memory. */
  readonly stamp: string;
  /** Rejects with `FileChanged` where the file's bytes have been written to since it was opened. */
  checkUnchanged(): Promise<void>;
  close(): Promise<void>;
}

/** Bytes that are in memory as a source. */
export function memorySource(bytes: Uint8Array): FileSource {
  return {
    size: bytes.length,
    stamp: "",
    read: async (start, end) => bytes.subarray(start, end),
    checkUnchanged: async () => {},
    close: async () => {},
  };
}
