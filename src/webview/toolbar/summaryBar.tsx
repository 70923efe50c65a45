import type { ComponentChild } from "preact";
import { CellState } from "../../shared/cellState";
import { percentOf, type ReviewState } from "../../shared/protocol";
import type { StringKey } from "../../shared/strings";
import { cellsIn, everMissing, isRunning } from "../state/counts";
import { type Bulk, sureOf } from "../state/bulk";
import type { Announcement } from "../state/store";
import type { Words } from "../words";
import { leavesOutText } from "./certaintyGroup";

interface Props {
  readonly state: ReviewState;
  readonly words: Words;
  readonly bulk: Bulk;
  /** What was done or said last. */
  readonly announcement: Announcement;
  /** What the rows are filtered by. */
  readonly children?: ComponentChild;
  onCancel(): void;
}

/** How far the review and the model are. */
export function SummaryBar({ state, words, bulk, announcement, children, onCancel }: Props): ComponentChild {
  const count = (cell: CellState): number => cellsIn(state, cell);
  const missing = everMissing(state);
  const parts: readonly { readonly state: CellState; readonly text: StringKey; readonly className: string }[] = [
    { state: CellState.Edited, text: "summaryEdited", className: "edited" },
    { state: CellState.Rejected, text: "summaryRejected", className: "rejected" },
    { state: CellState.Suggested, text: "summaryToDecide", className: "suggested" },
    { state: CellState.Missing, text: "summaryMissing", className: "missing" },
    { state: CellState.Skipped, text: "summarySkipped", className: "skipped" },
  ];
  const running = isRunning(state);
  return (
    <div class={running ? "summary running" : "summary"} data-testid="summary">
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
          ? state.reading === null && words.summaryNone
          : words.say("summary", count(CellState.Accepted), missing)}
      </span>
      {parts.map((part) =>
        count(part.state) > 0 ? (
          <span key={part.className} data-testid={`summary-${part.className}`}>
            {words.say(part.text, count(part.state))}
          </span>
        ) : null,
      )}
      {children}
      {state.arranging && (
        <span class="run" data-testid="arranging">
          <progress aria-label={words.filtering} max={1} value={state.arranging.share} />
          <span>{words.filtering}</span>
        </span>
      )}
      {state.run.message !== "" && !running && <span class="runmessage">{state.run.message}</span>}
      <span class="said" role="status" aria-live="polite" data-testid="live">
        {/* A new element each time, so that the same sentence is read again. */}
        <span key={announcement.count}>{announcement.text}</span>
      </span>
      {state.reading && <Reading reading={state.reading} rows={state.rows} words={words} />}
      {!running && <ExpectedText state={state} words={words} bulk={bulk} />}
      {running && (
        <span class="run" data-testid="run">
          <progress
            aria-label={words.progressLabel}
            {...(state.run.total > 0 && state.run.phase === "running" ? { max: state.run.total, value: state.run.done } : {})}
          />
          <span>{progressText(state, words)}</span>
          <button type="button" data-testid="cancel" onClick={onCancel}>
            {words.cancel}
          </button>
        </span>
      )}
    </div>
  );
}

/** How much of the file has been read, while that goes on. */
function Reading({ reading, rows, words }: Pick<ReviewState, "rows"> & { readonly reading: { readonly share: number }; readonly words: Words }): ComponentChild {
  return (
    <span class="run" data-testid="reading">
      <progress aria-label={words.readingLabel} max={1} value={reading.share} />
      <span>{words.say("reading", words.percent(percentOf(reading.share)))}</span>
      <span class="muted">{words.say("rowsSoFar", rows)}</span>
    </span>
  );
}

/** What the model does, and how far it is. */
function progressText({ run }: ReviewState, words: Words): string {
  const known = run.phase === "running" && run.total > 0;
  const { done, total } = run;
  if (run.message !== "") return known ? `${run.message} ${words.say("progressOf", done, total)}` : run.message;
  return known ? words.say("progressRunning", done, total) : words.progressPreparing;
}

/** What the accuracy check lets expect of the cells that the slider would take; nothing where it says nothing of them. */
function ExpectedText({ state, words, bulk }: Pick<Props, "state" | "words" | "bulk">): ComponentChild {
  if (state.expected === null) return null;
  const { numbers } = state.expected;
  const sure = sureOf(state, bulk);
  const right = (sure ? sure.right[bulk.wish] : state.expected.right[bulk.percent]) ?? null;
  const leaves = sure === null ? "" : leavesOutText(sure, bulk.wish, words);
  const expected = right === null ? "" : words.say(numbers ? "expectedClose" : "expected", words.percent(percentOf(right)));
  if (expected === "" && leaves === "") return null;
  const tip = sure ? words.say("acceptSureTip", words.percent(bulk.wish)) : words.say(numbers ? "expectedCloseTip" : "expectedTip", words.percent(bulk.percent));
  return (
    <span class="expected" id="expected" data-testid="expected" title={tip}>
      {expected === "" || leaves === "" ? expected + leaves : `${expected}. ${leaves}`}
    </span>
  );
}
