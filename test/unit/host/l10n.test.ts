import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { bundle, bundleFile } from "../../l10n/bundle";

const root = path.resolve(__dirname, "../../..");
const sentences = bundle();

test("translators get every sentence of the sources, and none that is gone (npm run l10n)", () => {
  assert.deepEqual(JSON.parse(readFileSync(bundleFile, "utf8")), sentences);
  for (const known of ["Accept All", "Fill with {0} ({1})", "Every value is different: nothing to learn from."]) {
    assert.equal(sentences[known], known);
  }
});

test("the package names the folder of the bundle, and ships it", () => {
  const { l10n } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  assert.equal(path.resolve(root, l10n), path.dirname(bundleFile));
  assert.match(readFileSync(path.join(root, ".vscodeignore"), "utf8"), /^!media\/\*\*$/m);
});

test("every title and description of the package can be translated", () => {
  const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const shown = new Set(["title", "description", "markdownDescription", "displayName", "enumDescriptions"]);
  const bare: string[] = [];
  const walk = (value: unknown, at: string): void => {
    if (value === null || typeof value !== "object") return;
    for (const [key, inner] of Object.entries(value)) {
      if (shown.has(key)) {
        for (const text of [inner].flat()) if (!/^%.+%$/.test(String(text))) bare.push(`${at}.${key}: ${text}`);
      } else walk(inner, `${at}.${key}`);
    }
  };
  walk({ displayName: manifest.displayName, description: manifest.description, ...manifest.contributes }, "contributes");
  // The product's own name is the same in every language.
  assert.deepEqual(bare.filter((one) => !one.endsWith(": NPT Impute")), []);
});
