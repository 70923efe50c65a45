/** Where a text stops being JSON. */
export interface JsonFault {
  /** Offset into the text; line and column are counted from 1. */
  readonly at: number;
  readonly line: number;
  readonly column: number;
  /** What is wrong there, a clause. */
  readonly what: string;
  /** Whether all there is could be the beginning of JSON. */
  readonly endsEarly: boolean;
}

const gap = /[ \t\r\n]*/y;
const string = /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[ !#-[\]-\uffff]*)*"/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.+-])|(?:true|false|null)(?![\w.+-])/y;
/** A string, number or word that the text ends within. */
const cutString = /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[ !#-[\]-\uffff]*)*(?:\\(?:u[\da-fA-F]{0,3})?)?$/y;
const cutScalar = /(?:-?\d*\.?\d*(?:[eE][-+]?\d*)?|t|tr|tru|f|fa|fal|fals|n|nu|nul)$/y;
const word = /[\p{L}_$][\w$]*/uy;

/** What may come next. */
type Expected = "value" | "value-or-end" | "key" | "key-or-end" | "colon" | "comma-or-end" | "nothing";

/** The first place where `text` is not JSON, which the errors of `JSON.parse` do not tell everywhere; null where it is. */
export function jsonFault(text: string): JsonFault | null {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let at = 0;
  const matched = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const behindValue = (): Expected => (open.length > 0 ? "comma-or-end" : "nothing");
  for (;;) {
    matched(gap);
    const character = text[at];
    if (character === undefined) return expected === "nothing" ? null : faultAt(text, at, "the text ends too early", true);
    const closes = character === (open.at(-1) === "{" ? "}" : "]") && open.length > 0;
    if (closes && (expected === "comma-or-end" || expected === "value-or-end" || expected === "key-or-end")) {
      at++;
      open.pop();
      expected = behindValue();
    } else if (expected === "colon" && character === ":") {
      at++;
      expected = "value";
    } else if (expected === "comma-or-end" && character === ",") {
      at++;
      expected = open.at(-1) === "{" ? "key" : "value";
    } else if ((expected === "key" || expected === "key-or-end") && character === '"') {
      if (!matched(string)) return brokenString(text, at);
      expected = "colon";
    } else if (expected === "value" || expected === "value-or-end") {
      if (character === "{" || character === "[") {
        at++;
        open.push(character);
        expected = character === "{" ? "key-or-end" : "value-or-end";
      } else if (character === '"') {
        if (!matched(string)) return brokenString(text, at);
        expected = behindValue();
      } else if (matched(scalar)) expected = behindValue();
      else return unexpected(text, at, expected, open.at(-1));
    } else return unexpected(text, at, expected, open.at(-1));
  }
}

function brokenString(text: string, at: number): JsonFault {
  cutString.lastIndex = at;
  if (cutString.test(text)) return faultAt(text, at, "the text that begins here has no closing quote", true);
  const lineEnd = text.slice(at).search(/[\r\n]/);
  const closed = text.slice(at + 1, lineEnd < 0 ? undefined : at + lineEnd).includes('"');
  const what = closed ? "the text that begins here has a character that must be written with a backslash, or a wrong backslash" : "the text that begins here has no closing quote";
  return faultAt(text, at, what, false);
}

function unexpected(text: string, at: number, expected: Expected, open: "{" | "[" | undefined): JsonFault {
  const character = text[at]!;
  cutScalar.lastIndex = at;
  const value = expected === "value" || expected === "value-or-end";
  return faultAt(text, at, complaint(), value && cutScalar.test(text));

  function complaint(): string {
    const end = open === "{" ? "}" : "]";
    if (character === "/" || character === "#") return "JSON has no comments";
    if (character === "'") return "texts are written in double quotes";
    if (expected === "nothing") return "something follows the end";
    if (expected === "comma-or-end") return `a comma or "${end}" is missing`;
    if (expected === "colon") return 'a ":" is missing behind the name';
    if (character === "}" || character === "]") return `nothing stands between the comma or colon and "${character}"`;
    if (expected === "key" || expected === "key-or-end") return "a name in double quotes is missing";
    word.lastIndex = at;
    const written = word.exec(text)?.[0];
    return written === undefined ? "a value is missing" : `"${written.slice(0, 30)}" is no value of JSON`;
  }
}

function faultAt(text: string, at: number, what: string, endsEarly: boolean): JsonFault {
  const before = text.slice(0, at).split(/\r\n|\r|\n/);
  return { at, line: before.length, column: before.at(-1)!.length + 1, what, endsEarly };
}
