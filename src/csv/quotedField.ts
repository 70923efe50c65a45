import { FieldFlag } from "./fields";
import { CR, LF, SPACE, type Units } from "./units";

/** A quoted cell has at most so many units (32 Mi): what a reader of parts of a file has to hold at once. */
export const longestQuoted = 1 << 25;

/**
 * Reads fields that start with a quote, and says what to do where the quotes do not add up:
 * - a quote followed by text, with a proper closing quote later on the same line: it belongs to the text;
 * - the same without one, in a field that began on this line: the field is closed, the rest is junk;
 * - the same in a field that began on an earlier line, or a quote that begins a cell of its own there, or no closing
 *   quote within `longestQuoted`: the opening quote is plain text, so that one forgotten quote never swallows the rows
 *   behind it.
 */
export class QuoteReader {
  /** After `read`: where the field ends, or where plain text starts again. */
  end = 0;
  /** Set once an answer depends on what may follow the last unit. */
  pastEnd = false;
  private lineCloseFrom = 0;
  private lineCloseTo = -1;
  private lineClose = -1;
  private spanFrom = -1;
  private spanTo = -1;

  constructor(
    private readonly units: Units,
    private readonly delimiter: number,
    private readonly quote: number,
  ) {}

  /** Reads the field whose opening quote is at `open`; returns `FieldFlag` bits and sets `end`. */
  read(open: number): number {
    const { units, quote } = this;
    const n = units.length;
    let flags: number = FieldFlag.Quoted;
    const limit = Math.min(n, open + longestQuoted);
    let i = open + 1;
    for (;;) {
      while (i < limit && units[i] !== quote) i++;
      if (i >= limit) {
        if (n < open + longestQuoted) this.pastEnd = true;
        return this.plainText(open);
      }
      if (units[i + 1] === quote) {
        flags |= FieldFlag.Escaped;
        i += 2;
        continue;
      }
      const after = this.afterClose(i);
      if (after >= 0) {
        this.end = after;
        return flags;
      }
      const beginsCell = this.endsField(units[i - 1]!) && this.spansLines(open, i);
      if (!beginsCell && this.closesOnLine(i + 1)) {
        flags |= FieldFlag.Stray;
        i++;
      } else if (this.spansLines(open, i)) {
        return this.plainText(open);
      } else {
        i++;
        while (i < n && !this.endsField(units[i]!)) i++;
        this.end = i;
        return flags | FieldFlag.Junk;
      }
    }
  }

  private plainText(open: number): number {
    this.end = open + 1;
    return FieldFlag.Unterminated;
  }

  private endsField(unit: number): boolean {
    return unit === this.delimiter || unit === LF || unit === CR;
  }

  /** Where the field ends if the quote at `at` closes it, spaces behind it allowed; -1 if it does not. */
  private afterClose(at: number): number {
    const { units } = this;
    let i = at + 1;
    while (i < units.length && units[i] === SPACE && this.delimiter !== SPACE) i++;
    if (i >= units.length) {
      this.pastEnd = true;
      return i;
    }
    return this.endsField(units[i]!) ? i : -1;
  }

  /** Whether a closing quote follows on the line of `from`. Remembers the answer: a line may hold many stray quotes. */
  private closesOnLine(from: number): boolean {
    const { units, quote } = this;
    if (from < this.lineCloseFrom || from > this.lineCloseTo) {
      let i = from;
      this.lineClose = -1;
      while (i < units.length && units[i] !== LF && units[i] !== CR) {
        if (units[i] === quote) {
          if (units[i + 1] === quote) i++;
          else if (this.afterClose(i) >= 0) {
            this.lineClose = i;
            break;
          }
        }
        i++;
      }
      this.lineCloseFrom = from;
      this.lineCloseTo = i;
    }
    if (this.lineCloseTo >= units.length) this.pastEnd = true;
    return this.lineClose >= from;
  }

  /** Whether a line ends between the two. Goes on where it stopped: a cell may hold many stray quotes. */
  private spansLines(from: number, to: number): boolean {
    for (let i = from === this.spanFrom ? this.spanTo : from; i < to; i++) {
      if (this.units[i] === LF || this.units[i] === CR) return true;
    }
    this.spanFrom = from;
    this.spanTo = to;
    return false;
  }
}
