import { CsvError } from "../csv/csvError";
import { RuntimeFault } from "../runtime/runtime";
import { version } from "../../package.json";
import { readArguments } from "./args";
import { runDemo } from "./demo";
import { imputeFile } from "./imputeFile";
import { writeStandardOutput } from "./outputs";
import { createProgress, printable } from "./printable";
import { startEngine } from "./startEngine";
import { usage } from "./usage";
import { InputError, UsageError } from "./userErrors";

const progress = createProgress(process.stderr);

/** Runs a command line; resolves with the exit status. Never rejects. */
async function main(argv: readonly string[], signal: AbortSignal): Promise<number> {
  try {
    const command = readArguments(argv);
    switch (command.kind) {
      case "help":
        await writeStandardOutput([usage]);
        break;
      case "version":
        await writeStandardOutput([`npt-impute ${version}\n`]);
        break;
      case "demo":
        await runDemo(command.input, startEngine, progress, signal);
        break;
      case "impute":
        await imputeFile(command, startEngine, progress, signal);
        break;
    }
    return 0;
  } catch (error) {
    progress.clear();
    if (signal.aborted) return 130;
    process.stderr.write(`npt-impute: ${printable(error instanceof Error ? error.message : String(error))}\n`);
    const unusable = error instanceof UsageError || error instanceof InputError || error instanceof CsvError;
    if (!unusable && !(error instanceof RuntimeFault) && error instanceof Error)
      process.stderr.write(`${error.stack}\n`);
    return unusable ? 2 : 1;
  } finally {
    progress.clear();
  }
}

const interrupted = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(name, () => {
    if (interrupted.signal.aborted) process.exit(130); // asked twice
    interrupted.abort();
  });
}
main(process.argv.slice(2), interrupted.signal).then((status) => {
  process.exitCode = status;
});
