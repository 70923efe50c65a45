import type { DistinctTexts } from "./distinct";
import type { NumberReading } from "./numberFormat";

const keyName =
  /(?:^|[\s_.-])(?:id|uuid|guid|key|nr|no|number|index|idx)$|[a-z](?:Id|ID)$|^(?:id|#|index|rowid)|^Unnamed: 0$/i;
const codeName =
  /(?:^|[\s_.-])(?:id|code|zip|zipcode|zip_?code|postcode|postal|plz|fips|sku|isbn|ean|phone|tel)$|[a-z](?:Id|ID|Code)$/i;

/** Whether the numbers name their rows: unique integers that run along with the rows, or that the name calls a key. */
export function isKey(name: string, distinct: DistinctTexts, { values, format, parsed }: NumberReading): boolean {
  const { counts, observed } = distinct;
  if (format.decimals > 0 || format.prefix.trim() !== "" || format.suffix !== "" || parsed < observed) return false;
  const unique = counts.length / observed;
  if (unique >= 0.9 && counts.length >= 3 && keyName.test(name)) return codeName.test(name) || runsWithRows(distinct, values, gapsOfKey);
  return unique === 1 && counts.length >= 5 && runsWithRows(distinct, values, gaps) && !areYears(values);
}

/** Whether the numbers of a key run along with the rows: then they say where a row stands. */
export function isCounter(distinct: DistinctTexts, { values }: NumberReading): boolean {
  return runsWithRows(distinct, values, gapsOfKey);
}

/** Numbers per row that a climbing counter skips at most: one that its name calls a key, and another. */
const gapsOfKey = 2;
const gaps = 1.2;

/** Whether every value is its row number plus a constant, or the values climb densely from the start. */
function runsWithRows({ codes, chosen }: DistinctTexts, values: Float64Array, most: number): boolean {
  let lag: number | null = null;
  let straight = true;
  let climbing = true;
  let before = Number.NEGATIVE_INFINITY;
  let low = Number.POSITIVE_INFINITY;
  let count = 0;
  for (const [row, code] of codes.entries()) {
    if (code < 0) continue;
    const value = values[code]!;
    const place = chosen?.rows[row] ?? row;
    lag ??= value - place;
    if (value - place !== lag) straight = false;
    if (value <= before) climbing = false;
    before = value;
    low = Math.min(low, value);
    count++;
  }
  return straight || (climbing && low >= 0 && low <= 1 && before - low < most * (chosen?.of ?? codes.length) && count >= 10);
}

function areYears(values: Float64Array): boolean {
  return values.every((value) => value >= 1500 && value <= 2200);
}

/** Numbers that name things: two values only (1 and 2 for a sex), a unit that says so ("36 months"), or the column's name. */
export function isCode(name: string, distinct: DistinctTexts, { values, format }: NumberReading): boolean {
  if (distinct.texts.length === 2 && distinct.observed >= 20) return true;
  if (format.suffix.trim() !== "" && distinct.texts.length <= 10 && distinct.observed >= 10 * distinct.texts.length) return true;
  if (format.decimals > 0 && !values.every((value) => Number.isNaN(value) || Number.isInteger(value))) return false;
  return codeName.test(name) && distinct.texts.length > 2;
}
