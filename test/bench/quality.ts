/**
 * `npm run bench:quality` hides cells of real tables from npm packages, completes them through the shipped path and with
 * baselines, and prints NRMSE, accuracy, skill and rank per pattern as Markdown.
 * `npm run bench:quality -- --corpus DIR [--split public]` does the same with an evaluation corpus, its own masks and
 * scorer, beside the results of its baselines (`baselines_SPLIT.json`).
 * `--types both` with a corpus prints what it costs that types are inferred: skill with them and with those of the
 * whole table given.
 * `--calibration` prints in place of that, with a corpus or without, whether what is promised holds: per pattern the
 * coverage of 90 % intervals, and the share that is right beside the certainty.
 * `--row-order none` leaves the order of the rows out; `--shuffle 1` (with a corpus) shuffles the rows before they are
 * filled: with and without their order, shuffled rows have the same skill.
 * All: `[--patterns MCAR30,LABEL] [--tables iris,wine] [--threads 1] [--each]`.
 */
import { parseArgs } from "node:util";
import { defaultOptions, rowOrders } from "../../src/imputation/impute";
import { calibration } from "./calibration";
import { benchCorpus, maskedTables, priceOfInference } from "./corpus";
import { inventedLine } from "./invented";
import { patterns } from "./mask";
import { benchTable, packagedTables } from "./packaged";
import { tableNames } from "./realTables";
import { eachResult, markdown, priceTable } from "./report";
import type { Lookup, Result } from "./results";
import { openShipped } from "./shipped";

const { values: flags } = parseArgs({
  options: {
    corpus: { type: "string" },
    split: { type: "string", default: "public" },
    patterns: { type: "string", default: patterns.join(",") },
    tables: { type: "string" },
    threads: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    "context-rows": { type: "string", default: String(defaultOptions.contextRows) },
    models: { type: "string" },
    dist: { type: "string" },
    types: { type: "string", default: "inferred" },
    "row-order": { type: "string", default: defaultOptions.rowOrder },
    shuffle: { type: "string" },
    calibration: { type: "boolean", default: false },
    each: { type: "boolean", default: false },
  },
});

async function main(): Promise<void> {
  const shipped = openShipped({ threads: Number(flags.threads), models: flags.models, dist: flags.dist });
  const options = { ...defaultOptions, contextRows: Number(flags["context-rows"]), rowOrder: rowOrders.find((one) => one === flags["row-order"]) ?? defaultOptions.rowOrder };
  const wanted = { patterns: flags.patterns.split(","), tables: flags.tables?.split(",") ?? null };
  try {
    if (flags.calibration) {
      const tables = flags.corpus === undefined ? packagedTables(wanted, Number(flags.seed)) : maskedTables(flags.corpus, flags.split, wanted);
      console.log(await calibration(shipped, tables, options));
      return;
    }
    if (flags.types === "both" && flags.corpus !== undefined) {
      const { prices, all } = await priceOfInference(shipped, flags.corpus, flags.split, wanted, options);
      console.log(priceTable(prices, all));
      return;
    }
    const { results, lookups, invented, worse } =
      flags.corpus === undefined
        ? await benchPackaged(shipped, wanted, options)
        : await benchCorpus(shipped, flags.corpus, flags.split, wanted, options, flags.shuffle === undefined ? null : Number(flags.shuffle));
    if (flags.each) console.log(`${eachResult(results)}\n`);
    console.log(markdown(results, lookups));
    if (invented.length > 0) console.log(`\n${inventedLine(invented)}`);
    if (worse !== null) console.log(`\n${worse.names.length} of ${worse.all} columns are filled worse than by the mean or the most common value, by more than .1: ${worse.names.join(", ")}`);
  } finally {
    shipped.dispose();
  }
}

type Wanted = Parameters<typeof benchCorpus>[3];

async function benchPackaged(engine: Parameters<typeof benchTable>[0], wanted: Wanted, options: typeof defaultOptions) {
  const results: Result[] = [];
  const lookups: Lookup[] = [];
  for (const pattern of wanted.patterns) {
    for (const name of wanted.tables ?? tableNames) {
      const found = await benchTable(engine, name, pattern, Number(flags.seed), options);
      results.push(found.result);
      lookups.push(...found.lookups);
      process.stderr.write(`\r${pattern} ${name}`.padEnd(40));
    }
  }
  process.stderr.write("\r".padEnd(41).concat("\r"));
  return { results, lookups, invented: [], worse: null };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
