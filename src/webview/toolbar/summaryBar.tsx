import type { ComponentChild } from "preact";
import { CellState } from "../../shared/cellState";
import type { ReviewState } from "../../shared/protocol";
import { cellsIn, everMissing, isRunning } from "../state/counts";
import { format, type Strings } from "../../shared/strings";
import type { Announcement } from "../state/store";

interface Props {
  readonly state: ReviewState;
  readonly strings: Strings;
  /** The slider's position, whole percent. */
  readonly percent: number;
  /** What was done or said last. */
  readonly announcement: Announcement;
  onCancel(): void;
}

/** How far the review and the model are. */
export function SummaryBar({ state, strings, percent, announcement, onCancel }: Props): ComponentChild {
  const count = (cell: CellState): number => cellsIn(state, cell);
  const missing = everMissing(state);
  const parts: readonly { readonly state: CellState; readonly text: keyof Strings; readonly className: string }[] = [
    { state: CellState.Edited, text: "summaryEdited", className: "edited" },
    { state: CellState.Rejected, text: "summaryRejected", className: "rejected" },
    { state: CellState.Suggested, text: "summaryToDecide", className: "suggested" },
    { state: CellState.Missing, text: "summaryMissing", className: "missing" },
    { state: CellState.Skipped, text: "summarySkipped", className: "left" },
  ];
  const running = isRunning(state);
  return (
    <div class="summary" data-testid="summary">
      {missing > 0 && (
        <span class="meterbar" aria-hidden="true">
          {[{ state: CellState.Accepted, className: "accepted" }, ...parts].map((part) => {
            const share = count(part.state) / missing;
            return share > 0 ? <span key={part.className} class={part.className} style={{ width: `${share * 100}%` }} /> : null;
          })}
        </span>
      )}
      <span data-testid="summary-accepted">
        {missing === 0
          ? strings.summaryNone
          : format(strings.summary, count(CellState.Accepted).toLocaleString(), missing.toLocaleString())}
      </span>
      {parts.map((part) =>
        count(part.state) > 0 ? (
          <span key={part.className} data-testid={`summary-${part.className}`}>
            {format(strings[part.text], count(part.state).toLocaleString())}
          </span>
        ) : null,
      )}
      {state.run.message !== "" && !running && <span class="runmessage">{state.run.message}</span>}
      <span class="said" role="status" aria-live="polite" data-testid="live">
        {/* A new element each time, so that the same sentence is read again. */}
        <span key={announcement.count}>{announcement.text}</span>
      </span>
      {!running && <ExpectedText state={state} strings={strings} percent={percent} />}
      {running && (
        <span class="run" data-testid="run">
          <progress
            aria-label={strings.progressLabel}
            {...(state.run.total > 0 && state.run.phase === "running" ? { max: state.run.total, value: state.run.done } : {})}
          />
          <span>{progressText(state, strings)}</span>
          <button type="button" data-testid="cancel" onClick={onCancel}>
            {strings.cancel}
          </button>
        </span>
      )}
    </div>
  );
}

/** What the model does, and how far it is. */
function progressText({ run }: ReviewState, strings: Strings): string {
  const known = run.phase === "running" && run.total > 0;
  const [done, total] = [run.done.toLocaleString(), run.total.toLocaleString()];
  if (run.message !== "") return known ? `${run.message} ${format(strings.progressOf, done, total)}` : run.message;
  return known ? format(strings.progressRunning, done, total) : strings.progressPreparing;
}

/** What the accuracy check lets expect of the cells that the slider would take; nothing where it says nothing of them. */
function ExpectedText({ state, strings, percent }: Pick<Props, "state" | "strings" | "percent">): ComponentChild {
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
