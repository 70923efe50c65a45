import type { ComponentChild } from "preact";
import type { ReviewState } from "../shared/protocol";
import { format, type Strings } from "../shared/strings";

interface Props {
  readonly state: ReviewState;
  readonly strings: Strings;
  /** The slider's position, whole percent. */
  readonly percent: number;
}

/** What the accuracy check lets expect of the cells that the slider would take; nothing where it says nothing of them. */
export function ExpectedText({ state, strings, percent }: Props): ComponentChild {
  const right = state.expected?.right[percent] ?? null;
  const off = state.expected?.off[percent] ?? null;
  const within = state.expected?.within[percent] ?? null;
  if (right === null && off === null) return null;
  return (
    <span class="expected" id="expected" data-testid="expected">
      {strings.expected}{" "}
      {right !== null && (
        <span class="figure" title={format(strings.expectedLevelsTip, percent)} data-testid="expected-levels">
          {format(strings.expectedLevels, Math.floor(right * 100 + 1e-9))}
        </span>
      )}
      {right !== null && off !== null && ", "}
      {off !== null && within !== null && (
        <span
          class="figure"
          title={format(strings.expectedValuesTip, percent, Math.floor(within * 100 + 1e-9))}
          data-testid="expected-values"
        >
          {format(strings.expectedValues, roundedUp(off * 100))}
        </span>
      )}
    </span>
  );
}

/** Never less than it is: tenths below ten. */
function roundedUp(percent: number): string {
  const tenths = percent < 10 ? 10 : 1;
  return (Math.ceil(percent * tenths - 1e-9) / tenths).toLocaleString();
}
