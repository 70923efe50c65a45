import type { Uri } from "vscode";
import type { Engine, EngineTable, TableInput } from "../engine/contract";
import { type FileSource, memorySource } from "../files/fileSource";
import { withStated } from "../review/statedReading";
import type { StatedReading } from "../table/reading";
import { bytesAt } from "./fileAccess";
import { bytesOf } from "./files";
import { isLarge } from "./isLarge";
import { readSetting, tableOptions } from "./settings";

/** A file that is filled as a whole: the engine's table of it, and the bytes that its changes are made in. */
export interface FillableFile {
  readonly table: EngineTable;
  readonly bytes: FileSource;
  close(): Promise<void>;
}

/** What is stated of a file, wherever that is. */
export type StatedOf = (uri: Uri) => Promise<StatedReading>;

/** Opens a file to be filled: with unsaved changes, as it would be saved, and read as its review reads it. */
export async function openForFill(engine: Engine, uri: Uri, statedOf: StatedOf, signal: AbortSignal): Promise<FillableFile> {
  const stated = await statedOf(uri);
  const onDisk = (await isLarge(uri)) && uri.scheme === "file";
  const bytes = onDisk ? await bytesAt(uri) : memorySource(await bytesOf(uri));
  try {
    const input: TableInput = onDisk ? { kind: "file", path: uri.fsPath, stamp: bytes.stamp } : { kind: "bytes", bytes: await bytes.read(0, bytes.size) };
    const reading = { dialect: stated.dialect ?? {}, table: withStated(tableOptions(uri), stated), seed: readSetting("seed", uri) };
    const table = await engine.open(input, reading, {}, signal);
    return {
      table,
      bytes,
      async close() {
        table.close();
        await bytes.close();
      },
    };
  } catch (error) {
    await bytes.close();
    throw error;
  }
}
