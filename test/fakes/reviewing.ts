import type { TextDocument } from "vscode";
import type { Engine } from "../../src/engine/contract";
import { CsvDocuments } from "../../src/host/csvDocuments";
import { DocumentSource } from "../../src/host/documentSource";
import { reviewHandlers } from "../../src/host/reviewHandlers";
import type { ReviewServices } from "../../src/review/context";
import { Review } from "../../src/review/review";
import type { HostHandlers } from "../../src/shared/protocol";
import type { FakeDocument } from "./workbench";

/** A review and what its webview may ask of it. */
export interface Reviewing {
  readonly review: Review;
  readonly ask: HostHandlers;
  dispose(): void;
}

/** The review of a document. */
export async function reviewDocument(document: FakeDocument, engine: Engine, services: ReviewServices): Promise<Reviewing> {
  const documents = new CsvDocuments(engine);
  const source = await DocumentSource.open(documents.of(document as unknown as TextDocument));
  const review = new Review(source, services, 80);
  return {
    review,
    ask: reviewHandlers({ opened: Promise.resolve(review) }),
    dispose() {
      review.dispose();
      documents.dispose();
    },
  };
}
