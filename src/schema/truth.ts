import { truthValues } from "../table/inferType";

/** One word for true and one for false, by which a third is told to be one of them. */
const pairs = [
  ["true", "false"],
  ["yes", "no"],
  ["t", "f"],
  ["y", "n"],
  ["on", "off"],
  ["1", "0"],
  ["1.0", "0.0"],
] as const;

/** Whether `text` is read as `truth` in a column of truth values. */
export function isTruthValue(text: string, truth: boolean): boolean {
  return pairs.some(([yes, no]) => truthValues(truth ? [text, no] : [yes, text])?.join() === "1,0");
}
