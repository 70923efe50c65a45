import type { CustomTextEditorProvider, TextDocument, WebviewPanel } from "vscode";
import type { CsvDocuments } from "./csvDocuments";
import { DocumentSource, savedAs } from "./documentSource";
import type { Reviews } from "./reviews";

/** The review as a view of a text document. */
export class DocumentEditor implements CustomTextEditorProvider {
  constructor(
    private readonly reviews: Reviews,
    private readonly documents: CsvDocuments,
  ) {}

  resolveCustomTextEditor(document: TextDocument, panel: WebviewPanel): void {
    const before = this.reviews.at(document.uri);
    // VS Code may have closed and opened the document anew without a word about the old one.
    if (before && before.document !== document) this.reviews.close(before);
    this.reviews.show(
      this.reviews.open({
        uri: document.uri,
        document,
        savedAs: savedAs(document),
        source: (stated) => DocumentSource.open(this.documents.of(document), stated),
      }),
      panel,
    );
  }
}
