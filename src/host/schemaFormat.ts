import type { SchemaFormat } from "./schemaBeside";

/** Until `src/schema` is joined: what is stated, as it is. */
export const schemaFormat: SchemaFormat = {
  names: (csvName) => [`${csvName.replace(/\.[^.]+$/, "")}.schema.json`],
  describes: () => true,
  read: (text) => JSON.parse(text),
  write: (_summary, stated) => `${JSON.stringify(stated, null, 2)}\n`,
};
