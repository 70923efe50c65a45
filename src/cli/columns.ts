import type { Table } from "../table/column";
import { InputError } from "./inputError";
import { printable } from "./printable";

/** Names shown when one is unknown. */
const shown = 30;

/** Positions of the columns of these names; a name that repeats means each of its columns. Throws `InputError`. */
export function findColumns(table: Table, names: readonly string[]): number[] {
  const positions = new Set<number>();
  for (const name of names) {
    const found = table.columns.filter((column) => column.name === name);
    if (found.length === 0) throw new InputError(unknown(table, name));
    for (const { index } of found) positions.add(index);
  }
  return [...positions].sort((left, right) => left - right);
}

function unknown(table: Table, name: string): string {
  const known = table.columns.map((column) => printable(column.name));
  const rest = known.length > shown ? `, and ${known.length - shown} more` : "";
  return `There is no column "${printable(name)}". The columns are: ${known.slice(0, shown).join(", ")}${rest}.`;
}
