/** A number as people write it: sign, currency, grouping, decimals, exponent, unit; or a time offset such as "-02:00". */
const plainNumber =
  /^(?:[-+]?(?:[$€£¥₹]|[A-Z]{3} ?)?|[$€£¥₹][-+])(?:\d[\d.,' \u00a0\u2009\u202f]*|[.,]\d+)(?:[eE][-+]?\d{1,3})?\s?(?:%|‰|°|[$€£¥₹]|[A-Za-zµ°]{1,8}[²³]?)?$/;
const signedTime = /^[-+]\d{1,2}:\d{2}(?::\d{2})?$/;

/**
 * Whether a spreadsheet that opens the file would run `value` as a formula: it starts with = + - @, a tab or a
 * line break (full-width forms too), and is not just a number.
 */
export function isFormula(value: string): boolean {
  if (/^[\t\r\n]/.test(value)) return true;
  const text = value.trimStart();
  if (!/^[=+\-@＝＋－＠]/.test(text)) return false;
  return !plainNumber.test(text.trimEnd()) && !signedTime.test(text.trimEnd());
}
