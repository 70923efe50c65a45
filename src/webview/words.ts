import { type NumberWriter, numbersIn } from "../shared/numbers";
import { format, type StringKey, type Strings } from "../shared/strings";

/** Sentences about a number of things that have a form of their own for one of them. */
type CountedKey = { [K in StringKey]: `${K}One` extends StringKey ? K : never }[StringKey];

/** The webview's texts, and everything with a number in it, in the user's language. */
export interface Words extends Strings, NumberWriter {
  /** A text with values in its places; numbers are counts and written as such. */
  say(key: StringKey, ...values: readonly (string | number)[]): string;
  /** A sentence about `number` things, which is its first value. */
  counted(key: CountedKey, number: number, ...values: readonly (string | number)[]): string;
}

/** The texts in a language; numbers as in English where the language is unknown. */
export function wordsIn(strings: Strings, language: string): Words {
  const numbers = numbersIn(language);
  const say = (key: StringKey, ...values: readonly (string | number)[]): string =>
    format(strings[key], ...values.map((value) => (typeof value === "number" ? numbers.count(value) : value)));
  return {
    ...strings,
    ...numbers,
    say,
    counted: (key, number, ...values) => say(numbers.isOne(number) ? `${key}One` : key, number, ...values),
  };
}

/** A certainty in words: "72% within ± 0.4"; "72%" where only the very value counts as right. */
export function certaintyText(percent: number, within: string, words: Words): string {
  return within === "" ? words.percent(percent) : words.say("certaintyWithin", words.percent(percent), within);
}
