import { stat } from "node:fs/promises";

/** What tells one state of a file from another: which file it is, its size, and when it was written to. "" where there is none. */
export async function stampOf(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs].join();
  } catch {
    return "";
  }
}
