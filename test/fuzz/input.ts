import iconv from "iconv-lite";
import type { DialectOverrides } from "../../src/csv/dialect";

export const encodings = ["utf8", "utf8bom", "utf16le", "utf16be", "windows1252", "shiftjis", "raw"] as const;

/** One file, how it is opened and what is written into its missing cells. Plain JSON, so that a finding can be pasted into a test. */
export interface FuzzInput {
  readonly text: string;
  /** How `text` becomes bytes; "raw": the low byte of every unit. */
  readonly encoding: (typeof encodings)[number];
  readonly overrides: DialectOverrides;
  /** Written into the missing cells in turn. */
  readonly values: readonly string[];
  readonly shortRows: boolean;
  readonly blankIsMissing: boolean;
  readonly missingTokens: readonly string[];
  /** Every so manieth missing cell is left as it is; 0 for none. */
  readonly skip: number;
}

export const plainInput: FuzzInput = {
  text: "",
  encoding: "utf8",
  overrides: {},
  values: ["x"],
  shortRows: false,
  blankIsMissing: false,
  missingTokens: [],
  skip: 0,
};

/** The bytes of the file. Characters the encoding lacks become "?". */
export function bytesOf({ text, encoding }: FuzzInput): Uint8Array {
  switch (encoding) {
    case "raw":
      return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
    case "utf8bom":
      return new Uint8Array(iconv.encode(text, "utf8", { addBOM: true }));
    case "utf16le":
    case "utf16be":
      return new Uint8Array(iconv.encode(text, encoding, { addBOM: true }));
    case "windows1252":
    case "shiftjis":
    case "utf8":
      return new Uint8Array(iconv.encode(text, encoding));
  }
}
