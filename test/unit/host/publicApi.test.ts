import "../../fakes/useVscode";
import assert from "node:assert/strict";
import test from "node:test";
import type { Engine, EngineTable } from "../../../src/engine/contract";
import type { Suggestion } from "../../../src/imputation/suggestion";
import { publicApi } from "../../../src/host/publicApi";
import { packed, open, suggest } from "../review/tables";

const text = "day,size,city\n2024-01-02,10,Oslo\n2024-03-01,,Bergen\n2024-05-01,30,Oslo\n2024-07-01,90,\n";

/** An engine that suggests what it is told to. */
function engine(...suggestions: readonly Suggestion[]): Engine {
  const { table } = open(text);
  const columns = table.columns.map((column) => ({ ...column, ...column.summary!, missing: 1 }));
  const opened = {
    summary: { columns },
    suggest: async (_: unknown, { onSuggestions }: Parameters<EngineTable["suggest"]>[1]) => {
      onSuggestions?.(packed(...suggestions));
      return { columns: columns.map(({ index }) => ({ index, missing: 1, filled: 1, skipReason: null })), timing: { encodeMs: 0, inferenceMs: 0 } };
    },
    close: async () => undefined,
  };
  return { open: async () => opened } as unknown as Engine;
}

test("other extensions are told which certainty they get, and what counts as right in each column", async () => {
  const api = publicApi("1.0.0", engine(suggest(1, 1, "20", 0.7), suggest(3, 2, "Oslo", 0.6)));
  assert.equal(api.certaintyVersion, 2);
  const { columns, text: filled } = await api.impute(text, { minCertainty: 0.65 });
  assert.ok(filled.includes("2024-03-01,20,Bergen") && filled.endsWith("90,\n"), filled);
  const [day, size, city] = columns.map(({ tolerance }) => tolerance);
  assert.ok(day! > 5 && day! < 30 && Number.isInteger(day), `dates in days: ${day}`);
  assert.ok(size! >= 1 && size! < 10, `${size}`);
  assert.equal(city, null);
});
