import { format, type StringKey, type Strings } from "../shared/strings";

/** Sentences about a number of things that have a form of their own for one of them. */
type CountedKey = { [K in StringKey]: `${K}One` extends StringKey ? K : never }[StringKey];

/** The webview's texts, and everything with a number in it, in the user's language. */
export interface Words extends Strings {
  /** A text with values in its places; numbers are counts and written as such. */
  say(key: StringKey, ...values: readonly (string | number)[]): string;
  /** A sentence about `number` things, which is its first value. */
  counted(key: CountedKey, number: number, ...values: readonly (string | number)[]): string;
  /** Such as "1,605". */
  count(number: number): string;
  /** Such as "20%", with a decimal where there is one. */
  percent(percent: number): string;
}

/** The texts in a language; numbers as in English where the language is unknown. */
export function wordsIn(strings: Strings, language: string): Words {
  const locale = localeOf(language);
  const counts = new Intl.NumberFormat(locale);
  const percents = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const plural = new Intl.PluralRules(locale);
  const count = (number: number): string => counts.format(number);
  const say = (key: StringKey, ...values: readonly (string | number)[]): string =>
    format(strings[key], ...values.map((value) => (typeof value === "number" ? count(value) : value)));
  return {
    ...strings,
    say,
    count,
    counted: (key, number, ...values) => say(plural.select(number) === "one" ? `${key}One` : key, number, ...values),
    percent: (percent) => percents.format(percent / 100),
  };
}

/** A certainty in words: "72% within ± 0.4"; "72%" where only the very value counts as right. */
export function certaintyText(percent: number, within: string, words: Words): string {
  return within === "" ? words.percent(percent) : words.say("certaintyWithin", words.percent(percent), within);
}

/** VS Code's display language may be a name that `Intl` refuses. */
function localeOf(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? "en";
  } catch {
    return "en";
  }
}
