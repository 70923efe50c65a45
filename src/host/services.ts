import type { CsvDocuments } from "./csvDocuments";
import type { DecisionStore } from "./decisionStore";
import type { Engine } from "./engine";
import type { ReviewController } from "./reviewController";

/** What a review needs of the extension. */
export interface Services {
  readonly documents: CsvDocuments;
  readonly engine: Engine;
  /** Keeps decisions for the next start of VS Code. */
  readonly decisions: Pick<DecisionStore, "load" | "saveSoon">;
  /** Tells the user once that the model failed, and offers what can be done. */
  modelFailed(error: Error, again: () => void): void;
  /** Saves the reviewed file's bytes with `fills` to a file the user picks. */
  saveCopy(controller: ReviewController): Promise<void>;
}
