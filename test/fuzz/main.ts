/**
 * Looks for trouble in the scanner, the tables and the edit planner:
 *   npm run fuzz -- [--minutes 10] [--seed 1]     prints executions and coverage; findings go to out/fuzz/
 *   npm run fuzz -- --replay out/fuzz/ID.json     runs one input again, with the whole error
 * Exits with 1 where something was found.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Finding, fuzz, type Progress } from "./fuzz";
import type { FuzzInput } from "./input";
import { check } from "./oracles";

const folder = join(__dirname, "../../out/fuzz");
const { values: flags } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    replay: { type: "string" },
  },
});

async function main(): Promise<void> {
  if (flags.replay !== undefined) {
    await check(JSON.parse(readFileSync(flags.replay, "utf8")) as FuzzInput);
    console.log("Everything holds.");
  } else {
    const found = await run(Number(flags.seed), Number(flags.minutes));
    process.exitCode = found.findings.length === 0 ? 0 : 1;
  }
}

async function run(seed: number, minutes: number): Promise<Progress> {
  if (!Number.isInteger(seed) || !(minutes > 0)) throw new Error("--seed takes a whole number, --minutes a number above 0.");
  mkdirSync(folder, { recursive: true });
  const start = performance.now();
  let said = start;
  const end = await fuzz({
    seed,
    onFinding: (finding) => report(finding),
    stop(progress) {
      const now = performance.now();
      if (now - said > 30_000) {
        said = now;
        console.log(`${Math.round((now - start) / 1000)} s  ${told(progress)}`);
      }
      return now - start > minutes * 60_000;
    },
  });
  console.log(`seed ${seed}, ${minutes} minutes: ${told(end)}`);
  return end;
}

function told({ executions, blocks, features, corpus, findings }: Progress): string {
  return `${executions} executions, ${blocks} blocks, ${features} features, corpus ${corpus}, ${findings.length} findings`;
}

function report({ id, problem, input }: Finding): void {
  const file = join(folder, `${id}.json`);
  writeFileSync(file, `${JSON.stringify(input, null, 1)}\n`);
  console.log(`FOUND ${problem}\n  ${JSON.stringify(input)}\n  npm run fuzz -- --replay out/fuzz/${id}.json`);
}

void main();
