import type { ComponentChild } from "preact";
import type { ReviewState } from "../../shared/protocol";
import { format, type Strings } from "../../shared/strings";
import { countAbove } from "../state/counts";
import { TextButton } from "../ui/buttons";

interface Props {
  readonly state: ReviewState;
  readonly strings: Strings;
  /** The slider's position, whole percent. */
  readonly percent: number;
  /** A decision is being written. */
  readonly busy: boolean;
  /** Whether there is room for the label, and for the button's words. */
  readonly label: boolean;
  readonly words: boolean;
  onPercent(percent: number): void;
  onAcceptAbove(): void;
}

/** The certainty slider, and the button that accepts what it would take. */
export function CertaintyGroup(props: Props): ComponentChild {
  const { state, strings, percent, busy } = props;
  const above = countAbove(state, percent);
  const takes = above === 1 ? strings.acceptAboveOne : format(strings.acceptAbove, above.toLocaleString());
  const tip = format(strings.acceptAboveTip, percent);
  return (
    <div class="group">
      <label class={props.label ? "slider" : "sr"} htmlFor="certainty" data-part="label">
        {strings.certaintyLabel}
      </label>
      <input
        id="certainty"
        type="range"
        min="0"
        max="100"
        step="1"
        value={percent}
        title={strings.certaintyLabel}
        aria-valuetext={format(strings.certaintyTakes, percent, above.toLocaleString())}
        data-testid="certainty"
        onInput={(event: Event) => props.onPercent(Number((event.currentTarget as HTMLInputElement).value))}
      />
      <output class="percent" htmlFor="certainty">
        {format(props.label ? strings.certaintyValue : strings.certaintyFrom, percent)}
      </output>
      <TextButton
        id="accept-above"
        primary
        icon="accept"
        idle={above === 0 || busy}
        title={props.words ? tip : `${takes}. ${tip}`}
        describedBy="expected"
        onClick={props.onAcceptAbove}
      >
        <span class={props.words ? "" : "sr"} data-part="words">
          {above === 0 ? strings.acceptAboveNone : takes}
        </span>
        {!props.words && above > 0 && <span aria-hidden="true">{above.toLocaleString()}</span>}
      </TextButton>
    </div>
  );
}
