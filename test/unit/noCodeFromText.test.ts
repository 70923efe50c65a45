/** Nothing a file holds can become code, markup, a shell's line or a request: the sources have no way for it. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";

const root = path.resolve(__dirname, "../../src");
const sources = new Map(
  readdirSync(root, { recursive: true })
    .map(String)
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => [name.replaceAll("\\", "/"), readFileSync(path.join(root, name), "utf8").replace(/^import type .*$/gm, "")]),
);

const forbidden: readonly [what: string, pattern: RegExp, except: readonly string[]][] = [
  ["code from text", /\beval\(|new Function\(|\bvm\b.*require|from "node:vm"/, []],
  ["markup from text", /\b(innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|srcdoc)\b|document\.write/, []],
  ["a shell", /\b(execSync|execFile|execFileSync|spawnSync)\b|shell: *true|from "node:child_process"/, ["engine/ports.ts"]],
  ["a request to a network", /\bfetch\(|XMLHttpRequest|from "node:(https?|net|tls|dgram|dns)"|new WebSocket|openExternal/, []],
  ["objects with names of columns as keys", /\.header(\?\.)?\[[^\]]*\]\] *=/, []],
];

test("the sources are here", () => assert.ok(sources.size > 80));

for (const [what, pattern, except] of forbidden) {
  test(`no way in the sources: ${what}`, () => {
    const found = [...sources].filter(([name, text]) => !except.includes(name) && pattern.test(text)).map(([name, text]) => `${name}: ${pattern.exec(text)?.[0]}`);
    assert.deepEqual(found, []);
    // There, to start the model's process: no text of a file is near.
    for (const name of except) assert.match(sources.get(name) ?? "", pattern, `${name} is no exception any more`);
  });
}

test("every webview page has a policy that lets no text run", () => {
  const pages = [...sources].filter(([, text]) => /<!DOCTYPE html>/i.test(text));
  assert.ok(pages.length > 0);
  for (const [name, text] of pages) {
    assert.match(text, /Content-Security-Policy/, name);
    assert.doesNotMatch(text, /unsafe-(inline|eval)/, name);
  }
});
