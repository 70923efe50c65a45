import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { openText } from "../../../src/csv/csvFile";
import { buildTable } from "../../../src/table/buildTable";
import type { TableOptions } from "../../../src/table/tableOptions";
import { missingInTurns } from "../../../src/table/missingMap";

const cell = fc.constantFrom("", "", "NA", "none", "?", "-", " ", "\u00a0", '""', '" "', "1", "2.5", "red", "blue", "  x", "é", "2024-01-03");
const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 30 });
const settings = fc.record({
  missingTokens: fc.constantFrom<TableOptions["missingTokens"]>([], "auto", ["none", "?"]),
  blankIsMissing: fc.boolean(),
  fillShortRows: fc.boolean(),
});

test("the cells found missing from the records alone, with the columns' kinds, are those of the table", async () => {
  await fc.assert(
    fc.asyncProperty(rows, settings, async (cells, options) => {
      const file = openText(`a,b,c,d\n${cells.map((row) => row.join()).join("\n")}\n`);
      const table = buildTable(file, options);
      const map = await missingInTurns(file, options, async () => undefined);
      const found = map.outline(table.columns, options.fillShortRows).columns.map(({ missing }) => Array.from(missing));
      assert.deepEqual(found, table.columns.map(({ missing }) => Array.from(missing)));
    }),
    { numRuns: 2000 },
  );
});
