import { InputError } from "./inputError";
import { shorten } from "./printable";

/** Names shown when one is unknown. */
const shown = 30;

/** Positions of the columns `names` among `all`; a name that repeats means each of its columns. Throws `InputError`. */
export function findColumns(all: readonly string[], names: readonly string[]): number[] {
  const positions = new Set<number>();
  for (const name of names) {
    if (!all.includes(name)) throw new InputError(unknown(all, name));
    for (const [index, other] of all.entries()) if (other === name) positions.add(index);
  }
  return [...positions].sort((left, right) => left - right);
}

function unknown(all: readonly string[], name: string): string {
  const rest = all.length > shown ? `, and ${all.length - shown} more` : "";
  const known = all.slice(0, shown).map((one) => shorten(one, 60));
  return `There is no column "${shorten(name, 60)}". The columns are: ${known.join(", ")}${rest}.`;
}
