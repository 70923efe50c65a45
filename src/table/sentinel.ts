import { commonMissingTokens } from "../csv/missing";
import { type ColumnKind, Missing } from "./column";
import type { DistinctTexts } from "./distinct";

const usual = new Set(commonMissingTokens);

/** Whether people write `text` for "no value". */
export function isCommonToken(text: string): boolean {
  return usual.has(text);
}

/**
 * Marks the cells whose token means missing in this column, and takes them out of the texts.
 * A token counts only where it is a stranger: among numbers or dates always; among words only a token that is no
 * word ("?", "N/A", "\N"), since `None` and `unknown` can be categories.
 * @param tokens what the settings name; "auto" for the common ones
 * @param strangers whether the other texts of the column are numbers, dates or truth values
 */
export function withoutSentinels(
  distinct: DistinctTexts,
  tokens: readonly string[] | "auto",
  strangers: boolean,
): DistinctTexts {
  const named = sentinelTokens(tokens);
  const isSentinel = distinct.texts.map((text) => named.has(text) && (strangers || isNoWord(text)));
  if (!isSentinel.includes(true)) return distinct;
  const moved = new Int32Array(distinct.texts.length).fill(-1);
  const kept: number[] = [];
  for (const [code, sentinel] of isSentinel.entries()) {
    if (!sentinel) {
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

/** Whether every token is a stranger in a column of this kind. */
export function takesStrangers(kind: ColumnKind): boolean {
  return kind === "number" || kind === "date" || kind === "boolean";
}

/** Whether the token is no word, and so a stranger among words, too. */
export function isNoWord(text: string): boolean {
  return !/^\p{L}+$/u.test(text) || /^(?:NA|NaN|nan|NULL|null)$/.test(text);
}
