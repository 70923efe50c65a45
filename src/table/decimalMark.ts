import type { CsvFile } from "../csv/csvFile";

/**
 * Whether the comma is the decimal mark of a table, which decides what "1,234" and "1.234" mean in a column that does
 * not tell by itself: from cells of any column that can be read in one way only, else from the delimiter.
 */
export function commaIsDecimal(file: CsvFile): boolean {
  let commas = 0;
  let points = 0;
  const step = Math.max(1, Math.floor(file.rows / 200));
  for (let row = 0; row < file.rows; row += step) {
    for (let column = 0; column < Math.min(file.columns, 200); column++) {
      const text = file.cell(row, column)?.trim() ?? "";
      if (text.length > 24) continue;
      const marked = /^[-+]?(?:0|\d{4,}|\d+(?=[.,]\d{1,2}(?!\d))|\d+(?=[.,]\d{4}))([.,])\d+\s?%?$/.exec(text);
      if (marked?.[1] === ",") commas++;
      else if (marked?.[1] === ".") points++;
    }
  }
  return commas + points === 0 ? file.dialect.delimiter === ";" : commas > points;
}
