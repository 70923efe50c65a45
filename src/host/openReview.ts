import type { TextDocument, Uri } from "vscode";
import type { Review } from "../review/review";
import type { SchemaBeside } from "./schemaBeside";

/** The review of one document or file, from the moment its editor opens: it is there once the first rows are read. */
export interface OpenReview {
  readonly uri: Uri;
  readonly document: TextDocument | null;
  /** null where there is no place for a schema. */
  readonly schema: SchemaBeside | null;
  /** Null where the file could not be read. */
  readonly opened: Promise<Review | null>;
  /** The same, where it is there already. */
  review: Review | null;
}
