import type { TableSummary } from "../engine/contract";
import { describesFile, schemaNames } from "../schema/dataPackage";
import { fitSchema } from "../schema/fitSchema";
import { parseSchema } from "../schema/tableSchema";
import { writeSchema } from "../schema/writeSchema";
import type { StatedReading } from "../table/reading";
import type { ReadSchema } from "./reading";

/** How a reading is written in a schema file. */
export interface SchemaFormat {
  /** Names of the files that may describe a CSV file, the one that is written first. */
  names(csvName: string): readonly [own: string, ...others: string[]];
  /** Whether such a file is about the CSV file at all. */
  describes(text: string, fileName: string, csvName: string): boolean;
  /** Throws an error with a sentence for the user. */
  read(text: string, fileName: string, csvName: string): ReadSchema;
  write(summary: TableSummary, stated: StatedReading): string;
}

/** Table Schema, Table Dialect and data packages. */
export const schemaFormat: SchemaFormat = {
  names: schemaNames,
  describes: (text, fileName, csvName) => fileName !== "datapackage.json" || describesFile(text, fileName, csvName),
  read(text, fileName, csvName) {
    const schema = parseSchema(text, fileName, csvName);
    return { stated: schema.stated, fit: (names) => fitSchema(schema, fileName, names) };
  },
  write: writeSchema,
};
