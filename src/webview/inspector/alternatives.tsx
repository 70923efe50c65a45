import type { ComponentChild } from "preact";
import { type CellDetail, percentOf } from "../../shared/protocol";
import type { Words } from "../words";

interface Props {
  readonly suggestion: NonNullable<CellDetail["suggestion"]>;
  /** What the cell holds now. */
  readonly text: string;
  readonly words: Words;
  onWrite(value: string): void;
}

/** What the cell could hold, as bars: likely values of a number, categories with how often they are observed. */
export function Alternatives({ suggestion, text, words, onWrite }: Props): ComponentChild {
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
                    ? words.say("chooseAlternative", one.value)
                    : words.say("chooseCategory", one.value, percent, observed)
                }
                onClick={() => {
                  if (text !== one.value) onWrite(one.value);
                }}
              >
                <span class="likely" style={{ width: `${one.probability * 100}%` }} />
                {one.observed !== null && <span class="observedshare" style={{ left: `${one.observed * 100}%` }} />}
                <span class="listed">{one.value}</span>
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
