import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import Papa from "papaparse";
import { type CsvFile, openText } from "../../src/csv/csvFile";
import { cellsOf } from "../unit/csv/helpers";

interface Raw {
  readonly raw: string;
  readonly record: readonly string[];
}

/**
 * Compares the scanner with csv-parse and Papa Parse, where they can read the dialect and take the text.
 * @returns the names of those that took it
 */
export function agreeWithOthers(text: string, file: CsvFile): string[] {
  const { dialect, scan } = file;
  const { delimiter, quote } = dialect;
  const wellFormed = !/\p{Surrogate}/u.test(text);
  const shared = wellFormed && dialect.preamble === 0 && dialect.comment === "" && quote !== "" && !dialect.initialSpace;
  if (!shared || scan.troubled.length > 0 || text.startsWith("\ufeff") || !/^[,;\t|:~]$/.test(delimiter)) return [];
  const ours = cellsOf(openText(text, { ...dialect, header: false, unitRows: 0 }));
  const took: string[] = [];
  const theirs = csvParse(text, delimiter, quote);
  if (theirs !== null) {
    assert.deepEqual(ours, withoutBlankLines(theirs), "csv-parse reads other cells");
    took.push("csv-parse");
  }
  const papas = papaParse(text, delimiter, quote);
  if (papas !== null) {
    const wide = papas.some((row) => row.length > 1);
    // Papa Parse does not tell a blank line from a quoted empty cell, so neither is compared.
    const kept = (rows: readonly (readonly string[])[]) => rows.filter((row) => row.length > 1 || !(wide && /^[ \t]*$/.test(row[0] ?? "")));
    assert.deepEqual(kept(ours), kept(papas), "Papa Parse reads other cells");
    took.push("papaparse");
  }
  return took;
}

function csvParse(text: string, delimiter: string, quote: string): Raw[] | null {
  try {
    const options = { delimiter, quote, escape: quote, record_delimiter: ["\r\n", "\n", "\r"], relax_column_count: true, raw: true };
    return parse(text, options) as unknown as Raw[];
  } catch {
    // It is stricter: quotes in bare cells, spaces behind a closing quote.
    return null;
  }
}

/** A blank line is no record in a table of several columns. */
function withoutBlankLines(records: readonly Raw[]): (readonly string[])[] {
  const wide = records.some(({ record }) => record.length > 1);
  return records.filter(({ raw, record }) => record.length > 1 || !(wide && /^[ \t]*[\r\n]*$/.test(raw))).map(({ record }) => record);
}

function papaParse(text: string, delimiter: string, quoteChar: string): string[][] | null {
  const ends = new Set(text.match(/\r\n|\r|\n/g));
  if (ends.size > 1) return null;
  const [newline = "\n"] = ends as Set<"\n" | "\r" | "\r\n">;
  const { data, errors } = Papa.parse<string[]>(text, { delimiter, newline, quoteChar });
  if (errors.length > 0) return null;
  if (text === "" || text.endsWith(newline)) data.pop();
  return data;
}
