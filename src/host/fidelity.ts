import { type TextDocument, workspace } from "vscode";

/** What VS Code would not keep. */
export type Unfaithful = "line-ends" | "encoding";

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
  const text = await workspace.decode(bytes, { encoding });
  if (!same(await workspace.encode(text, { encoding }), bytes)) return "encoding";
  const ends = /\r\n|\r|\n/g;
  let first: string | null = null;
  for (const [end] of text.matchAll(ends)) {
    first ??= end;
    if (end !== first || end === "\r") return "line-ends";
  }
  return null;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
