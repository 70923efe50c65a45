/**
 * `npm run bench:editor`: the packaged extension in a real VS Code, beside a null extension that opens the same document
 * and makes the same edits, and beside another build where one is named. Prints medians, and ratios that do not depend
 * on the machine: nothing here passes or fails by a time.
 *
 * - document: a 100,000 x 20 file (about 13 MB, 5 % of the cells missing) is opened, suggested, accepted at once and
 *   undone. How long it takes, and how long the extension host and the window do not answer meanwhile.
 * - large: a 1,000,000 x 20 file (about 129 MB, 200,000 cells missing). First rows, exact count, first suggestion, memory.
 *
 * `[--vsix PATH] [--baseline PATH] [--only document|large|accept] [--rows N] [--runs 1] [--context N] [--bare 1]
 * [--hold 200000] [--minutes 30]`; without `--vsix` the package in out/. `--context` is how many rows the model looks at,
 * by default as many as a user's does; `--only accept` is the document's table with the fewest, for those who do not want
 * to wait for the suggestions. `--bare` is in how many edits the null extension makes its change: one costs VS Code
 * least. `--hold` is how many suggestions of the large file are waited for, `--minutes` for how long at most.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { load } from "../../busy";
import { launchChromium } from "../../e2e/chromium";
import { packagedExtension } from "../../e2e/vscode/stage";
import type { BenchPlace } from "./benchWindow";
import { columns, type CsvFile, makeCsvFile } from "./csvFile";
import { type DocumentFigures, nullPass, productPass } from "./documentRun";
import { type LargeFigures, largePass } from "./largeRun";
import { type Build, documentTable, largeTable } from "./report";

const { values: flags } = parseArgs({
  options: {
    vsix: { type: "string" },
    baseline: { type: "string" },
    only: { type: "string" },
    rows: { type: "string" },
    context: { type: "string" },
    bare: { type: "string", default: "1" },
    runs: { type: "string", default: "1" },
    hold: { type: "string", default: "200000" },
    minutes: { type: "string", default: "30" },
  },
});

/** Enough context that the model suggests at all. */
const fewestContext = 64;

/** Name and package of every build to measure, the one in question first. */
const builds = [
  ["this build", flags.vsix ?? packagedExtension()],
  ...(flags.baseline === undefined ? [] : [["baseline", flags.baseline] as const]),
] as const;

async function documents(browser: Browser, place: BenchPlace): Promise<void> {
  const file = makeCsvFile("document.csv", Number(flags.rows ?? 100_000), 0.05);
  console.log(titleOf(file));
  const measured = builds.map(([name]) => ({ name, passes: [] as DocumentFigures[] }));
  const bare: DocumentFigures[] = [];
  for (let run = 0; run < Number(flags.runs); run++) {
    let filled: Buffer = file.bytes;
    for (const [k, [name, vsix]] of builds.entries()) {
      const pass = await productPass(browser, vsix, file, place);
      measured[k]!.passes.push(pass.figures);
      told(name, pass.figures);
      if (k === 0) filled = pass.filled;
    }
    bare.push(await nullPass(browser, filled, file, place, Number(flags.bare)));
    told("null", bare.at(-1));
  }
  console.log(`\n${documentTable([...measured, { name: "null", passes: bare }])}\n`);
}

async function large(browser: Browser, place: BenchPlace): Promise<void> {
  const rows = Number(flags.rows ?? 1_000_000);
  const file = makeCsvFile("large.csv", rows, 0.01);
  console.log(titleOf(file));
  const measured: Build<LargeFigures>[] = [];
  for (const [name, vsix] of builds) {
    const passes: LargeFigures[] = [];
    for (let run = 0; run < Number(flags.runs); run++) {
      const options = { hold: Math.min(Number(flags.hold), file.missing), patienceMs: Number(flags.minutes) * 60_000 };
      passes.push(await largePass(browser, vsix, file, place, options));
      told(name, passes.at(-1));
    }
    measured.push({ name, passes });
  }
  console.log(`\n${largeTable(measured)}\n`);
}

/** A pass as it was measured, and how much longer than on an idle machine work takes just now. */
function told(name: string, figures: unknown): void {
  console.log(`${name}, beside a load of ${load().toFixed(1)}: ${JSON.stringify(figures)}`);
}

function titleOf({ rows, missing, bytes }: CsvFile): string {
  return `\n${rows} rows x ${columns} columns, ${(bytes.length / 1e6).toFixed(1)} MB, ${missing} missing cells`;
}

async function main(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "npt-bench-"));
  const browser = await launchChromium();
  try {
    const context = Number(flags.context ?? (flags.only === "accept" ? fewestContext : 0));
    const place = { scratch, settings: { "nptImpute.contextRows": context } };
    if (flags.only !== "large") await documents(browser, place);
    if (flags.only === undefined || flags.only === "large") await large(browser, place);
  } finally {
    await browser.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
