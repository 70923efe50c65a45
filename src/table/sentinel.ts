import { commonMissingTokens } from "../csv/commonMissingTokens";
import { type ColumnSchema, Missing } from "./column";
import type { DistinctTexts } from "./distinct";

const usual = new Set(commonMissingTokens);
/** Longer texts have a form of their own. */
const maxFormLength = 4;

/** Whether people write `text` for "no value". */
export function isCommonToken(text: string): boolean {
  return usual.has(text);
}

/** Marks the cells whose text is a sentinel as missing, and takes them out of the texts. */
export function withoutSentinels(distinct: DistinctTexts, isSentinel: (text: string) => boolean): DistinctTexts {
  const sentinel = distinct.texts.map(isSentinel);
  if (!sentinel.includes(true)) return distinct;
  const moved = new Int32Array(distinct.texts.length).fill(-1);
  const kept: number[] = [];
  for (const [code, is] of sentinel.entries()) {
    if (!is) {
      moved[code] = kept.length;
      kept.push(code);
    }
  }
  const missing = distinct.missing.slice();
  const codes = distinct.codes.slice();
  let observed = 0;
  for (const [row, code] of distinct.codes.entries()) {
    if (code < 0) continue;
    codes[row] = moved[code]!;
    if (moved[code]! < 0) missing[row] = Missing.Sentinel;
    else observed++;
  }
  return {
    ...distinct,
    missing,
    codes,
    texts: kept.map((code) => distinct.texts[code]!),
    spellings: kept.map((code) => distinct.spellings[code]!),
    counts: kept.map((code) => distinct.counts[code]!),
    observed,
  };
}

/** The tokens that may mean missing. */
export function sentinelTokens(tokens: readonly string[] | "auto"): ReadonlySet<string> {
  return tokens === "auto" ? usual : new Set(tokens);
}

/** Whether a token means missing in the column: the rule that `buildTable` found for it. */
export function meansMissing({ wordsMeanMissing, valueTokens }: Pick<ColumnSchema, "wordsMeanMissing" | "valueTokens">, token: string): boolean {
  return (wordsMeanMissing || isNoWord(token)) && !valueTokens.includes(token);
}

/** Whether the token is no word, and so a stranger among words, too: `None` and `unknown` can be categories. */
export function isNoWord(text: string): boolean {
  return !/^\p{L}+$/u.test(text) || /^(?:NA|NaN|nan|NULL|null)$/.test(text);
}

/** Whether a token looks like the column's other values: NA among BW and FR is Namibia. */
export function hasFormOfOthers(token: string, { texts, counts }: DistinctTexts): boolean {
  if (token.length > maxFormLength || !/\p{L}/u.test(token)) return false;
  const form = formOf(token);
  let alike = 0;
  let others = 0;
  let different = 0;
  for (const [i, text] of texts.entries()) {
    if (isCommonToken(text)) continue;
    others += counts[i]!;
    if (formOf(text) !== form) continue;
    alike += counts[i]!;
    different++;
  }
  return different >= 2 && alike >= 0.8 * others;
}

/** Capital letters, small ones and digits told apart: "BW" is "AA". */
function formOf(text: string): string {
  return text.replace(/\p{Lu}/gu, "A").replace(/\p{Ll}/gu, "a").replace(/\d/g, "0");
}
