/** Tables with known missing cells, and the check that nothing but the missing cells has changed. */

/** Marks a missing cell in a template; it stands for no bytes at all. */
export const hole = "¤";

/** How the text of a template becomes bytes. */
export interface Encoding {
  readonly bom?: boolean;
  readonly charset?: "utf8" | "latin1" | "utf16le";
}

/** The file that a template describes, its missing cells empty. */
export function fileOf(template: string, encoding: Encoding = {}): Buffer {
  return encode(template.replaceAll(hole, ""), encoding);
}

/**
 * Compares a file with the template it was made from, byte by byte.
 * @returns what each missing cell holds now, in the order of the template; "" for one that is still empty.
 * @throws Error naming the first place where anything but a missing cell has changed.
 */
export function fillsOf(template: string, file: Buffer, encoding: Encoding = {}): string[] {
  const kept = template
    .split(hole)
    .map((part, index) => encode(part, index === 0 ? encoding : { ...encoding, bom: false }));
  const fills: string[] = [];
  let at = 0;
  for (const [index, part] of kept.entries()) {
    if (!file.subarray(at, at + part.length).equals(part)) {
      throw new Error(
        `Bytes outside the holes changed after hole ${index}: ` +
          `expected ${JSON.stringify(String(part).slice(0, 80))} at byte ${at}, ` +
          `found ${JSON.stringify(String(file.subarray(at, at + 80)))}.`,
      );
    }
    at += part.length;
    if (index === kept.length - 1) break;
    const end = fillEnd(file, at, kept[index + 1] ?? Buffer.of(), encoding);
    fills.push(file.subarray(at, end).toString(encoding.charset ?? "utf8"));
    at = end;
  }
  if (at !== file.length) throw new Error(`${file.length - at} bytes were added at the end.`);
  return fills;
}

/**
 * Where the value that starts at `at` ends: after its own quotes, or where `next` (the text behind the missing cell: a
 * delimiter, a line end or a closing quote) may begin, or with the line.
 */
function fillEnd(file: Buffer, at: number, next: Buffer, { charset = "utf8" }: Encoding): number {
  const width = charset === "utf16le" ? 2 : 1;
  const unit = (offset: number): string => file.subarray(offset, offset + width).toString(charset);
  const stop = next.subarray(0, width).toString(charset);
  const ends = (offset: number): boolean => offset >= file.length || [stop, "\r", "\n"].includes(unit(offset));
  let end = at;
  if (unit(at) !== '"' || stop === '"') {
    while (!ends(end)) end += width;
    return end;
  }
  // Each quoted stretch ends at a quote; where another follows, the two stand for one inside the value.
  do {
    end += width;
    while (end < file.length && unit(end) !== '"') end += width;
    end += width;
  } while (unit(end) === '"');
  return end;
}

function encode(text: string, { bom = false, charset = "utf8" }: Encoding): Buffer {
  return Buffer.from(bom ? `\uFEFF${text}` : text, charset);
}
