import "../../fakes/useVscode";
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { commandIds, largeViewType, reviewViewType } from "../../../src/shared/commandIds";
import { settingDefaults } from "../../../src/host/settings";

const root = path.resolve(__dirname, "../../..");
const text = readFileSync(path.join(root, "package.json"), "utf8");
const manifest = JSON.parse(text);
const sentences: Record<string, string> = JSON.parse(readFileSync(path.join(root, "package.nls.json"), "utf8"));
const { contributes } = manifest;

test("commands in code and manifest are the same", () => {
  const offered = contributes.commands.map((command: { command: string }) => command.command);
  assert.deepEqual([...offered].sort(), Object.values(commandIds).sort());
  assert.deepEqual(new Set(contributes.commands.map((command: { category: string }) => command.category)), new Set(["NPT Impute"]));
});

test("settings in code and manifest are the same, with the same defaults", () => {
  const properties: Record<string, { default: unknown }> = contributes.configuration.properties;
  const offered = Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, property.default]));
  const known = Object.fromEntries(Object.entries(settingDefaults).map(([name, value]) => [`nptImpute.${name}`, value]));
  assert.deepEqual(offered, known);
});

test("the review is an option and never takes a file over", () => {
  assert.deepEqual(
    contributes.customEditors.map((editor: { viewType: string; priority: string }) => [editor.viewType, editor.priority]),
    [
      [reviewViewType, "option"],
      [largeViewType, "option"],
    ],
  );
});

test("menus name known commands and are gated by the file's extension, not by its language", () => {
  const known = new Set<string>(Object.values(commandIds));
  for (const [menu, entries] of Object.entries<{ command: string; when: string }[]>(contributes.menus)) {
    for (const { command, when } of entries) {
      assert.ok(known.has(command), command);
      assert.ok(!when.includes("LangId"), when);
      if (menu === "explorer/context" || menu === "editor/context") assert.match(when, /resourceExtname =~ /);
    }
  }
});

test("every sentence of the manifest has its text, and no text is left over", () => {
  const used = new Set([...text.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? ""));
  assert.deepEqual([...used].filter((key) => !(key in sentences)), []);
  assert.deepEqual(Object.keys(sentences).filter((key) => !used.has(key)), []);
});

test("the files the manifest shows are there", () => {
  assert.ok(existsSync(path.join(root, manifest.icon)));
  for (const walkthrough of contributes.walkthroughs) {
    for (const step of walkthrough.steps) assert.ok(existsSync(path.join(root, step.media.markdown)), step.media.markdown);
  }
});

test("a setting that could name a path, a program or an address is not taken from an untrusted workspace", () => {
  const properties: Record<string, { type: string; enum?: readonly string[]; items?: { type: string } }> = contributes.configuration.properties;
  const tokens = "nptImpute.missingTokens";
  const free = Object.entries(properties).filter(([, { type, enum: choices }]) => type !== "boolean" && type !== "number" && type !== "integer" && !choices);
  assert.ok(free.some(([name]) => name === tokens), "the tokens are compared with cells, and nothing else");
  const restricted: readonly string[] = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations ?? [];
  assert.deepEqual(free.map(([name]) => name).filter((name) => name !== tokens && !restricted.includes(name)), []);
});

test("untrusted and virtual workspaces are served", () => {
  assert.equal(manifest.capabilities.untrustedWorkspaces.supported, true);
  assert.equal(manifest.capabilities.virtualWorkspaces, true);
});
