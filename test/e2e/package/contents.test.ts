/** What users get: the newest VSIX in out/, file by file. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import test from "node:test";
import { build } from "esbuild";
import { readVsix } from "./vsix";

const root = path.resolve(__dirname, "../../..");
const newest = readdirSync(path.join(root, "out"))
  .filter((name) => name.endsWith(".vsix"))
  .map((name) => path.join(root, "out", name))
  .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
if (newest === undefined) throw new Error('There is no package in out/: run "node test/run.mjs package" first.');
const files = readVsix(newest);
const text = (name: string): string => files.get(`extension/${name}`)?.toString() ?? assert.fail(`${name} is not in the package`);

test("nothing is in the package but what belongs there", () => {
  const allowed = [
    /^\[Content_Types\]\.xml$|^extension\.vsixmanifest$/,
    /^extension\/(package(\.nls(\.\w+)?)?\.json|readme\.md|changelog\.md|LICENSE(\.txt)?)$/i,
    /^extension\/dist\/(\w+\.js|review\.css|ort-wasm-simd-threaded\.(mjs|wasm)|THIRD_PARTY_NOTICES\.txt)$/,
    /^extension\/media\/[\w./-]+\.(md|svg|png|json|gif)$/,
    /^extension\/models\/(npt\.(json|context\.onnx|query\.onnx)|README\.md)$/,
    /^extension\/node_modules\/onnxruntime-(node|common)\/(package\.json|dist\/[\w/-]+\.js(on)?|bin\/napi-v6\/[\w/]+\.(node|dll|dylib|so\.1|1\.dylib))$/,
  ];
  assert.deepEqual([...files.keys()].filter((name) => !allowed.some((pattern) => pattern.test(name))), []);
});

test("nothing in it names the machine it was built on, and no source map is left", () => {
  for (const [name, content] of files) {
    if (!/\.(js|mjs|json|md|txt|css|xml|vsixmanifest)$/.test(name)) continue;
    const written = content.toString();
    for (const place of [root, homedir()].filter((folder) => folder.length > 3)) assert.ok(!written.includes(place), `${name} names ${place}`);
    if (name.startsWith("extension/dist/")) assert.doesNotMatch(written, /sourceMappingURL=/, name);
  }
});

test("the model is whole, and everything the manifest points at is there", () => {
  const { graphs }: { graphs: Record<string, { file: string; sha256: string }> } = JSON.parse(text("models/npt.json"));
  assert.ok(Object.keys(graphs).length > 0);
  for (const { file, sha256 } of Object.values(graphs)) {
    const bytes = files.get(`extension/models/${file}`) ?? assert.fail(file);
    assert.equal(createHash("sha256").update(bytes).digest("hex"), sha256);
  }
  const manifest = JSON.parse(text("package.json"));
  for (const one of [manifest.main, manifest.icon, manifest.bin["npt-impute"]]) assert.ok(files.has(`extension/${path.posix.normalize(one)}`), one);
});

test("the notices name every package that is bundled or shipped, with its whole licence", async () => {
  const packages = new Set(["onnxruntime-node", "onnxruntime-common", "onnxruntime-web"]);
  for (const [entry, platform] of [["extension.ts", "node"], ["cli/main.ts", "node"], ["engine/engineProcess.ts", "node"], ["engine/engineWorker.ts", "node"], ["webview/main.tsx", "browser"]] as const) {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [path.join("src", entry)],
      bundle: true,
      write: false,
      metafile: true,
      platform,
      external: ["vscode", "onnxruntime-node"],
      outdir: "out",
      jsx: "automatic",
      jsxImportSource: "preact",
    });
    for (const input of Object.keys(metafile.inputs)) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
      if (name !== undefined) packages.add(name);
    }
  }
  assert.ok(packages.has("preact") && packages.has("arquero"));
  const notices = text("dist/THIRD_PARTY_NOTICES.txt");
  for (const name of packages) {
    const folder = path.join(root, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    assert.ok(notices.includes(`\n${name} ${version} (${license})\n`), name);
    assert.match(license, /^(MIT|ISC|Apache-2\.0|BSD-[23]-Clause)$/, `${name}: a licence that needs a look before it is shipped`);
    const file = readdirSync(folder).find((one) => /^licen[cs]e(\.\w+)?$/i.test(one));
    if (file !== undefined) assert.ok(notices.includes(readFileSync(path.join(folder, file), "utf8").trim()), `${name}: the licence's text`);
  }
});
