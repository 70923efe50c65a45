import type { ReadingOptions } from "../../src/engine/contract";
import type { FileSource } from "../../src/files/fileSource";
import { stampOf } from "../../src/files/stamp";
import { withStated } from "../../src/review/statedReading";
import type { FileReviewSource, ReviewedFile } from "../../src/review/fileSource";

/** A file on disk as its review reaches it. */
export function reviewedFile(path: string, open: () => Promise<FileSource>, given: Partial<ReviewedFile> = {}, table: ReadingOptions["table"] = {}): ReviewedFile {
  return {
    name: path.slice(path.lastIndexOf("/") + 1),
    savedAs: `large ${path}`,
    copyReason: "Accepted values go to a copy.",
    stamp: () => stampOf(path),
    open,
    input: async () => ({ kind: "file", path }),
    readingOptions: (stated) => ({ dialect: stated.dialect ?? {}, table: withStated(table, stated), seed: 0, maxWholeBytes: 0 }),
    imputeOptions: () => ({ seed: 0, contextRows: 0 }),
    checkSettings: () => ({ background: false, wish: 90 }),
    failed: () => undefined,
    saveCopy: async (_source: FileReviewSource) => undefined,
    ...given,
  };
}
