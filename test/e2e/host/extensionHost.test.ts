/**
 * Runs the mocha suite of `suite/` inside VS Code's extension host and reports each of its tests as one of node:test.
 * The suite itself knows nothing of code-server: `index.ts` is what any runner of extension tests calls.
 */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import test from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { build } from "esbuild";
import { launchChromium } from "../chromium";
import { type Server, startServer } from "../vscode/server";

const root = resolve(__dirname, "../../..");
const built = join(root, "out/extension-host");

/** The parts of mocha's JSON report that are read here. */
interface Report {
  readonly tests: readonly {
    readonly fullTitle: string;
    readonly duration?: number;
    readonly err: { readonly message?: string; readonly stack?: string };
  }[];
}

test("inside the extension host", { timeout: 1_800_000 }, async (t) => {
  if (!existsSync(join(root, "dist/extension.js"))) throw new Error('dist/ is empty: run "npm run build" first.');
  await bundleSuite();
  const server = await startServer({ testDriver: true });
  try {
    const report = await runSuite(server);
    assert.ok(report.tests.length > 0, "the suite ran no tests");
    for (const { fullTitle, duration = 0, err } of report.tests) {
      await t.test(`${fullTitle} (${duration} ms)`, () => {
        if (err.message !== undefined) assert.fail(err.stack ?? err.message);
      });
    }
  } finally {
    await server.stop();
  }
});

async function bundleSuite(): Promise<void> {
  const suite = join(__dirname, "suite");
  await build({
    entryPoints: readdirSync(suite).map((name) => join(suite, name)),
    outdir: built,
    bundle: true,
    platform: "node",
    format: "cjs",
    sourcemap: "inline",
    external: ["vscode", "mocha"],
    logLevel: "warning",
  });
}

/** The address of the workbench carries which extension is under development and where its tests are. */
async function runSuite(server: Server): Promise<Report> {
  const folder = mkdtempSync(join(server.scratch, "tables-"));
  const results = join(server.scratch, "report.json");
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${server.port}${path}`;
  const payload = JSON.stringify([
    ["extensionDevelopmentPath", remote(root)],
    ["extensionTestsPath", remote(join(built, "index.js"))],
    ["skipWelcome", "true"],
  ]);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const lines: string[] = [];
    await page.exposeFunction("codeAutomationLog", (type: string, args: unknown[]) =>
      lines.push(`${type}: ${args.map(String).join(" ")}`),
    );
    const exit = new Promise<number>((done) => void page.exposeFunction("codeAutomationExit", done));
    const address = new URL(`http://127.0.0.1:${server.port}/`);
    address.searchParams.set("folder", folder);
    address.searchParams.set("payload", payload);
    await page.goto(address.href);
    const code = await within(600_000, exit);
    if (!existsSync(results)) {
      throw new Error(
        `The suite ended with ${code ?? "no answer"} and left no report.\n${lines.slice(-40).join("\n")}`,
      );
    }
    return JSON.parse(readFileSync(results, "utf8"));
  } finally {
    await browser.close();
  }
}

/** What `promise` gives, or null when it takes longer. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | null> {
  const timer = new AbortController();
  try {
    return await Promise.race([promise, delay(ms, null, { signal: timer.signal }).catch(() => null)]);
  } finally {
    timer.abort();
  }
}
