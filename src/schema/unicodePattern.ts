/**
 * A regular expression of Python or XML Schema as one of JavaScript in Unicode mode, which constraints are tested in;
 * null where it is none. Named groups and the ends of a text are written otherwise there, and more may be escaped.
 */
export function unicodePattern(written: string): string | null {
  const pattern = written
    .replaceAll("(?P<", "(?<")
    .replace(/^\\A/, "")
    .replace(/\\[zZ]$/, "")
    .replace(/\\([\s\S])/g, (escaped, character: string) => (/[!"#%&',:;<=>@_`~ -]/.test(character) ? plain(character) : escaped));
  for (const candidate of [written, pattern, hyphensLast(pattern)]) {
    try {
      new RegExp(`^(?:${candidate})$`, "u");
      return candidate;
    } catch {
      // The next one may do.
    }
  }
  return null;
}

/** A hyphen means itself outside of brackets and, escaped, within them; by its code it does in both. */
function plain(character: string): string {
  return character === "-" ? "\\x2d" : character;
}

/** `[\w-.]`: a hyphen behind a class is no range. */
function hyphensLast(pattern: string): string {
  return pattern.replace(/\[(?:\\[\s\S]|[^\]\\])*\]/g, (brackets) => brackets.replace(/(\\[wWdDsS])-(?!\])/g, "$1\\-"));
}
