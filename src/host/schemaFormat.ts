import { describesFile, schemaNames } from "../schema/dataPackage";
import { fitSchema } from "../schema/fitSchema";
import { parseSchema } from "../schema/tableSchema";
import { writeSchema } from "../schema/writeSchema";
import type { SchemaFormat } from "./schemaBeside";

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
