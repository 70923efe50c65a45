/** The built command line as a user starts it: a process, its output and its exit code. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
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
): Promise<Outcome> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [resolve("dist/cli.js"), ...args], { stdio: ["pipe", "pipe", "pipe"] });
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

/** A folder for one test, gone when it ends. */
export function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "npt-cli-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
