import { parseArgs } from "node:util";

/** What a command line asks for. Paths are as typed; "-" is standard input or output. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "demo"; readonly input: string | null }
  | ({ readonly kind: "impute" } & CommandOptions);

export interface CommandOptions {
  readonly input: string;
  /** "-" writes to standard output. */
  readonly output: string;
  readonly report: string | null;
  /** Header names to fill; null for every column that can be. */
  readonly columns: readonly string[] | null;
  /** Tokens that mean missing besides empty cells; "auto" for the common ones. Default: none. */
  readonly missing: readonly string[] | "auto";
  /** 0..1: cells below it stay empty. */
  readonly minCertainty: number;
  readonly seed: number;
  /** Completed copies to draw; null for one copy of the likeliest values. */
  readonly draws: number | null;
  /** Rows the network may attend to; null for the model's default. */
  readonly contextRows: number | null;
  /** null for one per core. */
  readonly threads: number | null;
  /** null: native, and WASM where that fails. */
  readonly runtime: "native" | "wasm" | null;
  /** Check the accuracy on this table. Without `output`, nothing is filled. */
  readonly check: boolean;
  /** Whether `-o` was given. */
  readonly explicitOutput: boolean;
  readonly delimiter: string | null;
  readonly header: boolean | null;
  readonly shortRows: boolean;
  readonly verbose: boolean;
}

/** An unusable command line, with one sentence for the user. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** An input, output or column that cannot be used, with one sentence for the user. Exit status 2. */
export class InputError extends Error {
  override readonly name = "InputError";
}

const options = {
  output: { type: "string", short: "o" },
  report: { type: "string" },
  columns: { type: "string", multiple: true },
  missing: { type: "string", multiple: true },
  "min-certainty": { type: "string" },
  seed: { type: "string" },
  draws: { type: "string" },
  "context-rows": { type: "string" },
  threads: { type: "string" },
  runtime: { type: "string" },
  check: { type: "boolean" },
  delimiter: { type: "string" },
  header: { type: "boolean" },
  "no-header": { type: "boolean" },
  "short-rows": { type: "boolean" },
  verbose: { type: "boolean" },
  demo: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
} as const;

/** The options as help and error messages name them. */
export const usage = `Usage: npt-impute <input.csv> [-o completed.csv] [options]

Fills the empty cells of a CSV file with a transformer that reads the whole table.
Only the filled cells change; every other byte of the file stays as it is.

  <input.csv>             the file to fill; "-" reads standard input
  -o, --output FILE       where the completed copy goes (default: standard output)
  --report FILE           a JSON report: every filled cell, its certainty, interval, alternatives
  --columns a,b           fill these columns only; quote a name that contains a comma: '"a,b",c'
  --missing "NA,?"        tokens that mean missing besides empty cells; "auto" for the usual ones
  --min-certainty P       leave cells empty whose certainty is below P (0 to 1)
  --seed N                seed of every random choice (default 0)
  --draws N               N completed copies drawn from the predictive distribution: out.1.csv ... out.N.csv
  --check                 hide known cells, predict them, and print how good that is, column by column;
                          fills nothing unless -o is given
  --context-rows N        rows the network may look at (usually 1000 to 2500)
  --threads N             threads (default: one per core, at most 8)
  --runtime native|wasm   where the network runs (default: native, or WebAssembly where that does not load)
  --delimiter C           the delimiter, a character or "tab" (default: found in the file)
  --header, --no-header   whether the first row names the columns (default: found in the file)
  --short-rows            also fill the cells that rows lack at their end
  --verbose               say on standard error where the network runs
  -h, --help              this text
  -v, --version           the version

Exit status: 0 done; 1 the model failed; 2 the input or an option cannot be used; 130 interrupted.
`;

/** Reads a command line, without the program's name. Throws `UsageError`. */
export function readArguments(argv: readonly string[]): Command {
  const { values, positionals } = parse(argv);
  if (values.help === true) return { kind: "help" };
  if (values.version === true) return { kind: "version" };
  const [input, ...more] = positionals;
  if (more.length > 0) {
    throw new UsageError(`One input at a time: what is "${more[0]}"? (See npt-impute --help.)`);
  }
  if (values.demo === true) return { kind: "demo", input: input ?? null };
  if (input === undefined) throw new UsageError("No input file was given. (See npt-impute --help.)");
  if (values.header === true && values["no-header"] === true) {
    throw new UsageError("--header and --no-header contradict each other.");
  }
  const draws = integer("--draws", values.draws, 1, 1000);
  const output = values.output ?? "-";
  if (output === "") throw new UsageError("-o needs the name of a file.");
  if (draws !== null && output === "-") {
    throw new UsageError("--draws writes several files: say where with -o, such as -o completed.csv.");
  }
  if (values.report === "-" || values.report === "") throw new UsageError("--report needs the name of a file.");
  return {
    kind: "impute",
    input,
    output,
    explicitOutput: values.output !== undefined,
    report: values.report ?? null,
    columns: list("--columns", values.columns),
    missing: values.missing?.join() === "auto" ? "auto" : (list("--missing", values.missing) ?? []),
    minCertainty: certainty(values["min-certainty"]),
    seed: integer("--seed", values.seed, 0, 2 ** 32 - 1) ?? 0,
    draws,
    contextRows: integer("--context-rows", values["context-rows"], 1, 1_000_000),
    threads: integer("--threads", values.threads, 1, 256),
    runtime: runtime(values.runtime),
    check: values.check === true,
    delimiter: delimiter(values.delimiter),
    header: values.header === true ? true : values["no-header"] === true ? false : null,
    shortRows: values["short-rows"] === true,
    verbose: values.verbose === true,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    // Node's message goes on with advice about "--", which is of no use here.
    const message = error instanceof Error ? (error.message.split(/\.\s|\n/)[0] ?? "") : String(error);
    throw new UsageError(`${message.replace(/\.$/, "")}. (See npt-impute --help.)`);
  }
}

function integer(name: string, text: string | undefined, least: number, most: number): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new UsageError(`${name} must be a whole number from ${least} to ${most}, not "${text}".`);
  }
  return value;
}

function certainty(text: string | undefined): number {
  if (text === undefined) return 0;
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1)) {
    throw new UsageError(`--min-certainty must be a number from 0 to 1, not "${text}".`);
  }
  return value;
}

function runtime(text: string | undefined): "native" | "wasm" | null {
  if (text === undefined || text === "native" || text === "wasm") return text ?? null;
  throw new UsageError(`--runtime must be native or wasm, not "${text}".`);
}

function delimiter(text: string | undefined): string | null {
  if (text === undefined) return null;
  const character = text === "tab" || text === "\\t" ? "\t" : text;
  if (!/^[\t -~]$/.test(character)) {
    throw new UsageError(`--delimiter must be one ASCII character or "tab", not "${text}".`);
  }
  return character;
}

/** Comma-separated items, quoted as in a CSV file where they contain a comma; the option may be repeated. */
function list(name: string, texts: readonly string[] | undefined): string[] | null {
  if (texts === undefined) return null;
  const items: string[] = [];
  for (const text of texts) {
    for (const [, quoted, bare = ""] of text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"(?=,|$)|([^,]*))/g)) {
      const item = quoted === undefined ? bare.trim() : quoted.replaceAll('""', '"');
      if (item !== "" || quoted !== undefined) items.push(item);
    }
  }
  if (items.length === 0) throw new UsageError(`${name} is empty: give at least one, or leave it out.`);
  return items;
}
