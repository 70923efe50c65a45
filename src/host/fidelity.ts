import { isUtf8 } from "node:buffer";
import { type TextDocument, workspace } from "vscode";
import { pause } from "./csvDocuments";

/** What VS Code would not keep. */
export type Unfaithful = "line-ends" | "encoding";

/** Bytes or characters looked at between two pauses: a few milliseconds. */
const perTurn = 1 << 20;

/**
 * Whether VS Code would write the file back byte for byte after an edit. It would not where line ends are mixed
 * (inside quoted cells, say), where a lone carriage return ends a line, or where bytes are invalid in the encoding.
 * @returns null where it would, otherwise what it would not keep
 */
export async function unfaithful(document: TextDocument): Promise<Unfaithful | null> {
  if (document.isUntitled) return null;
  let bytes: Uint8Array;
  try {
    bytes = await workspace.fs.readFile(document.uri);
  } catch {
    // A file that is gone or cannot be read has no bytes to keep; saving tells the user more.
    return null;
  }
  const { encoding } = document;
  if (isKeptUtf8(bytes, encoding)) return (await mixesLineEnds(bytes.length, (at) => bytes[at]!, bytes.indexOf(carriageReturn))) ? "line-ends" : null;
  const text = await workspace.decode(bytes, { encoding });
  if (!same(await workspace.encode(text, { encoding }), bytes)) return "encoding";
  return (await mixesLineEnds(text.length, (at) => text.charCodeAt(at), text.indexOf("\r"))) ? "line-ends" : null;
}

/** Whether the bytes are UTF-8 as VS Code reads it: then no text has to be made of them to know that it keeps them. */
function isKeptUtf8(bytes: Uint8Array, encoding: string): boolean {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return (encoding === "utf8" || encoding === "utf8bom") && marked === (encoding === "utf8bom") && isUtf8(bytes);
}

const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** Whether there are different line ends, or a carriage return that is one by itself. @param from the first carriage return; -1 where there is none */
async function mixesLineEnds(length: number, unit: (at: number) => number, from: number): Promise<boolean> {
  // All of them are line feeds.
  if (from < 0) return false;
  for (let at = 0, rest = perTurn; at < length; at++) {
    const found = unit(at);
    if (found === lineFeed || (found === carriageReturn && unit(++at) !== lineFeed)) return true;
    if (at < rest) continue;
    rest += perTurn;
    await pause();
  }
  return false;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
