import { type Doubt, type Sentence, sentenceText, type Settling } from "../table/reading";

/** Lines told at most. */
const maxLines = 8;

/** What was assumed and may be wrong, a line each, with the options that settle it. */
export function doubtLines(doubts: readonly Doubt[]): string[] {
  const lines = [...new Set(doubts.map(({ message, settlings }) => [sentenceText(message), ...advice(settlings)].join(" ")))];
  if (lines.length <= maxLines) return lines;
  return [...lines.slice(0, maxLines), `And ${lines.length - maxLines} more of this kind; --infer-schema writes all that is assumed.`];
}

/** "To count as missing: --missing age:-999; to keep as value: --missing age:" */
function advice(settlings: readonly Settling[]): string[] {
  const ways = settlings.filter(({ flag }) => flag !== "").map(({ label, flag }) => `to ${inSentence(label)}: ${flag}`);
  return ways.length === 0 ? [] : [ways.join("; ").replace(/^t/, "T")];
}

/** A button's label in the middle of a sentence. */
function inSentence({ text, values }: Sentence): string {
  return sentenceText({ text: text.replace(/\p{Lu}(?=\p{Ll})/gu, (letter) => letter.toLowerCase()), values });
}
