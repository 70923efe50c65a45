import type { ComponentChild } from "preact";
import { type CellDetail, percentOf } from "../../shared/protocol";
import { certaintyText, type Words } from "../words";

interface Props {
  readonly suggestion: NonNullable<CellDetail["suggestion"]>;
  /** The column's tolerance, which every value has around it; "" for none. */
  readonly within: string;
  /** What the cell holds now. */
  readonly text: string;
  readonly words: Words;
  onWrite(value: string): void;
}

/**
 * What the cell could hold, as bars, the suggestion first: numbers with the tolerance around them, of which a click
 * writes the one in the middle; categories with how often they are observed.
 */
export function Alternatives({ suggestion, within, text, words, onWrite }: Props): ComponentChild {
  const { alternatives, value } = suggestion;
  if (alternatives.length === 0) return null;
  const categories = alternatives.some(({ observed }) => observed !== null);
  return (
    <>
      <h3>{categories ? words.likelyValues : words.alternatives}</h3>
      <ul class="alternatives" data-testid="alternatives">
        {alternatives.map((one) => {
          const percent = words.percent(percentOf(one.probability));
          const observed = one.observed === null ? null : words.percent(percentOf(one.observed));
          return (
            <li key={one.value}>
              <button
                type="button"
                class={one.value === value ? "choice own" : "choice"}
                aria-disabled={text === one.value}
                title={
                  observed === null
                    ? words.say("chooseAlternative", one.value, certaintyText(percentOf(one.probability), within, words))
                    : words.say("chooseCategory", one.value, percent, observed)
                }
                onClick={() => {
                  if (text !== one.value) onWrite(one.value);
                }}
              >
                <span class="likely" style={{ width: `${one.probability * 100}%` }} />
                {one.observed !== null && <span class="observedshare" style={{ left: `${one.observed * 100}%` }} />}
                <span class="listed">
                  {one.value}
                  {within !== "" && <span class="within"> {within}</span>}
                </span>
                <span class="probability">{percent}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {categories && <p class="muted small">{words.likelyTip}</p>}
    </>
  );
}
