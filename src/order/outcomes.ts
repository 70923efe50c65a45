/**
 * The outcomes that a cell's distributions are over. `at` gives the outcome of a value (a number, or a level).
 * `values`: the only numbers there are, rising. `bins`: ranges between `borders`, the outer ones open. `levels`: by number.
 */
export type Outcomes =
  | { readonly kind: "levels"; readonly size: number }
  | { readonly kind: "values"; readonly size: number; readonly values: Float64Array; readonly borders: Float64Array }
  | { readonly kind: "bins"; readonly size: number; readonly borders: Float64Array };

/** The outcomes of a column of existing values: each stands for what is nearest to it. */
export function valueOutcomes(values: Float64Array): Outcomes {
  const borders = Float64Array.from({ length: values.length - 1 }, (_, k) => (values[k]! + values[k + 1]!) / 2);
  return { kind: "values", size: values.length, values, borders };
}

export function outcomeOf(outcomes: Outcomes, value: number): number {
  if (outcomes.kind === "levels") return value;
  const { borders } = outcomes;
  let low = 0;
  let high = borders.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (borders[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
