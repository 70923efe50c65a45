/**
 * Patterns for dates and times. Tokens: YYYY YY, MMMM MMM MM M, DD D, dddd ddd (day of week), HH H (0-23),
 * hh h (1-12), mm, ss, S… (one per digit of a fraction), A a (AM/PM, am/pm), Z (an offset: Z, +01:00, +0100).
 * Text in brackets and every other character stand for themselves.
 */
const tokenPattern = /\[[^\]]*\]|YYYY|YY|MMMM|MMM|MM|M|DD|D|dddd|ddd|HH|H|hh|h|mm|ss|S+|A|a|Z|[\s\S]/g;

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** A compiled pattern. */
export interface DateFormat {
  readonly pattern: string;
  /** Seconds since 1970 UTC, NaN where `text` does not have this format or names no date. */
  parse(text: string): number;
  /** The text of a moment, given in seconds since 1970 UTC. */
  write(seconds: number): string;
}

type Part = "year" | "month" | "day" | "hour" | "minute" | "second" | "fraction" | "half" | "offset" | "weekday";

const sources: Readonly<Record<string, readonly [source: string, part: Part]>> = {
  YYYY: ["\\d{4}", "year"],
  YY: ["\\d{2}", "year"],
  MMMM: ["[A-Za-z]{3,9}", "month"],
  MMM: ["[A-Za-z]{3,4}", "month"],
  MM: ["\\d{2}", "month"],
  M: ["\\d{1,2}", "month"],
  DD: ["\\d{2}", "day"],
  D: ["\\d{1,2}", "day"],
  dddd: ["[A-Za-z]{6,9}", "weekday"],
  ddd: ["[A-Za-z]{3}", "weekday"],
  HH: ["\\d{2}", "hour"],
  H: ["\\d{1,2}", "hour"],
  hh: ["\\d{2}", "hour"],
  h: ["\\d{1,2}", "hour"],
  mm: ["\\d{2}", "minute"],
  ss: ["\\d{2}", "second"],
  A: ["[AP]M", "half"],
  a: ["[ap]m", "half"],
  Z: ["Z|[-+]\\d{2}:?\\d{2}", "offset"],
};

const compiled = new Map<string, DateFormat>();

/** Compiles a pattern; the same pattern is compiled once. */
export function dateFormat(pattern: string): DateFormat {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const tokens = pattern.match(tokenPattern) ?? [];
  const parts: Part[] = [];
  let source = "";
  for (const token of tokens) {
    const entry = /^S+$/.test(token) ? ([`\\d{${token.length}}`, "fraction"] as const) : sources[token];
    if (entry === undefined) source += literalOf(token).replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
    else {
      source += `(${entry[0]})`;
      parts.push(entry[1]);
    }
  }
  const expression = new RegExp(`^${source}$`);
  const format: DateFormat = {
    pattern,
    parse(text) {
      const match = expression.exec(text);
      return match === null ? Number.NaN : secondsOf(parts, match);
    },
    write: (seconds) => tokens.map((token) => writeToken(token, seconds)).join(""),
  };
  compiled.set(pattern, format);
  return format;
}

function literalOf(token: string): string {
  return token.startsWith("[") && token.length > 1 ? token.slice(1, -1) : token;
}

function secondsOf(parts: readonly Part[], match: RegExpExecArray): number {
  let year = 1970;
  let month = 1;
  let day = 1;
  let hour = 0;
  let minute = 0;
  let second = 0;
  let offset = 0;
  let half: string | null = null;
  let weekday = -1;
  for (const [i, part] of parts.entries()) {
    const text = match[i + 1]!;
    if (part === "year") year = text.length === 2 ? Number(text) + (Number(text) < 69 ? 2000 : 1900) : Number(text);
    else if (part === "month") month = /^\d/.test(text) ? Number(text) : named(months, text) + 1;
    else if (part === "day") day = Number(text);
    else if (part === "hour") hour = Number(text);
    else if (part === "minute") minute = Number(text);
    else if (part === "second") second += Number(text);
    else if (part === "fraction") second += Number(`0.${text}`);
    else if (part === "half") half = text.toUpperCase();
    else if (part === "offset") offset = offsetSeconds(text);
    else weekday = named(days, text);
  }
  if (parts.includes("weekday") && weekday < 0) return Number.NaN;
  if (half !== null) {
    if (hour < 1 || hour > 12) return Number.NaN;
    hour = (hour % 12) + (half === "PM" ? 12 : 0);
  }
  if (year < 1000 || month < 1 || month > 12 || hour > 23 || minute > 59 || second >= 61) return Number.NaN;
  if (day < 1 || day > daysIn(year, month)) return Number.NaN;
  return Date.UTC(year, month - 1, day, hour, minute) / 1000 + second - offset;
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Index of the name that `text` is, or abbreviates to three letters ("Sept" too); -2 where none. */
function named(names: readonly string[], text: string): number {
  const plain = text.toLowerCase();
  const index = names.findIndex((name) => name.toLowerCase() === plain || name.slice(0, 3).toLowerCase() === plain);
  return index >= 0 ? index : plain === "sept" ? 8 : -2;
}

function offsetSeconds(text: string): number {
  if (text === "Z") return 0;
  const [hours = 0, minutes = 0] = [text.slice(1, 3), text.slice(-2)].map(Number);
  return (text.startsWith("-") ? -1 : 1) * (hours * 3600 + minutes * 60);
}

function writeToken(token: string, seconds: number): string {
  const date = new Date(Math.round(seconds * 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const hour = date.getUTCHours();
  switch (token) {
    case "YYYY":
      return String(date.getUTCFullYear()).padStart(4, "0");
    case "YY":
      return two(date.getUTCFullYear() % 100);
    case "MMMM":
      return months[date.getUTCMonth()]!;
    case "MMM":
      return months[date.getUTCMonth()]!.slice(0, 3);
    case "MM":
      return two(date.getUTCMonth() + 1);
    case "M":
      return String(date.getUTCMonth() + 1);
    case "DD":
      return two(date.getUTCDate());
    case "D":
      return String(date.getUTCDate());
    case "dddd":
      return days[date.getUTCDay()]!;
    case "ddd":
      return days[date.getUTCDay()]!.slice(0, 3);
    case "HH":
      return two(hour);
    case "H":
      return String(hour);
    case "hh":
      return two(hour % 12 === 0 ? 12 : hour % 12);
    case "h":
      return String(hour % 12 === 0 ? 12 : hour % 12);
    case "mm":
      return two(date.getUTCMinutes());
    case "ss":
      return two(date.getUTCSeconds());
    case "A":
      return hour < 12 ? "AM" : "PM";
    case "a":
      return hour < 12 ? "am" : "pm";
    case "Z":
      return "Z";
    default:
      if (/^S+$/.test(token))
        return String(date.getUTCMilliseconds()).padStart(3, "0").padEnd(token.length, "0").slice(0, token.length);
      return literalOf(token);
  }
}
