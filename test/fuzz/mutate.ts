import { seededRandom } from "../../src/npt/random";
import { encodings, type FuzzInput, plainInput } from "./input";

/** What CSV files are made of, and what has gone wrong in them before. */
const dictionary = [
  ",", ",", ";", "\t", "|", "\n", "\n", "\r\n", "\r", '"', '"', '""', '"",', ',""', "'", "''", " ", "  ", "\0", "\ufeff", "\u00a0",
  "\u2028", "\u0085", "\v", "\f", "\x1a", "\x1b[31m", "\u202e", "\ud800", "\udfff", "\udc80", "é", "ß", "€", "日本", "ア", "ﾃ", "👍", "e\u0301",
  "#", "#a,b", "//", "sep=;\n", '"sep=,"\r\n', "\\", '\\"', '"a"b', '"a" ', ' "a"', '"a\nb"', '"a""b"', '"x, y"', "a,b,c", "1,,3", ",,",
  "id,name,size", "Title of the table", "1960,1961,1962", "NA", "N/A", "NULL", "-", "?", "nan", "=1+1", "+A1", "@x", "-5", "true", "FALSE",
  "0", "1", "007", "1.5", "1,5", "1.234,56", "1,234.56", "1 234", "1e9", "1e999", "-0", "0x10", "$3", "3 €", "12 %", "99999999999999999999",
  "2020-01-31", "31/01/2020", "1/2/2021", "2020-02-30", "12:30", "2020-01-01T00:00:00Z", "-02:00", "Jan 5, 2020", "__proto__", "constructor",
  "<img src=x onerror=alert(1)>", "</script>", "Infinity", "a", "b", "Oslo", "x",
];

const values = [
  "x", "1.5", "2020-01-01", "a,b", "a;b", "a\tb", "a|b", 'a"b', '"', "''", "a'b", "a\nb", "a\r\nb", "a\rb", "\r", " x", "x ", "#x", "//x", "\ufeffx",
  "\u00a0x", "é", "日本", "👍", "\ud800", "\udc80", "\0", "NA", "-5", "\\", '\\"', "sep=;", ",", "x".repeat(300),
];

const toldDelimiters = [" ", " ", ":", "~", "a", "^"];

export class Mutator {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** Uniform below `n`. */
  below(n: number): number {
    return Math.floor(this.#random() * n);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** One of the corpus; every second time one of the newest, where the last step forward was. */
  pickSeed(corpus: readonly FuzzInput[]): FuzzInput {
    return this.below(2) === 0 ? this.pick(corpus) : this.pick(corpus.slice(-16));
  }

  /** A small table, or rubble; one in four with a delimiter that nobody guesses, told together with the other settings. */
  generate(): FuzzInput {
    const told = this.below(4) === 0;
    const delimiter = told ? this.pick(toldDelimiters) : this.pick([",", ",", ";", "\t", "|"]);
    const overrides = told ? { delimiter, initialSpace: this.below(2) === 0, ...(this.below(2) === 0 ? this.#override() : {}) } : {};
    const newline = this.pick(["\n", "\n", "\r\n", "\r"]);
    const width = 1 + this.below(5);
    const rows = Array.from({ length: this.below(8) }, () =>
      Array.from({ length: width }, () => (this.below(3) === 0 ? "" : this.pick(dictionary))).join(delimiter),
    );
    const encoding = this.below(3) === 0 ? this.pick(encodings) : "utf8";
    const written = Array.from({ length: 3 }, () => this.pick(values));
    const input = { ...plainInput, encoding, overrides, values: written, text: rows.join(newline) + this.pick(["", newline]) };
    return told ? input : this.#withSettings(input);
  }

  /** `input` changed in one to four ways; `other` lends parts of its text. */
  mutate(input: FuzzInput, other: FuzzInput): FuzzInput {
    let mutated = input;
    for (let turns = 1 + this.below(4); turns > 0; turns--) {
      mutated = this.below(5) === 0 ? this.#withSettings(mutated) : { ...mutated, text: this.#text(mutated.text, other.text) };
    }
    return mutated;
  }

  #text(text: string, other: string): string {
    const at = this.below(text.length + 1);
    const end = Math.min(text.length, at + 1 + this.below(this.pick([1, 4, 40])));
    switch (this.below(8)) {
      case 0:
        return text.slice(0, at) + text.slice(end);
      case 1: {
        const from = this.below(other.length + 1);
        return (text.slice(0, at) + other.slice(from, from + this.below(60)) + text.slice(end)).slice(0, 4000);
      }
      case 2:
        return (text.slice(0, end) + text.slice(at)).slice(0, 4000);
      case 3: {
        // Rarely many times: that is where costs that grow with the square show.
        const times = this.below(200) === 0 ? 1200 : this.pick([2, 3, 10]);
        return (text.slice(0, at) + text.slice(at, end).repeat(times) + text.slice(end)).slice(0, 12_000);
      }
      case 4:
        return text.slice(0, at) + String.fromCharCode(this.below(this.pick([128, 256, 65_536]))) + text.slice(at + 1);
      default:
        return text.slice(0, at) + this.pick(dictionary) + text.slice(this.below(2) === 0 ? at : end);
    }
  }

  #withSettings(input: FuzzInput): FuzzInput {
    switch (this.below(8)) {
      case 0:
        return { ...input, encoding: this.pick(encodings) };
      case 1:
        return { ...input, values: Array.from({ length: 1 + this.below(4) }, () => this.pick(values)) };
      case 2:
        return { ...input, shortRows: !input.shortRows };
      case 3:
        return { ...input, blankIsMissing: !input.blankIsMissing };
      case 4:
        return { ...input, missingTokens: this.pick([[], ["NA"], ["?", "-"], ["1"], ["Oslo", "x"]]) };
      case 5:
        return { ...input, skip: this.below(4) };
      case 6:
        return { ...input, overrides: {} };
      default:
        return { ...input, overrides: { ...input.overrides, ...this.#override() } };
    }
  }

  #override(): FuzzInput["overrides"] {
    switch (this.below(6)) {
      case 0:
        return { delimiter: this.pick([",", ";", "\t", "|", ":", " ", "a", "~", '"', ",,", "é"]) };
      case 1:
        return { quote: this.pick(['"', "'", ""] as const) };
      case 2:
        return { comment: this.pick(["", "#", "//", "a"]) };
      case 3:
        return { preamble: this.pick([0, 1, 2, 50, -1, 0.5]) };
      case 4:
        return { header: this.below(2) === 0 };
      default:
        return { initialSpace: this.below(2) === 0 };
    }
  }
}
