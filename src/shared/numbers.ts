/** How numbers are written for people: everywhere the same, in their language. */
export interface NumberWriter {
  /** 1605 -> "1,605". */
  count(count: number): string;
  /** 20 -> "20%", with so many decimals at most. */
  percent(percent: number, decimals?: number): string;
  /** A part of a whole in percent, with as many decimals as it takes to be neither 0 nor 100 when it is not. */
  share(part: number, whole: number): string;
  /** Whether a sentence about so many things is that about one of them. */
  isOne(count: number): boolean;
}

/** Numbers as a language writes them; as English does where the language is unknown. */
export function numbersIn(language: string): NumberWriter {
  const locale = localeOf(language);
  const counts = new Intl.NumberFormat(locale);
  const percents = new Map<number, Intl.NumberFormat>();
  const percent = (value: number, decimals = 1): string => {
    const format = percents.get(decimals) ?? new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: decimals });
    percents.set(decimals, format);
    return format.format(value / 100);
  };
  const plural = new Intl.PluralRules(locale);
  return {
    count: (count) => counts.format(count),
    percent,
    share: (part, whole) => shareText(part, whole, percent),
    isOne: (count) => plural.select(count) === "one",
  };
}

function shareText(part: number, whole: number, percent: NumberWriter["percent"]): string {
  if (whole === 0 || part === 0) return percent(0, 0);
  if (part === whole) return percent(100, 0);
  const share = (part / whole) * 100;
  for (let decimals = share >= 10 && share <= 90 ? 0 : 1; decimals < 8; decimals++) {
    const rounded = Number(share.toFixed(decimals));
    if (rounded !== 0 && rounded !== 100) return percent(rounded, decimals);
  }
  return share < 50 ? `<${percent(1e-7, 7)}` : `>${percent(99.9999999, 7)}`;
}

/** VS Code's display language may be a name that `Intl` refuses. */
function localeOf(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? "en";
  } catch {
    return "en";
  }
}
