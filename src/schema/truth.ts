import { truthPairs } from "../table/inferType";

/** Whether `text` is read as `truth` in a column of truth values. */
export function isTruthValue(text: string, truth: boolean): boolean {
  return truthPairs.some((pair) => pair[truth ? 0 : 1] === text.toLowerCase());
}
