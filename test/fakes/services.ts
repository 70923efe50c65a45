import { CsvDocuments } from "../../src/host/csvDocuments";
import type { Engine } from "../../src/host/engine";
import type { DecisionStore } from "../../src/host/decisionStore";
import type { Services } from "../../src/host/services";

/** What a review needs of the extension, reviews kept in memory. */
export function fakeServices(engine: Pick<Engine, "impute">, given: Partial<Services> = {}): Services & { documents: CsvDocuments } {
  const kept = new Map<string, Parameters<DecisionStore["saveSoon"]>[1]>();
  const decisions: Services["decisions"] = {
    load: async (document) => JSON.parse(JSON.stringify(kept.get(document)?.() ?? null)),
    saveSoon: (document, make) => void kept.set(document, make),
  };
  return { engine: engine as Engine, decisions, modelFailed: () => undefined, saveCopy: async () => undefined, ...given, documents: new CsvDocuments() };
}
