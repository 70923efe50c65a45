import type { ComponentChild } from "preact";
import type { ReviewState } from "../../shared/protocol";
import { countAbove } from "../state/counts";
import { TextButton } from "../ui/buttons";
import type { Words } from "../words";

interface Props {
  readonly state: ReviewState;
  readonly words: Words;
  /** The slider's position, whole percent. */
  readonly percent: number;
  /** A decision is being written. */
  readonly busy: boolean;
  /** Whether there is room for the label, and for the button's words. */
  readonly label: boolean;
  readonly worded: boolean;
  onPercent(percent: number): void;
  onAcceptAbove(): void;
}

/** The certainty slider, and the button that accepts what it would take. */
export function CertaintyGroup(props: Props): ComponentChild {
  const { state, words, percent, busy } = props;
  const above = countAbove(state, percent);
  const takes = words.counted("acceptAbove", above);
  const least = words.percent(percent);
  const tip = words.say("acceptAboveTip", least);
  return (
    <div class="group">
      <label class={props.label ? "slider" : "sr"} htmlFor="certainty" data-part="label">
        {words.certaintyLabel}
      </label>
      <input
        id="certainty"
        type="range"
        min="0"
        max="100"
        step="1"
        value={percent}
        title={words.certaintyLabel}
        aria-valuetext={words.counted("certaintyTakes", above, least)}
        data-testid="certainty"
        onInput={(event: Event) => props.onPercent(Number((event.currentTarget as HTMLInputElement).value))}
      />
      <output class="percent" htmlFor="certainty">
        {props.label ? least : words.say("certaintyFrom", least)}
      </output>
      <TextButton
        id="accept-above"
        primary
        icon="accept"
        idle={above === 0 || busy}
        title={props.worded ? tip : `${takes}. ${tip}`}
        describedBy="expected"
        onClick={props.onAcceptAbove}
      >
        <span class={props.worded ? "" : "sr"} data-part="words">
          {above === 0 ? words.acceptAboveNone : takes}
        </span>
        {!props.worded && above > 0 && <span aria-hidden="true">{words.count(above)}</span>}
      </TextButton>
    </div>
  );
}
