import type { Uri } from "vscode";
import { ChangeList } from "../../csv/splice";
import type { FileSource } from "../../files/fileSource";
import { imputeLarge } from "../../imputation/imputeLarge";
import type { ImputeOptions } from "../../imputation/impute";
import { countMissing } from "../countMissing";
import type { Engine } from "../engine";
import { tableOptions } from "../settings";
import { inTurns, openLarge } from "./openLarge";
import { writeLarge } from "./saveLargeCopy";

/** Fills the missing cells of a file in blocks, into `target`; rejects where the one cannot be read or the other not be written. */
export async function completeLarge(
  engine: Engine,
  uri: Uri,
  source: FileSource,
  target: () => Promise<Uri>,
  options: ImputeOptions,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<{ readonly uri: Uri; readonly missing: number; readonly filled: number }> {
  const large = await openLarge(source, tableOptions(uri), options.seed, () => {}, signal);
  try {
    const changes = new ChangeList();
    let filled = 0;
    await imputeLarge(
      engine.impute,
      large,
      large.found,
      options,
      0,
      async (block) => {
        for (const change of block.changes) changes.add(change);
        filled += block.written.length;
      },
      { onProgress },
      inTurns(signal),
    );
    const copy = await target();
    await writeLarge(copy, large, changes, signal);
    return { uri: copy, missing: countMissing(large.table), filled };
  } finally {
    await large.source.close();
  }
}
