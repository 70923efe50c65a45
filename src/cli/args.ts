import { parseArgs } from "node:util";
import { type RowOrder, rowOrders } from "../imputation/impute";
import { type Statement, statements } from "./statements";
import { UsageError } from "./userErrors";

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
  /** What was typed for the tokens that mean missing (see `missingTokens`); "auto" for the common ones. Empty: nothing. */
  readonly missing: readonly string[] | "auto";
  readonly blankIsMissing: boolean;
  /** What is stated of single columns, in order. */
  readonly statements: readonly Statement[];
  /** A schema file; null for none that is named. */
  readonly schema: string | null;
  /** Whether a schema beside the input counts. */
  readonly findSchema: boolean;
  /** Write what is assumed of the table, and fill nothing. */
  readonly inferSchema: boolean;
  /** 0..1: cells below it stay empty. */
  readonly minCertainty: number;
  readonly seed: number;
  /** Completed copies to draw; null for one copy of the suggested values. */
  readonly draws: number | null;
  /** Rows the network may attend to; null for the model's default. */
  readonly contextRows: number | null;
  readonly rowOrder: RowOrder;
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
  /** Lines before the header; null where they are found. */
  readonly skipRows: number | null;
  /** Rows under the header that are no data; null where they are found. */
  readonly unitRows: number | null;
  readonly shortRows: boolean;
  readonly verbose: boolean;
}

const options = {
  output: { type: "string", short: "o" },
  report: { type: "string" },
  columns: { type: "string", multiple: true },
  missing: { type: "string", multiple: true },
  "blank-is-missing": { type: "boolean" },
  type: { type: "string", multiple: true },
  min: { type: "string", multiple: true },
  max: { type: "string", multiple: true },
  tolerance: { type: "string", multiple: true },
  ignore: { type: "string", multiple: true },
  role: { type: "string", multiple: true },
  schema: { type: "string" },
  "no-schema": { type: "boolean" },
  "infer-schema": { type: "boolean" },
  "skip-rows": { type: "string" },
  "unit-rows": { type: "string" },
  "min-certainty": { type: "string" },
  seed: { type: "string" },
  draws: { type: "string" },
  "context-rows": { type: "string" },
  "row-order": { type: "string" },
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
  if (values.schema === "" || values.schema === "-") throw new UsageError("--schema needs the name of a file.");
  if (values.schema !== undefined && values["no-schema"] === true) throw new UsageError("--schema and --no-schema contradict each other.");
  const filling = (["draws", "report", "check"] as const).find((name) => values[name] !== undefined);
  if (values["infer-schema"] === true && filling !== undefined) throw new UsageError(`--infer-schema fills nothing: leave --${filling} out.`);
  if (values.report === "-" || values.report === "") throw new UsageError("--report needs the name of a file.");
  return {
    kind: "impute",
    input,
    output,
    explicitOutput: values.output !== undefined,
    report: values.report ?? null,
    columns: list("--columns", values.columns),
    missing: missing(values.missing),
    blankIsMissing: values["blank-is-missing"] === true,
    statements: statements(values),
    schema: values.schema ?? null,
    findSchema: values.schema === undefined && values["no-schema"] !== true,
    inferSchema: values["infer-schema"] === true,
    minCertainty: certainty(values["min-certainty"]),
    seed: integer("--seed", values.seed, 0, 2 ** 32 - 1) ?? 0,
    draws,
    contextRows: integer("--context-rows", values["context-rows"], 1, 1_000_000),
    rowOrder: rowOrder(values["row-order"]),
    threads: integer("--threads", values.threads, 1, 256),
    runtime: runtime(values.runtime),
    check: values.check === true,
    delimiter: delimiter(values.delimiter),
    header: values.header === true ? true : values["no-header"] === true ? false : null,
    skipRows: integer("--skip-rows", values["skip-rows"], 0, 1_000_000),
    unitRows: integer("--unit-rows", values["unit-rows"], 0, 1000),
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

function rowOrder(text: string | undefined): RowOrder {
  const found = rowOrders.find((one) => one === (text ?? "auto"));
  if (found === undefined) throw new UsageError(`--row-order must be auto or none, not "${text}".`);
  return found;
}

function delimiter(text: string | undefined): string | null {
  if (text === undefined) return null;
  const character = text === "tab" || text === "\\t" ? "\t" : text;
  if (!/^[\t -~]$/.test(character)) {
    throw new UsageError(`--delimiter must be one ASCII character or "tab", not "${text}".`);
  }
  return character;
}

/** The tokens as typed: which of them is a column's is known once the names of the columns are. */
function missing(texts: readonly string[] | undefined): readonly string[] | "auto" {
  if (texts?.join() === "auto") return "auto";
  if (texts?.some((text) => text.replaceAll(/[\s,]/g, "") === "") === true) throw new UsageError("--missing is empty: give at least one, or leave it out.");
  return texts ?? [];
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
