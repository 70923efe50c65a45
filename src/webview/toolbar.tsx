import type { ComponentChild } from "preact";
import { CellState } from "../shared/cellState";
import type { ReviewState, RowFilter } from "../shared/protocol";
import { format, type Strings } from "../shared/strings";
import { IconButton, TextButton } from "./buttons";
import { isRunning } from "./summaryBar";

const filters: readonly { readonly filter: RowFilter; readonly label: keyof Strings }[] = [
  { filter: "all", label: "filterAll" },
  { filter: "holes", label: "filterHoles" },
  { filter: "suggested", label: "filterSuggested" },
  { filter: "accepted", label: "filterAccepted" },
  { filter: "rejected", label: "filterRejected" },
  { filter: "lowCertainty", label: "filterLowCertainty" },
];

interface Props {
  readonly state: ReviewState;
  readonly strings: Strings;
  /** The slider's position, whole percent. */
  readonly percent: number;
  readonly inspector: boolean;
  readonly hiddenColumns: number;
  /** A decision is being written. */
  readonly busy: boolean;
  onPercent(percent: number): void;
  onFilter(filter: RowFilter): void;
  onNext(backwards: boolean): void;
  onAcceptAbove(): void;
  /** Accepts or rejects everything that is shown. */
  onShown(accept: boolean): void;
  onUndo(): void;
  onRedo(): void;
  onCheck(): void;
  onSaveCopy(): void;
  onInspector(): void;
  onShowColumns(): void;
}

/** Undecided suggestions of at least `percent` whole percent. */
export function countAbove(state: ReviewState, percent: number): number {
  let cells = 0;
  for (let i = percent; i <= 100; i++) cells += state.certaintyCounts[i] ?? 0;
  return cells;
}

/** What can be done with the whole table. */
export function Toolbar(props: Props): ComponentChild {
  const { state, strings, busy } = props;
  const nothing = (state.counts[CellState.Suggested] ?? 0) === 0 || busy;
  const all = state.filter === "all";
  return (
    <div class="toolbar" role="group" aria-label={strings.toolbar} data-testid="toolbar">
      <div class="group">
        <label>
          <span class="sr">{strings.filterLabel}</span>
          <select
            value={state.filter}
            data-testid="filter"
            onChange={(event: Event) => props.onFilter((event.currentTarget as HTMLSelectElement).value as RowFilter)}
          >
            {filters.map(({ filter, label }) => (
              <option key={filter} value={filter}>
                {strings[label]}
              </option>
            ))}
          </select>
        </label>
        <IconButton icon="up" label={strings.previousHole} id="previous" onClick={() => props.onNext(true)} />
        <IconButton icon="down" label={strings.nextHole} id="next" onClick={() => props.onNext(false)} />
      </div>
      <CertaintyGroup {...props} />
      <div class="group">
        <TextButton id="accept-all" title={all ? strings.acceptAllTip : strings.acceptShownTip} idle={nothing} onClick={() => props.onShown(true)}>
          {all ? strings.acceptAll : strings.acceptShown}
        </TextButton>
        <TextButton id="reject-all" title={all ? strings.rejectAllTip : strings.rejectShownTip} idle={nothing} onClick={() => props.onShown(false)}>
          {all ? strings.rejectAll : strings.rejectShown}
        </TextButton>
      </div>
      <div class="group">
        <IconButton icon="undo" label={strings.undo} id="undo" onClick={props.onUndo} />
        <IconButton icon="redo" label={strings.redo} id="redo" onClick={props.onRedo} />
      </div>
      <div class="group end">
        {props.hiddenColumns > 0 && (
          <TextButton id="show-columns" onClick={props.onShowColumns}>
            {props.hiddenColumns === 1 ? strings.showColumn : format(strings.showColumns, props.hiddenColumns)}
          </TextButton>
        )}
        {state.copyOnly && (
          <TextButton id="save-copy" onClick={props.onSaveCopy}>
            {strings.saveCopy}
          </TextButton>
        )}
        <TextButton id="check" title={strings.checkTip} idle={isRunning(state)} onClick={props.onCheck}>
          {strings.check}
        </TextButton>
        <IconButton
          icon="panel"
          label={props.inspector ? strings.hideInspector : strings.showInspector}
          id="inspector-toggle"
          pressed={props.inspector}
          onClick={props.onInspector}
        />
      </div>
    </div>
  );
}

/** The certainty slider, what it would take, and what share of that is expected to be right. */
function CertaintyGroup({ state, strings, percent, busy, onPercent, onAcceptAbove }: Props): ComponentChild {
  const above = countAbove(state, percent);
  const takes =
    above === 0
      ? strings.acceptAboveNone
      : above === 1
        ? strings.acceptAboveOne
        : format(strings.acceptAbove, above.toLocaleString());
  const expected = state.expectedRight?.[percent] ?? null;
  return (
    <div class="group">
      <label class="slider" htmlFor="certainty">
        {strings.certaintyLabel}
      </label>
      <input
        id="certainty"
        type="range"
        min="0"
        max="100"
        step="1"
        value={percent}
        aria-valuetext={format(strings.certaintyTakes, percent, above.toLocaleString())}
        data-testid="certainty"
        onInput={(event: Event) => onPercent(Number((event.currentTarget as HTMLInputElement).value))}
      />
      <output class="percent" htmlFor="certainty">
        {format(strings.certaintyValue, percent)}
      </output>
      <TextButton
        id="accept-above"
        primary
        icon="accept"
        idle={above === 0 || busy}
        title={format(strings.acceptAboveTip, percent)}
        onClick={onAcceptAbove}
      >
        {takes}
      </TextButton>
      {expected !== null && above > 0 && (
        <span class="hint" data-testid="expected-right" title={strings.expectedRightTip}>
          {format(strings.expectedRight, Math.floor(expected * 100))}
        </span>
      )}
    </div>
  );
}
