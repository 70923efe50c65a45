/** Finds a Chromium for the tests that need a browser, or gets one. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";

/** Names under which Chromium and its relatives are installed, the preferred ones first. */
const names = [
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "microsoft-edge-stable",
  "microsoft-edge",
];

const applications = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

/** Flags that keep the browser quiet, offline and independent of a graphics card. */
const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The binary of an installed Chromium, Chrome or Edge; null where there is none. `CHROMIUM` in the environment wins. */
export function findChromium(): string | null {
  const chosen = process.env.CHROMIUM;
  if (chosen) {
    if (!runnable(chosen)) throw new Error(`CHROMIUM names ${chosen}, which cannot be run.`);
    return chosen;
  }
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...applications, chromium.executablePath()].find(runnable) ?? null;
}

/**
 * Like `findChromium`, but gets one where there is none: from apt as root on Debian and its kin, else by Playwright's
 * own download.
 * @throws Error saying what to install.
 */
export function ensureChromium(): string {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    command("apt-get", ["update", "-q"]);
    command("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-dejavu-core"]);
  } else {
    command(process.execPath, [
      join(dirname(require.resolve("playwright-core/package.json")), "cli.js"),
      "install",
      "chromium",
    ]);
  }
  const installed = findChromium();
  if (installed) return installed;
  throw new Error("The browser tests need Chromium: install Chromium, Chrome or Edge, or name one in CHROMIUM.");
}

/** Starts a headless browser. The caller closes it. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: ensureChromium(), args: flags });
}

function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A failure is not fatal here: `ensureChromium` says what is missing when all ways are exhausted. */
function command(program: string, args: readonly string[]): void {
  console.log(`$ ${program} ${args.join(" ")}`);
  spawnSync(program, args, { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(`Chromium is ready: ${ensureChromium()}`);
}
