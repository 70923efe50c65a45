import type { Doubt } from "../table/reading";
import type { ReadingState } from "./readingState";
import { saysAll } from "./statedReading";

/** What tells a doubt from every other one, whatever cells have been filled since: what it is about, not how many. */
export function doubtKey({ kind, column, message }: Doubt): string {
  return JSON.stringify([kind, column, ...message.values.filter((value) => typeof value === "string")]);
}

/** The doubts that nobody has settled or put away, each once. */
export function openDoubts(doubts: readonly Doubt[], { stated, putAway }: ReadingState): Doubt[] {
  const told = new Set(putAway);
  return doubts.filter((doubt) => {
    const key = doubtKey(doubt);
    if (told.has(key) || doubt.settlings.some((settling) => saysAll(stated, settling.stated))) return false;
    told.add(key);
    return true;
  });
}
