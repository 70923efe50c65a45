import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { fileOf, fillsOf } from "../../missing";
import { holesIn, shopOf, shopTable } from "../../tables";
import { extension, withSetting, writeTable } from "./product";

const template = shopTable(80);

describe("the public API", () => {
  it("fills the missing cells of a text and changes nothing else", async () => {
    const api = await extension().activate();
    const { text, suggestions, columns } = await api.impute(String(fileOf(template)));
    const holes = holesIn(template);
    const fills = fillsOf(template, Buffer.from(text));
    assert.equal(suggestions.length, holes.length);
    assert.equal(
      columns.reduce((sum, column) => sum + column.filled, 0),
      holes.length,
    );
    const lines = template.split("\n").slice(1);
    for (const [index, { row, column }] of holes.entries()) {
      const shop = shopOf(lines[row]?.split(",")[0] ?? "");
      const found = suggestions.find((one) => one.row === row && one.column === column);
      assert.equal(fills[index], found?.value);
      if (column === 1) assert.equal(fills[index], shop.name);
      if (column === 2) assert.equal(fills[index], shop.region);
    }
  });

  it("reads a file, keeps to the columns asked for, and leaves what is not certain enough", async () => {
    const api = await extension().activate();
    const uri = writeTable("api.csv", fileOf(template));
    const { suggestions } = await api.impute(uri, { columns: [3] });
    assert.ok(suggestions.length > 0 && suggestions.every(({ column }) => column === 3));
    const { text } = await api.impute(uri, { minCertainty: 1.01 });
    assert.equal(text, String(fileOf(template)));
  });

  it("rejects with an AbortError when it is called off", async () => {
    const api = await extension().activate();
    const abort = new AbortController();
    const answer = api.impute(String(fileOf(shopTable(3_000))), { signal: abort.signal });
    setTimeout(() => abort.abort(), 300);
    await assert.rejects(answer, { name: "AbortError" });
  });

  it("follows the settings on what counts as missing", async () => {
    const api = await extension().activate();
    const text = String(fileOf(template.replaceAll("¤", "?")));
    const plain = await api.impute(text);
    assert.equal(plain.suggestions.length, 0);
    const told = await withSetting("missingTokens", ["?"], () => api.impute(text));
    assert.equal(told.suggestions.length, holesIn(template).length);
  });
});
