import type { BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";

/** What tells one state of a file from another: which file it is, its size, and when it was written to. "" where there is none. */
export async function stampOf(path: string): Promise<string> {
  try {
    return formatStamp(await stat(path, { bigint: true }));
  } catch {
    return "";
  }
}

/** The same of a file that is open. */
export function formatStamp({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs].join();
}
