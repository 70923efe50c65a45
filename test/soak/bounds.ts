import type { Sample } from "./soak";

/** MB that the heap may grow by from the first sample to the last, whatever the number of cycles. */
export const heapBound = 5;
/** MB for the whole process: the allocator keeps what it has had. */
export const rssBound = 60;

/** MB from the first sample, when everything has been loaded, to the last. */
export function growth(samples: readonly Sample[]): { readonly heap: number; readonly rss: number } {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last) throw new Error("No sample was taken.");
  return { heap: last.heap - first.heap, rss: last.rss - first.rss };
}
