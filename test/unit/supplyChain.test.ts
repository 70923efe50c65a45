/** What the product is made of: few dependencies, each with its reason, none of which runs a script when installed. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { judge } from "../audit";

const root = path.resolve(__dirname, "../..");
const read = (name: string): string => readFileSync(path.join(root, name), "utf8");
const manifest = JSON.parse(read("package.json"));
const contributing = read("CONTRIBUTING.md");
const lock: { packages: Record<string, { hasInstallScript?: boolean; dev?: boolean; optional?: boolean }> } = JSON.parse(read("package-lock.json"));

/** The packages that the table of CONTRIBUTING.md gives a reason for; "@types/*" stands for all of a scope. */
const named = [...contributing.matchAll(/^\| (?!package \|)([^|]+) \|[^|]*\w[^|]*\|$/gm)].flatMap(([, names]) => names!.split(",").map((name) => name.trim()));

const isNamed = (name: string): boolean => named.some((one) => one === name || (one.endsWith("/*") && name.startsWith(one.slice(0, -1))));

test("every dependency is named in CONTRIBUTING with its reason, and nothing is named that is not one", () => {
  const wanted = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  assert.ok(wanted.length > 10 && named.length > 10);
  assert.deepEqual(wanted.filter((name) => !isNamed(name)), []);
  const scopes = (name: string) => wanted.some((one) => one.startsWith(name.slice(0, -1)));
  assert.deepEqual(named.filter((name) => (name.endsWith("/*") ? !scopes(name) : !wanted.includes(name))), []);
});

test("one package is needed at run time, in one exact version", () => {
  assert.deepEqual(Object.keys(manifest.dependencies), ["onnxruntime-node"]);
  assert.match(manifest.dependencies["onnxruntime-node"], /^\d+\.\d+\.\d+$/);
});

test("no install script runs, and those there would be are named", () => {
  assert.match(read(".npmrc"), /^ignore-scripts=true$/m);
  const scripts = Object.entries(lock.packages).filter(([, one]) => one.hasInstallScript).map(([name]) => name.replace(/^.*node_modules\//, ""));
  assert.ok(scripts.includes("esbuild"), "the lock file names packages with install scripts");
  const line = /Packages with an install script, none of which runs[^:]*: (.*)\./.exec(contributing)?.[1] ?? "";
  assert.deepEqual([...line.matchAll(/`([^`]+)`/g)].map(([, name]) => name).sort(), [...new Set(scripts)].sort());
  const own = Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name));
  assert.deepEqual(own, [], "installing the project runs nothing, either");
});

test("an audit fails for any known vulnerability, and is no audit where there was no answer", () => {
  const report = (vulnerabilities: object) => JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata: { dependencies: { total: 358 } } });
  assert.deepEqual(judge(report({})), { checked: true, clean: true, text: "358 packages, no known vulnerability." });
  const found = judge(report({ "left-pad": { severity: "low", range: "<1.3.1" } }));
  assert.deepEqual(found, { checked: true, clean: false, text: "left-pad <1.3.1: low" });
  for (const answer of ['{"message":"405 Method Not Allowed","error":{}}', "", "<html>"]) {
    const { checked, text } = judge(answer);
    assert.equal(checked, false);
    assert.match(text, /^Nothing was checked: /);
  }
});
