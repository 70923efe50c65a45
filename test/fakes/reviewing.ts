import type { TextDocument } from "vscode";
import type { Engine } from "../../src/engine/contract";
import { CsvDocuments } from "../../src/host/csvDocuments";
import { DocumentSource, savedAs } from "../../src/host/documentSource";
import { reviewHandlers } from "../../src/host/reviewHandlers";
import type { ReviewServices } from "../../src/review/context";
import type { SchemaBeside } from "../../src/host/schemaBeside";
import { beginReview } from "../../src/review/beginReview";
import type { Review } from "../../src/review/review";
import type { StatedReading } from "../../src/table/reading";
import type { HostHandlers } from "../../src/shared/protocol";
import type { FakeDocument } from "./workbench";

/** A review and what its webview may ask of it. */
export interface Reviewing {
  readonly review: Review;
  readonly ask: HostHandlers;
  dispose(): void;
}

/** The review of a document. */
export async function reviewDocument(document: FakeDocument, engine: Engine, services: ReviewServices, schema: SchemaBeside | null = null): Promise<Reviewing> {
  const documents = new CsvDocuments(engine);
  const csv = documents.of(document as unknown as TextDocument);
  const about = { savedAs: savedAs(document), source: (stated: StatedReading) => DocumentSource.open(csv, stated), schema, findSchema: async () => (schema === null ? null : schema.find()) };
  const review = await beginReview(about, services, 80);
  schema?.onChange((found) => void review.reading.found(found));
  return {
    review,
    ask: reviewHandlers({ opened: Promise.resolve(review) }),
    dispose() {
      review.dispose();
      documents.dispose();
    },
  };
}
