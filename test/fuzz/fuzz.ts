import { createHash } from "node:crypto";
import { BlockCoverage } from "./coverage";
import { checkGrowth } from "./growth";
import type { FuzzInput } from "./input";
import { minimise } from "./minimise";
import { Mutator } from "./mutate";
import { check as checkAll, type Features } from "./oracles";

export interface Finding {
  readonly input: FuzzInput;
  /** What did not hold, one line. */
  readonly problem: string;
  /** The same for the same input. */
  readonly id: string;
}

export interface Progress {
  readonly executions: number;
  /** Blocks of the sources that have run, and things inputs have shown. */
  readonly blocks: number;
  readonly features: number;
  readonly corpus: number;
  readonly findings: readonly Finding[];
}

export interface FuzzOptions {
  readonly seed: number;
  /** Whether to stop; asked after every batch. */
  stop(progress: Progress): boolean;
  onFinding?(finding: Finding): void;
  /** What must hold; `check` of `oracles.ts` where not given. */
  readonly check?: (input: FuzzInput) => Promise<Features>;
}

/** Reading the coverage costs more than a run: it is read once for so many, and again one by one where it grew. */
const batchSize = 16;
/** One input in so many is also repeated to a size at which costs that grow with the square show. */
const growthEvery = 400;

/** Mutates inputs, keeps those that reach something new, and reports those for which something does not hold. */
export async function fuzz({ seed, stop, onFinding, check = checkAll }: FuzzOptions): Promise<Progress> {
  const mutator = new Mutator(seed);
  const coverage = new BlockCoverage(/\/src\/(csv|table)\//);
  const corpus: FuzzInput[] = [];
  const features: Features = new Set();
  const findings: Finding[] = [];
  const known = new Set<string>();
  let executions = 0;
  const progress = (): Progress => ({ executions, blocks: coverage.blocks, features: features.size, corpus: corpus.length, findings });

  /** @returns whether the input showed something new */
  const run = async (input: FuzzInput): Promise<boolean> => {
    executions++;
    try {
      const before = features.size;
      for (const feature of await check(input)) features.add(feature);
      if (executions % growthEvery === 0) checkGrowth(input, mutator.below(input.text.length), input.text.length);
      return features.size > before;
    } catch (error) {
      const problem = problemOf(error);
      if (known.has(kindOf(problem))) return false;
      known.add(kindOf(problem));
      const grows = problem.includes("time grows");
      const smaller = grows ? input : await minimise(input, (candidate) => fails(check, candidate, problem));
      const finding = { input: smaller, problem, id: idOf(smaller) };
      findings.push(finding);
      onFinding?.(finding);
      return false;
    }
  };

  try {
    do {
      const batch = Array.from({ length: batchSize }, () =>
        corpus.length === 0 || mutator.below(20) === 0
          ? mutator.generate()
          : mutator.mutate(mutator.pickSeed(corpus), mutator.pick(corpus)),
      );
      const kept = new Set<FuzzInput>();
      for (const input of batch) if (await run(input)) kept.add(input);
      if (coverage.peek()) {
        // A second run of each tells which of them it was.
        for (const input of batch) {
          await run(input);
          if (coverage.take() > 0) kept.add(input);
        }
      }
      corpus.push(...kept);
    } while (!stop(progress()));
  } finally {
    coverage.stop();
  }
  return progress();
}

export function problemOf(error: unknown): string {
  const { name, message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  const where = name === "AssertionError" ? "" : ` at ${/\/(src\/\S+?):\d/.exec(stack)?.[1] ?? "?"}`;
  return `${name}: ${message.split("\n")[0]}${where}`;
}

/** Problems that differ in numbers only are one kind. */
function kindOf(problem: string): string {
  return problem.replace(/\d+/g, "0");
}

/** Whether `input` has the same problem. */
async function fails(check: FuzzOptions["check"] & {}, input: FuzzInput, problem: string): Promise<boolean> {
  try {
    await check(input);
    return false;
  } catch (error) {
    return kindOf(problemOf(error)) === kindOf(problem);
  }
}

function idOf(input: FuzzInput): string {
  return createHash("sha256").update(JSON.stringify(input)).digest("hex").slice(0, 12);
}
