import { parseSchema } from "../../../src/schema/tableSchema";
import type { StatedReading } from "../../../src/table/reading";

/** What a schema file states. */
export function readSchema(text: string, fileName: string, csvName: string): StatedReading {
  return parseSchema(text, fileName, csvName).stated;
}
