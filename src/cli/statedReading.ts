import { openBytes } from "../csv/csvFile";
import type { DialectOverrides } from "../csv/dialect";
import type { TableSummary } from "../engine/contract";
import { fitSchema } from "../schema/fitSchema";
import type { SchemaFile } from "../schema/tableSchema";
import { columnNames } from "../table/buildTable";
import { hasNumbers } from "../table/column";
import { parseBound } from "../table/constraints";
import { mergeStated, type StatedColumn, type StatedReading } from "../table/reading";
import type { CommandOptions } from "./args";
import { findColumns } from "./findColumns";
import { type FoundSchema, heeded } from "./findSchema";
import { missingTokens } from "./missingTokens";
import { printable, shorten } from "./printable";
import { InputError } from "./userErrors";

/** Bytes in which the header is looked for: the names of a hundred thousand columns. */
export const headerBytes = 1 << 22;

type Flags = Pick<CommandOptions, "delimiter" | "header" | "skipRows" | "unitRows" | "missing" | "blankIsMissing" | "shortRows" | "statements">;

/** Whether what is stated can be told only once the names of the columns are known. */
export function needsNames({ missing, statements }: Flags, found: FoundSchema | null): boolean {
  return statements.length > 0 || (found?.schema.names.length ?? 0) > 0 || (missing !== "auto" && missing.some((text) => text.includes(":")));
}

/** The names of the columns, from the beginning of the file. */
export function headerNames(head: Uint8Array, dialect: DialectOverrides): string[] {
  return columnNames(openBytes(head, dialect));
}

/** How the file is written, as far as it is stated: by options, or else by the schema. */
export function statedDialect({ delimiter, header, skipRows, unitRows }: Flags, found: FoundSchema | null): DialectOverrides {
  return {
    ...found?.schema.stated.dialect,
    ...(delimiter === null ? {} : { delimiter }),
    ...(header === null ? {} : { header }),
    ...(skipRows === null ? {} : { preamble: skipRows }),
    ...(unitRows === null ? {} : { unitRows }),
  };
}

/**
 * All that is stated of the file: options go before the schema. Columns are by position. Throws `InputError`.
 * @param names of the columns; empty where `needsNames` says no
 */
export function statedReading(flags: Flags, found: FoundSchema | null, names: readonly string[]): StatedReading {
  const base = found === null ? {} : heeded(found.byItself, () => fitSchema(inOrder(found.schema, flags), found.path, names));
  const known = new Map((base.columns ?? []).map((column) => [column.column, column]));
  const columns = new Map<number, StatedColumn>();
  const add = (position: number, { constraints, ...stated }: Omit<StatedColumn, "column">): void => {
    const before = columns.get(position) ?? { column: position };
    const limits = { ...(before.constraints ?? known.get(position)?.constraints), ...constraints };
    columns.set(position, { ...before, ...stated, ...(constraints === undefined ? {} : { constraints: limits }) });
  };
  for (const { option, column, stated } of flags.statements) {
    for (const position of findColumns(names, [column], option)) add(position, stated);
  }
  const missing = flags.missing === "auto" ? null : missingTokens(flags.missing, names);
  if (missing !== null && missing.unknown !== null) {
    throw new InputError(`--missing: ${noColumn(names, missing.unknown)} A token with a colon in it is written in quotes: --missing '"a:b"'.`);
  }
  for (const [name, tokens] of missing?.columns ?? []) {
    for (const position of findColumns(names, [name])) add(position, { missingTokens: tokens });
  }
  const asked = missing?.table ?? ["auto"];
  const table = asked.length === 0 ? undefined : asked.join() === "auto" ? "auto" : asked;
  return mergeStated(base, {
    dialect: statedDialect(flags, found),
    ...(table === undefined ? {} : { missingTokens: table }),
    ...(flags.blankIsMissing ? { blankIsMissing: true } : {}),
    ...(flags.shortRows ? { fillShortRows: true } : {}),
    ...(columns.size === 0 ? {} : { columns: [...columns.values()] }),
  });
}

/** Without a header, as an option says, fields stand for the columns in order. */
function inOrder(schema: SchemaFile, { header }: Flags): SchemaFile {
  if (header !== false) return schema;
  const { stated } = schema;
  const columns = stated.columns?.map((column, position) => ({ ...column, column: position }));
  return { ...schema, stated: { ...stated, dialect: { ...stated.dialect, header: false }, ...(columns === undefined ? {} : { columns }) } };
}

function noColumn(names: readonly string[], name: string): string {
  try {
    findColumns(names, [name]);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
}

/** Refuses bounds and tolerances of columns that hold nothing to be compared with them. Throws `InputError`. */
export function checkBounds({ columns }: Pick<TableSummary, "columns">, stated: StatedReading): void {
  for (const { column: position, constraints, tolerance } of stated.columns ?? []) {
    const column = typeof position === "number" ? columns[position] : undefined;
    if (column === undefined || column.kind === "empty" || column.kind === "constant") continue;
    if (tolerance !== undefined && !hasNumbers(column)) {
      throw new InputError(`"${shorten(column.name, 60)}" is not read as numbers or dates, so that it has no tolerance; say what it holds with --type.`);
    }
    for (const bound of [constraints?.minimum, constraints?.maximum]) {
      if (bound === undefined) continue;
      const name = shorten(column.name, 60);
      if (column.numberFormat === null && column.dateFormat === null) {
        throw new InputError(`"${name}" is not read as numbers or dates, so that ${printable(bound)} is no bound of it; say what it holds with --type.`);
      }
      if (Number.isNaN(parseBound(column, bound))) throw new InputError(`The bound "${shorten(bound, 60)}" is no value that "${name}" can have.`);
    }
  }
}
