import { Diagnostic, DiagnosticSeverity, type Disposable, l10n, languages, Range, type TextDocument, workspace } from "vscode";
import { isMissing } from "../table/cell";
import type { CsvFile } from "../csv/csvFile";
import type { TableOutline } from "../table/column";
import { type CsvDocuments, isCsv, patience } from "./csvDocuments";
import { readSetting } from "./settings";

/** More would be noise. */
const most = 200;

/** Hints at the empty cells of open CSV files; off unless the user wants them. */
export class MissingDiagnostics implements Disposable {
  readonly #hints = languages.createDiagnosticCollection("nptImpute");
  readonly #subscriptions: Disposable[];
  readonly #timers = new Map<TextDocument, NodeJS.Timeout>();
  /** What reading a document took last, ms. */
  #cost = 0;

  constructor(private readonly documents: CsvDocuments) {
    this.#subscriptions = [
      workspace.onDidOpenTextDocument((document) => this.#update(document)),
      workspace.onDidChangeTextDocument(({ document }) => this.#later(document)),
      workspace.onDidCloseTextDocument((document) => this.#forget(document)),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("nptImpute")) for (const document of workspace.textDocuments) this.#update(document);
      }),
    ];
    for (const document of workspace.textDocuments) this.#update(document);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#hints.dispose();
  }

  #later(document: TextDocument): void {
    if (!isCsv(document) || !readSetting("diagnostics", document.uri)) return;
    clearTimeout(this.#timers.get(document));
    const wait = patience(this.#cost);
    this.#timers.set(
      document,
      setTimeout(() => this.#update(document), wait),
    );
  }

  #forget(document: TextDocument): void {
    clearTimeout(this.#timers.get(document));
    this.#timers.delete(document);
    this.#hints.delete(document.uri);
  }

  #update(document: TextDocument): void {
    if (!isCsv(document) || document.isClosed) return;
    if (!readSetting("diagnostics", document.uri)) {
      this.#hints.delete(document.uri);
      return;
    }
    void this.#mark(document);
  }

  async #mark(document: TextDocument): Promise<void> {
    const csv = this.documents.of(document);
    const reading = await csv.read();
    this.#cost = reading.cost;
    if (document.isClosed || document.version !== reading.version) return;
    this.#hints.set(document.uri, hints(document, reading.file, csv.table(reading)));
  }
}

function hints(document: TextDocument, file: CsvFile, table: TableOutline): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (let row = 0; row < table.rows; row++) {
    for (const column of table.columns) {
      if (!isMissing(table, column, row)) continue;
      const at = file.range(row, column.index);
      if (!at) continue;
      const range = new Range(document.positionAt(at.start), document.positionAt(at.end));
      found.push(new Diagnostic(range, l10n.t("{0} is missing.", column.name), DiagnosticSeverity.Hint));
      if (found.length >= most) return found;
    }
  }
  return found;
}
