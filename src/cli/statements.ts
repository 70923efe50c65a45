import { columnRoles, type StatedColumn, statableTypes } from "../table/reading";
import { UsageError } from "./userErrors";

/** What an option states of a column, which has yet to be found. */
export interface Statement {
  /** The option as typed, for sentences about it. */
  readonly option: string;
  /** A header name. */
  readonly column: string;
  readonly stated: Omit<StatedColumn, "column">;
}

type Typed = Readonly<Partial<Record<"type" | "role" | "min" | "max" | "tolerance" | "ignore", string[]>>>;

/** `--type`, `--role`, `--min`, `--max`, `--tolerance` and `--ignore`. Throws `UsageError`. */
export function statements({ type = [], role = [], min = [], max = [], tolerance = [], ignore = [] }: Typed): Statement[] {
  return [
    ...type.map((text) => statement("--type", text, (value) => ({ type: oneOf("--type", value, statableTypes) }))),
    ...min.map((text) => statement("--min", text, (value) => ({ constraints: { minimum: value } }))),
    ...max.map((text) => statement("--max", text, (value) => ({ constraints: { maximum: value } }))),
    ...tolerance.map((text) => statement("--tolerance", text, (value) => ({ tolerance: positive("--tolerance", value) }))),
    ...role.map((text) => statement("--role", text, (value) => ({ role: oneOf("--role", value, columnRoles) }))),
    ...ignore.map((column): Statement => {
      if (column.trim() === "") throw new UsageError("--ignore needs the name of a column.");
      return { option: `--ignore ${column}`, column: column.trim(), stated: { role: "leave" } };
    }),
  ];
}

/** `column=value`, or `column:value` of a value that is a number; a name may have these in it, a value has none. */
function statement(option: string, text: string, read: (value: string) => Statement["stated"]): Statement {
  const at = Math.max(text.lastIndexOf("="), option === "--tolerance" ? text.lastIndexOf(":") : -1);
  const column = text.slice(0, Math.max(0, at)).trim();
  const value = text.slice(at + 1).trim();
  if (column === "" || value === "") throw new UsageError(`${option} needs a column and a value, such as ${option} ${examples[option]}, not "${text}".`);
  return { option: `${option} ${text}`, column, stated: read(value) };
}

const examples: Readonly<Record<string, string>> = { "--type": "age=integer", "--min": "age=0", "--max": "age=120", "--tolerance": "age=2", "--role": "id=learn" };

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new UsageError(`${option} needs a number above 0, not "${text}".`);
  return value;
}

function oneOf<T extends string>(option: string, text: string, known: readonly T[]): T {
  const found = known.find((one) => one === text);
  if (found === undefined) throw new UsageError(`${option} knows ${known.join(", ")}, not "${text}".`);
  return found;
}
