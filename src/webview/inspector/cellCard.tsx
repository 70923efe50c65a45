import type { ComponentChild } from "preact";
import { CellState } from "../../shared/cellState";
import { type CellDetail, type ColumnHeader, type ExplanationView, percentOf } from "../../shared/protocol";
import type { StringKey } from "../../shared/strings";
import { TextButton } from "../ui/buttons";
import { Icon, type IconName } from "../ui/icons";
import { certaintyText, type Words } from "../words";
import { Alternatives } from "./alternatives";
import { Around } from "./around";
import { DensityPlot } from "./densityPlot";
import { ExplanationPart } from "./explanation";
import { OwnValue, type Typing } from "./ownValue";

const stateLabels: Record<CellState, { readonly text: StringKey; readonly icon: IconName | null }> = {
  [CellState.Observed]: { text: "stateObserved", icon: null },
  [CellState.Missing]: { text: "stateMissing", icon: null },
  [CellState.Suggested]: { text: "stateSuggested", icon: "suggested" },
  [CellState.Accepted]: { text: "stateAccepted", icon: "accept" },
  [CellState.Rejected]: { text: "stateRejected", icon: "reject" },
  [CellState.Edited]: { text: "stateEdited", icon: "edit" },
  [CellState.Skipped]: { text: "stateSkipped", icon: "skipped" },
};

export interface CellCardProps {
  readonly detail: CellDetail;
  readonly header: ColumnHeader | null;
  readonly explanation: ExplanationView | "loading" | "none" | null;
  readonly words: Words;
  readonly typing: Typing | null;
  takeTyped(): string;
  onAccept(): void;
  /** Rejects the suggestion, or takes its rejection back. */
  onReject(): void;
  onWrite(value: string): void;
  onExplain(): void;
  onRow(row: number): void;
  onShowInText(): void;
  /** Gives the focus back to the grid. */
  onLeave(): void;
}

/** The selected cell: what is suggested, how sure, what else, and why. */
export function CellCard(props: CellCardProps): ComponentChild {
  const { detail, header, words } = props;
  const { suggestion, state, plot } = detail;
  const label = stateLabels[state];
  const value = state === CellState.Suggested || state === CellState.Rejected ? suggestion?.value : detail.text;
  const open = state === CellState.Suggested || state === CellState.Rejected || state === CellState.Missing || state === CellState.Skipped;
  return (
    <section class="card" aria-labelledby="cell-title">
      <h2 id="cell-title">
        <span class="where">{words.say("place", String(detail.row + 1))}</span> {header?.name ?? ""}
      </h2>
      <p class={`state state-${state}`} data-testid="inspector-state">
        {label.icon && <Icon name={label.icon} />}
        {words[label.text]}
        <button type="button" class="link" onClick={props.onShowInText} title={words.showInText}>
          {detail.place}
        </button>
      </p>
      {value !== undefined && value !== "" && (
        <p class={state === CellState.Rejected ? "bigvalue struck" : "bigvalue"} data-testid="inspector-value">
          {value}
        </p>
      )}
      {detail.reason !== null && (
        <p class="reason" data-testid="inspector-reason">
          {detail.reason}
        </p>
      )}
      {open && suggestion && <DecideButtons {...props} />}
      {suggestion && <Sureness suggestion={suggestion} within={header?.tolerance ?? ""} words={words} />}
      {suggestion && plot && header && <DensityPlot plot={plot} suggestion={suggestion} bars={header.bars} words={words} />}
      {suggestion && <Alternatives suggestion={suggestion} within={header?.tolerance ?? ""} text={detail.text} words={words} onWrite={props.onWrite} />}
      {detail.around.length > 1 && <Around detail={detail} words={words} onRow={props.onRow} />}
      {state !== CellState.Observed && <OwnValue key={`${detail.row}:${detail.column}`} {...props} />}
      {suggestion && (
        <ExplanationPart explanation={props.explanation} column={header?.name ?? ""} words={words} onExplain={props.onExplain} onRow={props.onRow} />
      )}
    </section>
  );
}

function DecideButtons({ detail, words, onAccept, onReject }: CellCardProps): ComponentChild {
  return (
    <div class="actions">
      {detail.state === CellState.Rejected ? (
        <TextButton id="restore-cell" onClick={onReject}>
          {words.restoreCell}
        </TextButton>
      ) : (
        <>
          <TextButton id="accept-cell" primary icon="accept" onClick={onAccept}>
            {words.acceptCell}
          </TextButton>
          <TextButton id="reject-cell" icon="reject" onClick={onReject}>
            {words.rejectCell}
          </TextButton>
        </>
      )}
    </div>
  );
}

interface SurenessProps {
  readonly suggestion: NonNullable<CellDetail["suggestion"]>;
  /** The column's tolerance, "" for none. */
  readonly within: string;
  readonly words: Words;
}

function Sureness({ suggestion, within, words }: SurenessProps): ComponentChild {
  const percent = suggestion.certainty === null ? null : percentOf(suggestion.certainty);
  return (
    <dl class="facts">
      {percent !== null && (
        <>
          <dt>{words.certainty}</dt>
          <dd data-testid="inspector-certainty">
            <span class="meter wide" aria-hidden="true">
              <span class="meterfill" style={{ width: `${percent}%` }} />
            </span>
            <span class="sure">{certaintyText(percent, within, words)}</span>
          </dd>
        </>
      )}
      {suggestion.interval && (
        <>
          <dt>{words.interval}</dt>
          <dd>{words.say("intervalText", suggestion.interval[0], suggestion.interval[1])}</dd>
        </>
      )}
    </dl>
  );
}
