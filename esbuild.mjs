// Builds everything into dist/ and, on request, the VSIX packages into out/.
//
//   node esbuild.mjs [--production] [--quiet] [--only cli,child,...] [--outdir dist]
//   node esbuild.mjs --production --package [linux-x64 ... | universal]
import { execFile } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { build } from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    production: { type: "boolean", default: false },
    package: { type: "boolean", default: false },
    quiet: { type: "boolean", default: false },
    only: { type: "string" },
    outdir: { type: "string", default: "dist" },
  },
});
const outdir = join(root, flags.outdir);

// ---------------------------------------------------------------- bundles

const node = { platform: "node", format: "cjs", target: "node20", external: ["vscode", "onnxruntime-node"] };
const browser = {
  platform: "browser",
  format: "iife",
  target: "chrome122",
  jsx: "automatic",
  jsxImportSource: "preact",
};
const bundles = {
  extension: { ...node, entry: "src/extension.ts" },
  cli: { ...node, entry: "src/cli/main.ts", banner: { js: "#!/usr/bin/env node" } },
  engineProcess: { ...node, entry: "src/engine/engineProcess.ts" },
  engineWorker: { ...node, entry: "src/engine/engineWorker.ts" },
  webview: { ...browser, entry: "src/webview/main.tsx" },
  review: { target: browser.target, entry: "src/webview/styles/review.css" },
};

/** ONNX Runtime's WASM build: the plain one (CPU, SIMD, threads), not the larger ones for GPUs. */
const wasmFiles = ["ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"];

/** A script, or the style sheet of the review. */
function fileOf(name) {
  return `${name}.${bundles[name].entry.endsWith(".css") ? "css" : "js"}`;
}

async function buildBundles(names) {
  const inputs = new Set();
  for (const name of names) {
    const bundle = bundles[name];
    if (bundle === undefined) fail(`There is no bundle "${name}". Known: ${Object.keys(bundles).join(", ")}.`);
    const { entry, ...options } = bundle;
    const { metafile } = await build({
      ...options,
      absWorkingDir: root,
      entryPoints: [entry],
      outfile: join(outdir, fileOf(name)),
      bundle: true,
      minify: flags.production,
      sourcemap: flags.production ? false : "linked",
      legalComments: "none", // the licences are in THIRD_PARTY_NOTICES.txt
      metafile: true,
      logLevel: "warning",
      define: { "process.env.NODE_ENV": flags.production ? '"production"' : '"development"' },
    });
    for (const input of Object.keys(metafile.inputs)) inputs.add(input);
  }
  return inputs;
}

async function copyWasm() {
  const from = dirname(createRequire(import.meta.url).resolve("onnxruntime-web"));
  for (const file of wasmFiles) await copyFile(join(from, file), join(outdir, file));
}

// ---------------------------------------------------------------- licences

/** Packages that are shipped as files rather than bundled. */
const shipped = ["onnxruntime-common", "onnxruntime-node", "onnxruntime-web"];

/** Some of Microsoft's packages name their licence but carry no copy of it. */
const mit = (holder) => `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

async function writeNotices(inputs) {
  const packages = new Set(shipped);
  for (const input of inputs) {
    const folder = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (folder !== undefined) packages.add(folder);
  }
  const parts = ["NPT Impute contains the following third-party software.\n"];
  for (const name of [...packages].sort()) {
    const folder = join(root, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^(licen[cs]e|copying)(\.\w+)?$/i.test(entry));
    let text;
    if (file !== undefined) text = await readFile(join(folder, file), "utf8");
    else if (/^(onnxruntime-|@vscode\/l10n$)/.test(name) && license === "MIT") text = mit("Microsoft Corporation");
    else fail(`The bundled package ${name} has no licence file: its notice cannot be written.`);
    parts.push(`${"=".repeat(80)}\n${name} ${version} (${license})\n${"=".repeat(80)}\n${text.trim()}\n`);
  }
  await writeFile(join(outdir, "THIRD_PARTY_NOTICES.txt"), parts.join("\n"));
}

// ---------------------------------------------------------------- packages

/** Native files per VSIX target, in onnxruntime-node's bin/napi-v6. Copies and the GPU libraries are left out. */
const targets = {
  "linux-x64": ["linux/x64/libonnxruntime.so.1", "linux/x64/onnxruntime_binding.node"],
  "linux-arm64": ["linux/arm64/libonnxruntime.so.1", "linux/arm64/onnxruntime_binding.node"],
  "darwin-arm64": ["darwin/arm64/libonnxruntime.1.dylib", "darwin/arm64/onnxruntime_binding.node"],
  "win32-x64": ["win32/x64/onnxruntime.dll", "win32/x64/onnxruntime_binding.node"],
  "win32-arm64": ["win32/arm64/onnxruntime.dll", "win32/arm64/onnxruntime_binding.node"],
  // For every other platform: WASM alone.
  universal: [],
};
const nativeScripts = [
  "node_modules/onnxruntime-node/package.json",
  "node_modules/onnxruntime-node/dist/**/*.js",
  "node_modules/onnxruntime-common/package.json",
  "node_modules/onnxruntime-common/dist/cjs/package.json",
  "node_modules/onnxruntime-common/dist/cjs/**/*.js",
];
const sizeLimits = { "linux-x64": 30e6 };

async function packageTarget(target) {
  const natives = targets[target];
  if (natives === undefined) fail(`There is no target "${target}". Known: ${Object.keys(targets).join(", ")}.`);
  const { name, version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const folder = join(root, "out");
  await mkdir(folder, { recursive: true });
  const files = natives.map((file) => `node_modules/onnxruntime-node/bin/napi-v6/${file}`);
  for (const file of files) await stat(join(root, file)); // a pattern that matches nothing would pass unseen
  const ignore = await readFile(join(root, ".vscodeignore"), "utf8");
  const extra = natives.length === 0 ? [] : [...nativeScripts, ...files];
  const ignoreFile = join(folder, `vscodeignore-${target}`);
  await writeFile(ignoreFile, `${ignore.trimEnd()}\n${extra.map((pattern) => `!${pattern}\n`).join("")}`);
  const vsix = join(folder, `${name}-${version}-${target}.vsix`);
  const vsce = join(root, "node_modules", "@vscode", "vsce", "vsce");
  const forTarget = target === "universal" ? [] : ["--target", target];
  const options = ["--allow-missing-repository", "--no-rewrite-relative-links", "--ignoreFile", ignoreFile, "--out", vsix];
  try {
    await promisify(execFile)(process.execPath, [vsce, "package", ...forTarget, ...options], { cwd: root });
  } catch (error) {
    fail(`vsce package ${target} failed:\n${error.stdout}${error.stderr}`);
  } finally {
    await rm(ignoreFile);
  }
  const { size } = await stat(vsix);
  console.log(`${megabytes(size)}  ${join("out", basename(vsix))}`);
  const limit = sizeLimits[target];
  if (limit !== undefined && size >= limit)
    fail(`${basename(vsix)} has ${megabytes(size)}; the limit is ${megabytes(limit)}.`);
}

// ---------------------------------------------------------------- main

function fail(message) {
  console.error(message);
  process.exit(1);
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2).padStart(7)} MB`;

/** What an earlier build left behind goes last, so that a build that fails takes nothing away. */
async function removeOthers() {
  const bundled = Object.keys(bundles).map(fileOf);
  const built = new Set([...bundled, ...wasmFiles, "THIRD_PARTY_NOTICES.txt"]);
  if (!flags.production) for (const file of bundled) built.add(`${file}.map`);
  for (const file of await readdir(outdir)) {
    if (!built.has(file)) await rm(join(outdir, file), { recursive: true });
  }
}

async function printSizes() {
  for (const file of (await readdir(outdir)).sort()) {
    if (!file.endsWith(".map"))
      console.log(`${megabytes((await stat(join(outdir, file))).size)}  ${join(flags.outdir, file)}`);
  }
}

const only = flags.only?.split(",");
await mkdir(outdir, { recursive: true });
const inputs = await buildBundles(only ?? Object.keys(bundles));
if (only === undefined || only.includes("engineWorker")) await copyWasm();
if (only === undefined) {
  await writeNotices(inputs);
  await removeOthers();
}
if (!flags.quiet) await printSizes();
if (flags.package) {
  for (const target of positionals.length > 0 ? positionals : Object.keys(targets)) await packageTarget(target);
}
