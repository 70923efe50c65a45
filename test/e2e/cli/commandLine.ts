/** The built command line as a user starts it: a process, its output and its exit code. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestContext } from "node:test";

export interface Outcome {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs `npt-impute` to its end. */
export function npt(
  args: readonly string[],
  input?: Buffer,
  onStart?: (child: ChildProcess) => void,
  nodeArgs: readonly string[] = [],
): Promise<Outcome> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [...nodeArgs, resolve("dist/cli.js"), ...args], { stdio: ["pipe", "pipe", "pipe"] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", failed);
    child.on("close", (code) =>
      done({ code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() }),
    );
    // A process that refuses its arguments ends without reading.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    onStart?.(child);
  });
}

/** Runs `npt-impute` and notes what its own process took, the model's left out: peak memory in MB, seconds of processor time. */
export async function measured(args: readonly string[], folder: string): Promise<Outcome & { readonly peak: number; readonly cpu: number }> {
  const file = join(folder, "usage.json");
  const hook = `import { writeFileSync } from "node:fs";
    process.on("exit", () => {
      const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
      const usage = { peak: maxRSS / 1024, cpu: (userCPUTime + systemCPUTime) / 1e6 };
      if (process.argv[1].endsWith("cli.js")) writeFileSync(${JSON.stringify(file)}, JSON.stringify(usage));
    });`;
  const outcome = await npt(args, undefined, undefined, ["--import", `data:text/javascript,${encodeURIComponent(hook)}`]);
  return { ...outcome, ...JSON.parse(readFileSync(file, "utf8")) };
}

/** A folder for one test, gone when it ends. */
export function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "npt-cli-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
