import type { StatedReading } from "../table/reading";
import { isSameStated } from "./statedReading";

/** What is stated of a file, and how that compares with the schema beside it. Saved with the review. */
export interface ReadingState {
  readonly stated: StatedReading;
  /** The reading that the schema file stands for; null where there is none. */
  readonly saved: StatedReading | null;
  /** What the schema file said when the user last agreed to it or put it aside; null where there was none. */
  readonly seen: StatedReading | null;
  /** Doubts that were put away, by their keys. */
  readonly putAway: readonly string[];
}

export const nothingStated: ReadingState = { stated: {}, saved: null, seen: null, putAway: [] };

/** Whether something is stated that the schema file does not say. */
export function isUnsaved({ stated, saved }: ReadingState): boolean {
  return !isSameStated(stated, saved ?? {});
}

/** What is to be done about a schema file that was read. */
export interface SchemaTaken {
  readonly state: ReadingState;
  /** What the file says and the user is to choose, as their own reading differs; null where there is nothing to choose. */
  readonly conflict: StatedReading | null;
}

/** Takes in what the schema file says now; null: there is none. What was not saved is never lost by that. */
export function takeSchema(state: ReadingState, schema: StatedReading | null): SchemaTaken {
  // Where the file is gone its reading goes on, as one that is not saved.
  if (schema === null) return { state: { ...state, saved: null, seen: null }, conflict: null };
  if (state.seen !== null && isSameStated(schema, state.seen)) return { state, conflict: null };
  if (!isUnsaved(state) || isSameStated(schema, state.stated)) return { state: { ...state, stated: schema, saved: schema, seen: schema }, conflict: null };
  return { state, conflict: schema };
}

/** The user's own reading goes on, whatever the schema file says. */
export function keepStated(state: ReadingState, schema: StatedReading): ReadingState {
  return { ...state, saved: schema, seen: schema };
}

/** Reads what is saved of a reading; null where it is none. */
export function readReadingState(json: unknown): ReadingState | null {
  if (!isObject(json) || !isObject(json.stated)) return null;
  const { saved, seen, putAway } = json;
  return {
    stated: json.stated,
    saved: isObject(saved) ? saved : null,
    seen: isObject(seen) ? seen : null,
    putAway: Array.isArray(putAway) ? putAway.filter((key) => typeof key === "string") : [],
  };
}

function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
