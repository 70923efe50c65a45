import { access, constants, stat } from "node:fs/promises";
import { dirname, join, parse, resolve } from "node:path";
import { reasonOf } from "../files/reasonOf";
import type { Pieces } from "../report/report";
import type { CommandOptions } from "./args";
import { printable } from "./printable";
import { InputError } from "./userErrors";

/** Where the completed copies go: one path, or one for each draw. Empty for standard output. */
export function copyPaths({ output, draws }: Pick<CommandOptions, "output" | "draws">): string[] {
  if (output === "-") return [];
  if (draws === null) return [output];
  const { dir, name, ext } = parse(output);
  return Array.from({ length: draws }, (_, index) => join(dir, `${name}.${index + 1}${ext}`));
}

/** Refuses outputs that cannot be written, before the model spends minutes on them. Throws `InputError`. */
export async function checkOutputs(options: CommandOptions): Promise<void> {
  const copies = copyPaths(options);
  const { report, input, draws, inferSchema, schema } = options;
  for (const path of copies) {
    if (inferSchema && input !== "-" && resolve(path) === resolve(input)) {
      throw new InputError(`The schema would overwrite the input ${printable(input)}; choose another -o.`);
    }
    if (!inferSchema && schema !== null && resolve(path) === resolve(schema)) {
      throw new InputError(`-o and --schema name the same file ${printable(schema)}.`);
    }
  }
  for (const path of copies) {
    if (draws !== null && input !== "-" && resolve(path) === resolve(input)) {
      throw new InputError(`${printable(path)} is the input and would be overwritten by a draw; choose another -o.`);
    }
  }
  if (report !== null) {
    if (input !== "-" && resolve(report) === resolve(input)) {
      throw new InputError(`The report would overwrite the input ${printable(input)}; choose another --report.`);
    }
    if (copies.some((path) => resolve(path) === resolve(report))) {
      throw new InputError(`-o and --report name the same file ${printable(report)}.`);
    }
  }
  for (const path of report === null ? copies : [...copies, report]) await checkWritable(path);
}

async function checkWritable(path: string): Promise<void> {
  const existing = await stat(path).catch(() => null);
  if (existing?.isDirectory() === true) throw new InputError(`${printable(path)} cannot be written: it is a folder.`);
  try {
    if (existing !== null) await access(path, constants.W_OK);
    if (existing === null || existing.isFile()) await access(dirname(resolve(path)), constants.W_OK);
  } catch (error) {
    throw new InputError(`${printable(path)} cannot be written: ${reasonOf(error)}.`);
  }
}

/** Writes to standard output and waits until it is taken. A reader that has seen enough (`| head`) is no error. */
export function writeStandardOutput(pieces: Pieces): Promise<void> {
  return new Promise((resolve, reject) => {
    const { stdout } = process;
    const iterator = inOrder(pieces);
    const fail = (error: Error) => {
      if ("code" in error && error.code === "EPIPE") resolve();
      else reject(error);
    };
    // Stays where a write fails: the stream reports that twice, to the write's callback and then as an event.
    stdout.on("error", fail);
    const next = (error?: Error | null) => {
      if (error instanceof Error) return fail(error);
      iterator.next().then((piece) => {
        if (piece.done !== true) return void stdout.write(piece.value, next);
        stdout.off("error", fail);
        resolve();
      }, reject);
    };
    next();
  });
}

async function* inOrder(pieces: Pieces): AsyncGenerator<Uint8Array | string> {
  yield* pieces;
}
