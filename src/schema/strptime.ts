/** A directive of strptime and the tokens of `dateFormat.ts` it means. */
const tokens: Readonly<Record<string, string>> = {
  "%Y": "YYYY",
  "%y": "YY",
  "%B": "MMMM",
  "%b": "MMM",
  "%h": "MMM",
  "%m": "MM",
  "%-m": "M",
  "%d": "DD",
  "%-d": "D",
  "%A": "dddd",
  "%a": "ddd",
  "%H": "HH",
  "%-H": "H",
  "%I": "hh",
  "%-I": "h",
  "%M": "mm",
  "%S": "ss",
  "%f": "SSSSSS",
  "%p": "A",
  "%z": "Z",
  "%F": "YYYY-MM-DD",
  "%T": "HH:mm:ss",
  "%R": "HH:mm",
  "%D": "MM/DD/YY",
};

const directives: Readonly<Record<string, string>> = {
  YYYY: "%Y",
  YY: "%y",
  MMMM: "%B",
  MMM: "%b",
  MM: "%m",
  M: "%-m",
  DD: "%d",
  D: "%-d",
  dddd: "%A",
  ddd: "%a",
  HH: "%H",
  H: "%-H",
  hh: "%I",
  h: "%-I",
  mm: "%M",
  ss: "%S",
  A: "%p",
  a: "%p",
  Z: "%z",
};

/** A strptime pattern in the tokens of `dateFormat.ts`, or the directive that has none. */
export function fromStrptime(format: string): { readonly pattern: string } | { readonly unknown: string } {
  let pattern = "";
  for (const [part] of format.matchAll(/%-?[\s\S]?|[^%]+/g)) {
    if (part === "%%") pattern += "%";
    else if (part.startsWith("%")) {
      const token = tokens[part];
      if (token === undefined) return { unknown: part };
      pattern += token;
      // Letters in brackets stand for themselves: "T" between date and time, "h" behind an hour.
    } else pattern += part.replace(/\p{L}+/gu, "[$&]");
  }
  return { pattern };
}

/** A pattern of `dateFormat.ts` for strptime. What strptime does not tell apart (a fraction's digits, am and AM) is lost. */
export function toStrptime(pattern: string): string {
  const parts = pattern.match(/\[[^\]]*\]|YYYY|YY|MMMM|MMM|MM|M|DD|D|dddd|ddd|HH|H|hh|h|mm|ss|S+|A|a|Z|[\s\S]/g) ?? [];
  return parts
    .map((part) => {
      if (/^S+$/.test(part)) return "%f";
      const literal = part.startsWith("[") && part.length > 1 ? part.slice(1, -1) : part;
      return directives[part] ?? literal.replaceAll("%", "%%");
    })
    .join("");
}

/** Whether strptime says all that `pattern` says. */
export function survivesStrptime(pattern: string): boolean {
  const back = fromStrptime(toStrptime(pattern));
  return "pattern" in back && back.pattern === pattern;
}
