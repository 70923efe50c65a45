let language = "en";

/** Numbers are written as in this language from now on. */
export function writeNumbersIn(tag: string): void {
  language = tag;
}

/** 1605 -> "1,605". */
export function countText(count: number): string {
  return count.toLocaleString(language);
}

/** .2 -> "20%", rounded down so that nothing is promised that is not there. */
export function percentText(share: number): string {
  return asPercent(Math.floor(share * 100 + 1e-9), 0);
}

/** A share in percent, with as many digits as it takes to be neither 0 nor 100 when it is not. */
export function shareText(part: number, whole: number): string {
  if (whole === 0 || part === 0) return asPercent(0, 0);
  if (part === whole) return asPercent(100, 0);
  const percent = (part / whole) * 100;
  for (let digits = percent >= 10 && percent <= 90 ? 0 : 1; digits < 8; digits++) {
    const rounded = Number(percent.toFixed(digits));
    if (rounded !== 0 && rounded !== 100) return asPercent(rounded, digits);
  }
  return percent < 50 ? `<${asPercent(1e-7, 7)}` : `>${asPercent(99.9999999, 7)}`;
}

function asPercent(percent: number, digits: number): string {
  return (percent / 100).toLocaleString(language, { style: "percent", maximumFractionDigits: digits });
}
