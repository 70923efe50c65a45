import type { StatedColumn, StatedReading } from "../table/reading";
import { SchemaError } from "./schemaError";
import type { SchemaFile } from "./tableSchema";

/** Names listed where one is unknown. */
const maxNames = 30;

/**
 * What a schema file states, its columns by their position in the table. Fields are found by name, whatever their
 * order; the case of a name counts only where two differ in nothing else. Throws `SchemaError` for a field that the
 * table lacks.
 * @param names the table's columns, as `columnNames` has them
 */
export function fitSchema({ stated, names: fields, mayLack }: SchemaFile, fileName: string, names: readonly string[]): StatedReading {
  const exact = positionsOf(names, (name) => name);
  const folded = positionsOf(names, (name) => name.toLowerCase());
  const columns: StatedColumn[] = [];
  for (const [k, column] of (stated.columns ?? []).entries()) {
    const field = fields[k]!;
    if (typeof column.column === "number") {
      if (column.column < names.length) checkName(field, column.column, stated, names, fileName);
      else if (!mayLack) throw new SchemaError(fileName, field, `it is field ${column.column + 1}, and the table has ${names.length} columns; remove it.`);
      if (column.column < names.length) columns.push(column);
      continue;
    }
    const alike = folded.get(field.toLowerCase()) ?? [];
    const found = exact.get(field) ?? (alike.length === 1 ? alike : []);
    if (found.length === 0 && !mayLack) throw new SchemaError(fileName, field, lacking(names, stated));
    for (const position of found) columns.push({ ...column, column: position });
  }
  return columns.length === 0 ? withoutColumns(stated) : { ...stated, columns };
}

function positionsOf(names: readonly string[], key: (name: string) => string): Map<string, number[]> {
  const positions = new Map<string, number[]>();
  for (const [index, name] of names.entries()) {
    const known = positions.get(key(name));
    if (known === undefined) positions.set(key(name), [index]);
    else known.push(index);
  }
  return positions;
}

/** Fields whose name comes twice are told apart by their position: then that must be the table's. */
function checkName(field: string, position: number, { dialect }: StatedReading, names: readonly string[], fileName: string): void {
  if (dialect?.header === false || names[position] === field) return;
  throw new SchemaError(fileName, field, `the name comes twice among the fields, and column ${position + 1} of the table is "${names[position]}"; list all columns in the table's order, or each name once.`);
}

function lacking(names: readonly string[], { dialect }: StatedReading): string {
  const rest = names.length > maxNames ? `, and ${names.length - maxNames} more` : "";
  const known = names.slice(0, maxNames).map((name) => (name.length > 60 ? `${name.slice(0, 59)}…` : name));
  const headless = dialect?.header === true && names.every((name) => /^(?:Column \d+|[\d.,\s]*)$/.test(name)) ? ' Where the table has no header row, the dialect says "header": false.' : "";
  return `the table has no such column; rename or remove the field. The columns are: ${known.join(", ")}${rest}.${headless}`;
}

function withoutColumns({ columns: _, ...stated }: StatedReading): StatedReading {
  return stated;
}
