import { shorten } from "./printable";
import { InputError } from "./userErrors";

/** Names shown when one is unknown. */
const maxNames = 30;

/**
 * Positions of the columns `names` among `all`; a name that repeats means each of its columns. Throws `InputError`.
 * @param option what the names were typed for, where that is worth telling
 */
export function findColumns(all: readonly string[], names: readonly string[], option = ""): number[] {
  const positions = new Set<number>();
  for (const name of names) {
    if (!all.includes(name)) throw new InputError(`${option === "" ? "" : `${shorten(option, 80)}: `}${unknownColumn(all, name)}`);
    for (const [index, other] of all.entries()) if (other === name) positions.add(index);
  }
  return [...positions].sort((left, right) => left - right);
}

function unknownColumn(all: readonly string[], name: string): string {
  const rest = all.length > maxNames ? `, and ${all.length - maxNames} more` : "";
  const known = all.slice(0, maxNames).map((one) => shorten(one, 60));
  return `There is no column "${shorten(name, 60)}". The columns are: ${known.join(", ")}${rest}.`;
}
