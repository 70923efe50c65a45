import type { ReviewServices } from "../../src/review/context";
import { savedPieces } from "../../src/review/savedFormat";
import { atOnce } from "../../src/review/turns";

/** What a review needs of where it is shown, reviews saved in memory. */
export function fakeServices(given: Partial<ReviewServices> = {}): ReviewServices {
  const saved = new Map<string, Parameters<ReviewServices["saved"]["saveSoon"]>[1]>();
  return {
    saved: {
      load: async (key) => {
        const make = saved.get(key);
        return make === undefined ? null : JSON.parse(atOnce(savedPieces(make()))?.join("") ?? "null");
      },
      saveSoon: (key, make) => void saved.set(key, make),
    },
    modelFailed: () => undefined,
    failed: () => undefined,
    log: () => undefined,
    copy: async () => undefined,
    progress: (_title, work) => work(() => undefined),
    ...given,
  };
}
