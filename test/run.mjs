/**
 * `npm test`: every check in order, the cheapest first, up to the first that fails.
 * `node test/run.mjs unit webview` runs the named steps alone (and whatever they need installed).
 */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const typescript = ["--import", "tsx"];

/** Platforms that have a package with native files; every other gets the universal one. */
const nativeTargets = ["linux-x64", "linux-arm64", "darwin-arm64", "win32-x64", "win32-arm64"];
const here = `${process.platform}-${process.arch}`;
const target = nativeTargets.includes(here) ? here : "universal";

/** What steps need on the machine, installed when the first of them is reached. */
const needs = {
  chromium: { title: "get Chromium", command: () => node(...typescript, "test/e2e/chromium.ts") },
  codeServer: {
    title: "get VS Code (code-server)",
    command: () => node(...typescript, "test/e2e/code-server/install.ts"),
  },
};

const steps = {
  typecheck: { title: "types", command: () => npm("typecheck") },
  lint: { title: "lint and import directions", command: () => npm("lint") },
  build: { title: "build", command: () => npm("build") },
  unit: { title: "unit, property and parity tests", command: () => tests("test/unit") },
  cli: { title: "command line as a process", command: () => tests("test/e2e/cli") },
  webview: {
    title: "review table alone in Chromium",
    needs: ["chromium"],
    command: () => tests("test/e2e/webview", "--test-concurrency=1"),
  },
  package: { title: `package for ${target}`, command: () => node("esbuild.mjs", "--production", "--package", target) },
  contents: { title: "what is in the package", command: () => tests("test/e2e/package") },
  host: {
    title: "inside the extension host",
    needs: ["chromium", "codeServer"],
    command: () => tests("test/e2e/host"),
  },
  workbench: {
    title: "VS Code by mouse and keyboard",
    needs: ["chromium", "codeServer"],
    // One process, so that all tests share a server.
    command: () => node(...typescript, "--test", "--test-reporter=spec", "test/e2e/vscode/suite.ts"),
  },
};

process.exitCode = await main(process.argv.slice(2));

async function main(names) {
  const unknown = names.filter((name) => !Object.hasOwn(steps, name));
  if (unknown.length > 0) {
    console.error(`No step is called ${unknown.join(", ")}. Steps: ${Object.keys(steps).join(", ")}.`);
    return 2;
  }
  const plan = planOf(
    names.length > 0 ? Object.keys(steps).filter((name) => names.includes(name)) : Object.keys(steps),
  );
  const results = [];
  for (const step of plan) {
    const result = await timed(step);
    results.push({ step, ...result });
    if (!result.passed) break;
  }
  summary(plan, results);
  return results.every((result) => result.passed) ? 0 : 1;
}

/** The steps with what they need put before the first that needs it. */
function planOf(names) {
  const plan = [];
  for (const name of names) {
    for (const need of steps[name].needs ?? []) if (!plan.includes(needs[need])) plan.push(needs[need]);
    plan.push(steps[name]);
  }
  return plan;
}

async function timed(step) {
  const command = step.command();
  console.log(`\n=== ${step.title}\n$ ${command.join(" ")}`);
  const start = performance.now();
  const passed = (await run(command)) === 0;
  return { passed, seconds: (performance.now() - start) / 1000 };
}

function run([program, ...args]) {
  return new Promise((done) => {
    // npm is a script on Windows, which only a shell starts.
    const shell = process.platform === "win32" && program === "npm";
    const child = spawn(program === "node" ? process.execPath : program, args, { cwd: root, stdio: "inherit", shell });
    child.on("error", (error) => {
      console.error(`"${program}" could not be started: ${error.message}`);
      done(1);
    });
    child.on("exit", (code, signal) => {
      if (signal) console.error(`Ended by ${signal}.`);
      done(code ?? 1);
    });
  });
}

function summary(plan, results) {
  const width = Math.max(...plan.map((step) => step.title.length));
  console.log(`\n=== summary`);
  for (const step of plan) {
    const result = results.find((candidate) => candidate.step === step);
    const verdict = result === undefined ? "not run" : result.passed ? "passed" : "FAILED";
    const time = result === undefined ? "" : `${result.seconds.toFixed(1)} s`;
    console.log(`${step.title.padEnd(width)}  ${verdict.padEnd(8)} ${time.padStart(9)}`);
  }
  const total = results.reduce((sum, result) => sum + result.seconds, 0);
  console.log(`${"total".padEnd(width)}  ${"".padEnd(8)} ${`${total.toFixed(1)} s`.padStart(9)}`);
}

function node(...args) {
  return ["node", ...args];
}

function npm(script) {
  return ["npm", "run", "--silent", script];
}

/** Node's test runner over all test files below `folder`; Node 20 expands no patterns by itself. */
function tests(folder, ...options) {
  const files = readdirSync(join(root, folder), { recursive: true })
    .filter((name) => /\.test\.tsx?$/.test(name))
    .map((name) => join(folder, name))
    .sort();
  if (files.length === 0) throw new Error(`${folder} holds no tests.`);
  return node(...typescript, "--test", "--test-reporter=spec", ...options, ...files);
}
