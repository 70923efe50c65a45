import type { ComponentChild } from "preact";
import { type CellDetail, percentOf } from "../../shared/protocol";
import { format, type Strings } from "../../shared/strings";

interface Props {
  readonly suggestion: NonNullable<CellDetail["suggestion"]>;
  /** What the cell holds now. */
  readonly text: string;
  readonly strings: Strings;
  onWrite(value: string): void;
}

/** What the cell could hold, as bars: likely values of a number, categories with how often they are observed. */
export function Alternatives({ suggestion, text, strings, onWrite }: Props): ComponentChild {
  const { alternatives, value } = suggestion;
  if (alternatives.length === 0) return null;
  const categories = alternatives.some(({ observed }) => observed !== null);
  return (
    <>
      <h3>{categories ? strings.likelyValues : strings.alternatives}</h3>
      <ul class="alternatives" data-testid="alternatives">
        {alternatives.map((one) => {
          const percent = format(strings.certaintyValue, percentOf(one.probability));
          const observed = one.observed === null ? null : format(strings.certaintyValue, percentOf(one.observed));
          return (
            <li key={one.value}>
              <button
                type="button"
                class={one.value === value ? "choice own" : "choice"}
                aria-disabled={text === one.value}
                title={
                  observed === null
                    ? format(strings.chooseAlternative, one.value)
                    : format(strings.chooseCategory, one.value, percent, observed)
                }
                onClick={() => {
                  if (text !== one.value) onWrite(one.value);
                }}
              >
                <span class="likely" style={{ width: `${one.probability * 100}%` }} />
                {one.observed !== null && <span class="usual" style={{ left: `${one.observed * 100}%` }} />}
                <span class="listed">{one.value}</span>
                <span class="probability">{percent}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {categories && <p class="muted small">{strings.likelyTip}</p>}
    </>
  );
}
