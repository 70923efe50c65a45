/** A code-server of its own for the tests: its data, its extensions and its home lie in one temporary folder. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type CodeServer, installCodeServer } from "../code-server/install";
import { patience, until } from "../until";
import { descendants, isAlive, type ProcessInfo } from "./processes";

/** User settings that keep the window quiet and the same on every machine. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  // What the buttons say would depend on when it ends.
  "nptImpute.backgroundCheck": false,
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "chat.commandCenter.enabled": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "files.autoSave": "off",
  "window.dialogStyle": "custom",
  "git.enabled": false,
  "workbench.colorTheme": "Light Modern",
  "editor.accessibilitySupport": "off",
  "files.hotExit": "off",
};

/** A running server. */
export interface Server {
  readonly port: number;
  readonly pid: number;
  /** Made for the tests' own files; gone after `stop`. */
  readonly scratch: string;
  /** Replaces the user settings; a window that is open follows. */
  settings(values: Readonly<Record<string, unknown>>): void;
  /** What the server and everything below it run now. */
  processes(): ProcessInfo[];
  /** The files that extensions keep in VS Code's storage whose path contains `part`, and when each was changed, ms. */
  stored(part: string): { readonly path: string; readonly changed: number }[];
  /** The log files that VS Code has written whose path contains `part`, with their contents. */
  logs(part: string): { readonly path: string; readonly text: string }[];
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Packages to install. */
  readonly vsix?: readonly string[];
  /** Lets the page's address name tests to run in the extension host. VS Code shows no toasts then. */
  readonly testDriver?: boolean;
  /** Folders are not trusted until somebody says so: windows open in Restricted Mode. */
  readonly restricted?: boolean;
}

/** Starts code-server (installed if need be); ready when this resolves. */
export async function startServer({ vsix = [], testDriver = false, restricted = false }: ServerOptions): Promise<Server> {
  const code = installCodeServer();
  const root = mkdtempSync(join(tmpdir(), "npt-e2e-"));
  const data = join(root, "data");
  const scratch = join(root, "scratch");
  for (const folder of [join(data, "User"), join(root, "home"), scratch]) mkdirSync(folder, { recursive: true });
  const settings = (values: Readonly<Record<string, unknown>>): void =>
    writeFileSync(join(data, "User/settings.json"), JSON.stringify(values, null, 2));
  settings(quietSettings);

  const common = [code.entry, "--config", join(root, "config.yaml"), "--user-data-dir", data];
  common.push("--extensions-dir", join(root, "extensions"));
  // An empty gallery: nothing asks a server for extensions.
  const env = { ...process.env, HOME: join(root, "home"), EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
  for (const file of vsix) installExtension(code, common, env, file);

  const child = spawn(
    code.node,
    [
      ...common,
      ...["--auth", "none", "--bind-addr", "127.0.0.1:0", "--disable-telemetry", "--disable-update-check"],
      ...["--disable-getting-started-override", ...(restricted ? [] : ["--disable-workspace-trust"])],
      ...(testDriver ? ["--vscode-option", "enable-smoke-test-driver"] : []),
    ],
    { env, stdio: ["ignore", "pipe", "pipe"] },
  );
  const output = createWriteStream(join(root, "server.log"));
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const stop = async (): Promise<void> => {
    await stopProcess(child);
    rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  let port: number;
  try {
    port = await portOf(child, join(root, "server.log"));
    await untilHealthy(child, port, join(root, "server.log"));
  } catch (error) {
    await stop();
    throw error;
  }
  const pid = child.pid ?? 0;
  return {
    port,
    pid,
    scratch,
    settings,
    processes: () => descendants(pid),
    stored: (part) => storedFiles(join(data, "User"), part),
    logs: (part) => readLogs(join(data, "logs"), part),
    stop,
  };
}

function installExtension(code: CodeServer, common: readonly string[], env: NodeJS.ProcessEnv, file: string): void {
  const { status, stdout, stderr } = spawnSync(code.node, [...common, "--install-extension", file, "--force"], {
    env,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${file} could not be installed in VS Code:\n${stdout}${stderr}`);
}

/** The port that the system gave the server: one chosen beforehand may be taken by somebody else meanwhile. */
function portOf(child: ChildProcess, log: string): Promise<number> {
  const port = (): number => Number(/server listening on http:\/\/127\.0\.0\.1:(\d+)/i.exec(readFileSync(log, "utf8"))?.[1] ?? 0);
  return until("code-server names its port", port, (found) => found > 0 || child.exitCode !== null);
}

async function untilHealthy(child: ChildProcess, port: number, log: string): Promise<void> {
  for (const end = Date.now() + patience; ; await delay(100)) {
    const healthy = await fetch(`http://127.0.0.1:${port}/healthz`).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    if (child.exitCode !== null) throw new Error(`code-server ended at once:\n${readFileSync(log, "utf8")}`);
    if (Date.now() > end) throw new Error(`code-server did not answer within ${patience / 1000} s:\n${readFileSync(log, "utf8")}`);
  }
}

/** Asks the server to end, then makes sure that it and all that it started have. */
async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const below = descendants(child.pid);
  if (child.exitCode === null && child.signalCode === null) {
    child.kill("SIGTERM");
    const ended = await Promise.race([once(child, "exit").then(() => true), delay(5_000, false, { ref: false })]);
    if (!ended) child.kill("SIGKILL");
  }
  for (const end = Date.now() + 5_000; below.some(isAlive) && Date.now() < end; ) await delay(100);
  for (const left of below.filter(isAlive)) process.kill(left.pid, "SIGKILL");
}

function storedFiles(folder: string, part: string): { path: string; changed: number }[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).flatMap((name) => {
    const file = /^(global|workspace)Storage\b/.test(name) && name.includes(part) ? statSync(join(folder, name), { throwIfNoEntry: false }) : undefined;
    return file?.isFile() ? [{ path: name, changed: file.mtimeMs }] : [];
  });
}

function readLogs(folder: string, part: string): { path: string; text: string }[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".log") && name.includes(part))
    .sort()
    .map((name) => ({ path: name, text: readFileSync(join(folder, name), "utf8") }));
}
