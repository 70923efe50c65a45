import type { ComponentChild } from "preact";
import { CellState } from "../../shared/cellState";
import type { ReviewState, Sure } from "../../shared/protocol";
import { type Bulk, type BulkBy, bulkCells, leftOut, sureOf } from "../state/bulk";
import { cellsIn } from "../state/counts";
import { TextButton } from "../ui/buttons";
import type { Words } from "../words";

interface Props {
  readonly state: ReviewState;
  readonly words: Words;
  readonly bulk: Bulk;
  /** A decision is being written. */
  readonly busy: boolean;
  /** Whether there is room for the label, and for the button's words. */
  readonly label: boolean;
  readonly worded: boolean;
  onBulk(change: Partial<Bulk>): void;
  onAcceptBulk(): void;
}

/** The slider, by certainty or by what is expected right, and the button that accepts what it would take. */
export function CertaintyGroup(props: Props): ComponentChild {
  const { state, words, bulk, busy, onBulk } = props;
  const sure = sureOf(state, bulk);
  const taken = bulkCells(state, bulk);
  const all = cellsIn(state, CellState.Suggested);
  const least = words.percent(sure ? bulk.wish : bulk.percent);
  const takes = sure ? words.say("acceptSure", taken, all) : words.counted("acceptAbove", taken);
  const tip = sure ? [words.say("acceptSureTip", least), leavesOutText(sure, bulk.wish, words)].filter(Boolean).join(" ") : words.say("acceptAboveTip", least);
  const label = sure ? words.wishLabel : words.certaintyLabel;
  return (
    <div class="group">
      <Label {...props} />
      <input
        id="certainty"
        type="range"
        min={sure ? "50" : "0"}
        max="100"
        step="1"
        value={sure ? bulk.wish : bulk.percent}
        title={label}
        aria-label={label}
        aria-valuetext={sure ? words.say("sureTakes", least, taken, all) : words.counted("certaintyTakes", taken, least)}
        data-testid="certainty"
        onInput={(event: Event) => {
          const value = Number((event.currentTarget as HTMLInputElement).value);
          onBulk(sure ? { wish: value } : { percent: value });
        }}
      />
      {/* The slider says it. */}
      <span class="percent" aria-hidden="true">
        {props.label ? least : words.say("certaintyFrom", least)}
      </span>
      <TextButton
        id="accept-above"
        primary
        icon="accept"
        idle={taken === 0 || busy}
        title={props.worded ? tip : `${takes}. ${tip}`}
        describedBy="expected"
        onClick={props.onAcceptBulk}
      >
        <span class={props.worded ? "" : "sr"} data-part="words">
          {taken === 0 ? words.acceptAboveNone : takes}
        </span>
        {!props.worded && taken > 0 && <span aria-hidden="true">{words.count(taken)}</span>}
      </TextButton>
    </div>
  );
}

/** What the slider is about: a choice, once a check lets one choose. */
function Label({ state, words, bulk, label, onBulk }: Props): ComponentChild {
  if (!state.expected || !label) {
    return (
      <label class={label ? "slider" : "sr"} htmlFor="certainty" data-part="label">
        {bulk.by === "right" && state.expected ? words.wishLabel : words.certaintyLabel}
      </label>
    );
  }
  return (
    <span data-part="label">
      <select
        value={bulk.by}
        title={words.acceptBy}
        aria-label={words.acceptBy}
        data-testid="accept-by"
        onChange={(event: Event) => onBulk({ by: (event.currentTarget as HTMLSelectElement).value as BulkBy })}
      >
        <option value="right">{words.wishLabel}</option>
        <option value="certainty">{words.certaintyLabel}</option>
      </select>
    </span>
  );
}

/** The doubtful columns that are left out, in a sentence; "" for none. */
export function leavesOutText(sure: Sure, wish: number, words: Words): string {
  const { names, others } = leftOut(sure, wish);
  if (names.length === 0) return "";
  const listed = names.join(", ");
  return others > 0 ? words.counted("leavesOutMore", others, listed) : words.say("leavesOut", listed);
}
