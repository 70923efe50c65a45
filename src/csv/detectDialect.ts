import { CsvError } from "./csvError";
import { chooseDelimiter } from "./delimiter";
import type { Dialect, DialectOverrides } from "./dialect";
import { findHeader } from "./header";
import { CR, LF, lineEnd, markLength, rawText, type Units } from "./units";

/** Units looked at: enough for hundreds of records of an ordinary table. */
export const sampleLength = 1 << 17;

/** Guesses the dialect from the start of the file. Throws `CsvError` "dialect" for overrides that cannot work. */
export function detectDialect(units: Units, overrides: DialectOverrides = {}): Dialect {
  checkOverrides(overrides);
  const mark = markLength(units);
  const cut = units.length - mark > sampleLength;
  const sample = cutAtLine(units.subarray(mark, mark + sampleLength), cut);
  const announced = announcedDelimiter(sample);
  const preamble = overrides.preamble ?? (announced === null ? 0 : 1);
  const delimiter = overrides.delimiter ?? announced ?? undefined;
  const base = { newline: prevailingNewline(sample), preamble };
  if (isComplete(overrides)) return { ...base, ...overrides };
  const chosen = chooseDelimiter({ units: sample, cut }, base, { ...overrides, delimiter });
  return findHeader({ units: sample, cut }, chosen, overrides);
}

/** With nothing left to guess, as after an edit, opening a file costs one scan. */
function isComplete(overrides: DialectOverrides): overrides is Omit<Dialect, "newline"> {
  const { delimiter, quote, comment, preamble, header, unitRows, initialSpace } = overrides;
  return ![delimiter, quote, comment, preamble, header, unitRows, initialSpace].includes(undefined);
}

function checkOverrides({ delimiter, quote, comment, preamble, unitRows }: DialectOverrides): void {
  if (delimiter !== undefined && !/^[\t -~]$/.test(delimiter)) {
    throw new CsvError("dialect", "The delimiter must be one ASCII character, such as a comma or a tab.");
  }
  if (delimiter !== undefined && (delimiter === (quote ?? '"') || delimiter === comment)) {
    throw new CsvError("dialect", `The delimiter ${delimiter} cannot also be the quote or the comment mark.`);
  }
  if (preamble !== undefined && !(Number.isInteger(preamble) && preamble >= 0)) {
    throw new CsvError("dialect", "The number of lines before the header must be 0 or more.");
  }
  if (unitRows !== undefined && !(Number.isInteger(unitRows) && unitRows >= 0)) {
    throw new CsvError("dialect", "The number of rows under the header that are no data must be 0 or more.");
  }
}

/** A sample that was cut must not end inside a record: the rest of the last line goes. */
function cutAtLine(sample: Units, cut: boolean): Units {
  if (!cut) return sample;
  const last = Math.max(sample.lastIndexOf(LF), sample.lastIndexOf(CR));
  return last > 0 ? sample.subarray(0, last + 1) : sample;
}

/** The delimiter a spreadsheet's first line names: `sep=;`. */
function announcedDelimiter(sample: Units): string | null {
  const line = rawText(sample, 0, Math.min(lineEnd(sample, 0), 16));
  return /^"?sep=([\t -~])"?\s*$/i.exec(line)?.[1] ?? null;
}

function prevailingNewline(sample: Units): Dialect["newline"] {
  let lf = 0;
  let cr = 0;
  let crlf = 0;
  for (let i = 0; i < sample.length; i++) {
    if (sample[i] === LF) lf++;
    else if (sample[i] === CR) {
      if (sample[i + 1] === LF) {
        crlf++;
        i++;
      } else cr++;
    }
  }
  if (crlf > 0 && crlf >= lf && crlf >= cr) return "\r\n";
  return cr > lf ? "\r" : "\n";
}
