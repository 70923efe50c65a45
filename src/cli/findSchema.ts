import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { reasonOf } from "../files/reasonOf";
import { describesFile, schemaNames } from "../schema/dataPackage";
import { SchemaError } from "../schema/schemaError";
import { parseSchema, type SchemaFile } from "../schema/tableSchema";
import type { CommandOptions } from "./args";
import { printable } from "./printable";
import { InputError } from "./userErrors";

/** A schema file that is heeded. */
export interface FoundSchema {
  readonly path: string;
  readonly schema: SchemaFile;
  /** Whether nobody named it. */
  readonly byItself: boolean;
}

/** Bytes of a schema at most: one of 20,000 columns has four million. */
const maxBytes = 1 << 26;

/** The schema that is named, or that lies beside the input; null where there is none. Throws `InputError`. */
export async function findSchema({ schema: path, findSchema: looks, input }: Pick<CommandOptions, "schema" | "findSchema" | "input">): Promise<FoundSchema | null> {
  const csvName = input === "-" ? "-" : basename(input);
  if (path !== null) {
    const text = await read(path);
    if (text === null) throw new InputError(`${printable(path)} cannot be read: there is no such file.`);
    return found(path, text, csvName, false);
  }
  if (!looks || input === "-") return null;
  for (const [k, name] of schemaNames(csvName).entries()) {
    const beside = join(dirname(input), name);
    const text = await read(beside);
    if (text !== null && (k === 0 || describesFile(text, name, csvName))) return found(beside, text, csvName, true);
  }
  return null;
}

async function read(path: string): Promise<string | null> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) throw new InputError(`${printable(path)} is too large for a schema (${Math.round(size / 1e6)} MB).`);
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return null;
    throw new InputError(`${printable(path)} cannot be read: ${reasonOf(error)}.`);
  }
}

function found(path: string, text: string, csvName: string, byItself: boolean): FoundSchema {
  return { path, byItself, schema: heeded(byItself, () => parseSchema(text, path, csvName)) };
}

/** What `use` makes of a schema; a fault in one that nobody named comes with the way to do without it. Throws `InputError`. */
export function heeded<T>(byItself: boolean, use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    throw new InputError(byItself ? `${error.message} (It lies beside the table; --no-schema leaves it out.)` : error.message);
  }
}
