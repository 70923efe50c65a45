import type { ComponentChild } from "preact";
import { CellState } from "../shared/cellState";
import type { ReviewState, RowFilter } from "../shared/protocol";
import { format, type Strings } from "../shared/strings";
import { Icon, type IconName } from "./icons";

const filters: readonly { readonly filter: RowFilter; readonly label: keyof Strings }[] = [
  { filter: "all", label: "filterAll" },
  { filter: "holes", label: "filterHoles" },
  { filter: "suggested", label: "filterSuggested" },
  { filter: "accepted", label: "filterAccepted" },
  { filter: "rejected", label: "filterRejected" },
  { filter: "lowCertainty", label: "filterLowCertainty" },
];

export interface ToolbarProps {
  readonly state: ReviewState;
  readonly strings: Strings;
  /** The slider's position, whole percent. */
  readonly percent: number;
  /** Name of the cursor's column and its undecided suggestions. */
  readonly column: { readonly name: string; readonly suggested: number } | null;
  readonly inspector: boolean;
  readonly hiddenColumns: number;
  readonly busy: boolean;
  onPercent(percent: number): void;
  onFilter(filter: RowFilter): void;
  onNext(backwards: boolean): void;
  onAcceptAbove(): void;
  onAcceptAll(): void;
  onColumn(accept: boolean): void;
  onUndo(): void;
  onRedo(): void;
  onCheck(): void;
  onCancel(): void;
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

export function Toolbar(props: ToolbarProps): ComponentChild {
  const { state, strings, percent, column, busy } = props;
  const above = countAbove(state, percent);
  const suggested = state.counts[CellState.Suggested] ?? 0;
  const expected = state.expectedRight?.[percent] ?? null;
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
          aria-valuetext={format(strings.certaintyValue, percent)}
          data-testid="certainty"
          onInput={(event: Event) => props.onPercent(Number((event.currentTarget as HTMLInputElement).value))}
        />
        <output class="percent" htmlFor="certainty">
          {format(strings.certaintyValue, percent)}
        </output>
        <button
          type="button"
          class="primary"
          disabled={above === 0 || busy}
          title={format(strings.acceptAboveTip, percent)}
          data-testid="accept-above"
          onClick={props.onAcceptAbove}
        >
          <Icon name="accept" />
          {acceptLabel(above, strings)}
        </button>
        {expected !== null && above > 0 && (
          <span class="hint">{format(strings.expectedRight, Math.floor(expected * 100))}</span>
        )}
      </div>
      <div class="group">
        <TextButton id="accept-all" disabled={suggested === 0 || busy} onClick={props.onAcceptAll}>
          {strings.acceptAll}
        </TextButton>
        <TextButton
          id="accept-column"
          title={column?.name}
          disabled={!column || column.suggested === 0 || busy}
          onClick={() => props.onColumn(true)}
        >
          {strings.acceptColumn}
        </TextButton>
        <TextButton
          id="reject-column"
          title={column?.name}
          disabled={!column || column.suggested === 0 || busy}
          onClick={() => props.onColumn(false)}
        >
          {strings.rejectColumn}
        </TextButton>
      </div>
      <div class="group">
        <IconButton icon="undo" label={strings.undo} id="undo" onClick={props.onUndo} />
        <IconButton icon="redo" label={strings.redo} id="redo" onClick={props.onRedo} />
      </div>
      <div class="group end">
        {props.hiddenColumns > 0 && (
          <TextButton id="show-columns" onClick={props.onShowColumns}>
            {format(strings.showColumns, props.hiddenColumns)}
          </TextButton>
        )}
        {state.copyOnly && (
          <TextButton id="save-copy" onClick={props.onSaveCopy}>
            {strings.saveCopy}
          </TextButton>
        )}
        <TextButton id="check" title={strings.checkTip} disabled={isRunning(state)} onClick={props.onCheck}>
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

function acceptLabel(cells: number, strings: Strings): string {
  if (cells === 0) return strings.acceptAboveNone;
  return cells === 1 ? strings.acceptAboveOne : format(strings.acceptAbove, cells.toLocaleString());
}

function isRunning(state: ReviewState): boolean {
  return state.run.phase === "running" || state.run.phase === "preparing";
}

/** How far the review and the model are. */
export function SummaryBar({ state, strings, onCancel }: Pick<ToolbarProps, "state" | "strings" | "onCancel">): ComponentChild {
  const count = (cell: CellState): number => state.counts[cell] ?? 0;
  const holes = state.counts.reduce((sum, cells) => sum + cells, 0);
  const parts: readonly { readonly state: CellState; readonly text: keyof Strings; readonly className: string }[] = [
    { state: CellState.Edited, text: "summaryEdited", className: "edited" },
    { state: CellState.Rejected, text: "summaryRejected", className: "rejected" },
    { state: CellState.Suggested, text: "summaryToDecide", className: "suggested" },
    { state: CellState.Missing, text: "summaryMissing", className: "missing" },
    { state: CellState.Left, text: "summaryLeft", className: "left" },
  ];
  const running = isRunning(state);
  const progress =
    state.run.phase === "preparing" || state.run.total === 0
      ? strings.progressPreparing
      : format(strings.progressRunning, state.run.done.toLocaleString(), state.run.total.toLocaleString());
  return (
    <div class="summary" data-testid="summary">
      <span class="meterbar" aria-hidden="true">
        {[{ state: CellState.Accepted, className: "accepted" }, ...parts].map((part) => {
          const share = holes === 0 ? 0 : count(part.state) / holes;
          return share > 0 ? <span key={part.className} class={part.className} style={{ width: `${share * 100}%` }} /> : null;
        })}
      </span>
      <span data-testid="summary-accepted">
        {format(strings.summary, count(CellState.Accepted).toLocaleString(), holes.toLocaleString())}
      </span>
      {parts.map((part) =>
        count(part.state) > 0 ? (
          <span key={part.className} data-testid={`summary-${part.className}`}>
            {format(strings[part.text], count(part.state).toLocaleString())}
          </span>
        ) : null,
      )}
      {state.run.message !== "" && !running && <span class="runmessage">{state.run.message}</span>}
      {running && (
        <span class="run" data-testid="run">
          <progress
            aria-label={strings.progressLabel}
            {...(state.run.total > 0 && state.run.phase === "running" ? { max: state.run.total, value: state.run.done } : {})}
          />
          <span>{state.run.message || progress}</span>
          <button type="button" data-testid="cancel" onClick={onCancel}>
            {strings.cancel}
          </button>
        </span>
      )}
    </div>
  );
}

interface IconButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly id: string;
  readonly pressed?: boolean;
  onClick(): void;
}

export function IconButton({ icon, label, id, pressed, onClick }: IconButtonProps): ComponentChild {
  return (
    <button
      type="button"
      class="iconbutton"
      title={label}
      aria-label={label}
      {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
      data-testid={id}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

interface TextButtonProps {
  readonly id: string;
  readonly title?: string | undefined;
  readonly disabled?: boolean;
  readonly children: ComponentChild;
  onClick(): void;
}

export function TextButton({ id, title, disabled = false, children, onClick }: TextButtonProps): ComponentChild {
  return (
    <button type="button" title={title} disabled={disabled} data-testid={id} onClick={onClick}>
      {children}
    </button>
  );
}
