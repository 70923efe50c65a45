import { isSettled } from "../table/doubts";
import type { Doubt } from "../table/reading";
import type { ReadingState } from "./readingState";

/** What tells a doubt from every other one, whatever cells have been filled since: what it is about, not how many. */
export function doubtKey({ kind, column, message }: Doubt): string {
  return JSON.stringify([kind, column, ...message.values.filter((value) => typeof value === "string")]);
}

/** The last answer for a state of the reading: notices are made anew after every change of a cell. */
const answers = new WeakMap<ReadingState, { readonly doubts: readonly Doubt[]; readonly open: readonly Doubt[] }>();

/** The doubts that nobody has settled or put away, each once. */
export function openDoubts(doubts: readonly Doubt[], state: ReadingState): readonly Doubt[] {
  const known = answers.get(state);
  if (known?.doubts === doubts) return known.open;
  const told = new Set(state.putAway);
  const open = doubts.filter((doubt) => {
    const key = doubtKey(doubt);
    if (told.has(key) || isSettled(doubt, state.stated)) return false;
    told.add(key);
    return true;
  });
  answers.set(state, { doubts, open });
  return open;
}
