import { type Disposable, type TextDocument, workspace } from "vscode";
import { type CsvFile, openText } from "../csv/csvFile";
import { quotedColumns } from "../csv/edits";
import { buildTable } from "../table/buildTable";
import type { Table } from "../table/column";
import { sameDialect } from "./sameDialect";
import { tableOptions } from "./settings";

/** One version of a document, read as a table. */
export interface ParsedCsv {
  readonly version: number;
  readonly file: CsvFile;
  readonly table: Table;
  /** Whether a column's cells are written in quotes. */
  readonly quoted: (column: number) => boolean;
  /** How long reading took, ms: how much patience to have before reading again. */
  readonly cost: number;
}

const extensions = /\.(csv|tsv|tab|psv)$/i;

/** Whether the document is a delimited table, by its name: other extensions change the language id at will. */
export function isCsv(document: Pick<TextDocument, "uri" | "languageId">): boolean {
  return extensions.test(document.uri.path);
}

/** Documents read as tables, each version once, shared by all who ask. */
export class CsvDocuments implements Disposable {
  readonly #parsed = new Map<TextDocument, ParsedCsv>();
  readonly #subscriptions: Disposable[];

  constructor() {
    this.#subscriptions = [
      workspace.onDidCloseTextDocument((document) => this.#parsed.delete(document)),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("nptImpute")) this.#forgetVersions();
      }),
    ];
  }

  parse(document: TextDocument): ParsedCsv {
    const before = this.#parsed.get(document);
    if (before?.version === document.version) return before;
    const start = performance.now();
    const text = document.getText();
    const file = openText(text, before ? sameDialect(before.file, text) : {});
    const table = buildTable(file, tableOptions(document.uri));
    const parsed: ParsedCsv = {
      version: document.version,
      file,
      table,
      quoted: lazily(() => quotedColumns(file)),
      cost: performance.now() - start,
    };
    this.#parsed.set(document, parsed);
    return parsed;
  }

  /** Everything is read again when it is asked for, in the dialect it had. */
  #forgetVersions(): void {
    for (const [document, parsed] of this.#parsed) this.#parsed.set(document, { ...parsed, version: -1 });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#parsed.clear();
  }
}

function lazily(make: () => (column: number) => boolean): (column: number) => boolean {
  let made: ((column: number) => boolean) | null = null;
  return (column) => {
    made ??= make();
    return made(column);
  };
}

/** Waits as long between readings of a document as it is dear, so that typing stays smooth in large files. */
export function patience(cost: number): number {
  return Math.min(2000, Math.max(150, cost * 4));
}
