import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import test from "node:test";
import { temporaryFolder } from "../cli/temporaryFolder";

const installer = resolve(__dirname, "../../e2e/code-server/install.ts");

/** A process that notes when it enters and leaves what only one at a time may be in. */
const entering = `
  const { alone } = require(${JSON.stringify(installer)});
  const { appendFileSync } = require("node:fs");
  const [lock, log] = process.argv.slice(1);
  alone(lock, () => {
    appendFileSync(log, "in\\n");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    appendFileSync(log, "out\\n");
  });`;

test("processes that install at the same time do so one after the other; a lock whose process is gone is taken over", async (t) => {
  const folder = temporaryFolder(t);
  const [lock, log] = [join(folder, "cache.lock"), join(folder, "log")];
  const gone = spawn(process.execPath, ["-e", ""]);
  await once(gone, "exit");
  mkdirSync(lock);
  writeFileSync(join(lock, "pid"), String(gone.pid));
  const all = Array.from({ length: 3 }, () => spawn(process.execPath, ["--import", "tsx", "-e", entering, lock, log], { stdio: "inherit" }));
  for (const [code] of await Promise.all(all.map((one) => once(one, "exit")))) assert.equal(code, 0);
  assert.deepEqual(readFileSync(log, "utf8").trim().split("\n"), ["in", "out", "in", "out", "in", "out"]);
  assert.ok(!existsSync(lock));
});
