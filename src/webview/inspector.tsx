import type { ComponentChild } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { CellState } from "../shared/cellState";
import { type CellDetail, type ColumnHeader, percentOf, type SortOrder, type Why } from "../shared/protocol";
import { format, type StringKey, type Strings } from "../shared/strings";
import { Bars, undecided } from "./headerCell";
import { Icon, type IconName } from "./icons";
import { TextButton } from "./toolbar";
import { WhyPart } from "./whyPart";

export interface InspectorProps {
  readonly detail: CellDetail | null;
  readonly header: ColumnHeader | null;
  readonly why: Why | "loading" | "none" | null;
  readonly sort: SortOrder | null;
  readonly strings: Strings;
  /** The cell whose value the user asked to type: its field takes the focus, which may be before its details are here. */
  readonly editing: { readonly row: number; readonly column: number } | null;
  onEditing(): void;
  onAccept(): void;
  onReject(): void;
  onRestore(): void;
  onWrite(value: string): void;
  onWhy(): void;
  onRow(row: number): void;
  onColumn(accept: boolean): void;
  onSort(sort: SortOrder | null): void;
  onHide(): void;
  onShowInText(): void;
  /** Gives the focus back to the grid. */
  onLeave(): void;
}

const stateLabels: Record<CellState, { readonly text: StringKey; readonly icon: IconName | null }> = {
  [CellState.Observed]: { text: "stateObserved", icon: null },
  [CellState.Missing]: { text: "stateMissing", icon: null },
  [CellState.Suggested]: { text: "stateSuggested", icon: "suggested" },
  [CellState.Accepted]: { text: "stateAccepted", icon: "accept" },
  [CellState.Rejected]: { text: "stateRejected", icon: "reject" },
  [CellState.Edited]: { text: "stateEdited", icon: "edit" },
  [CellState.Left]: { text: "stateLeft", icon: "left" },
};

/** The side panel on the selected cell: what is suggested, how sure, what else, why, and its column. */
export function Inspector(props: InspectorProps): ComponentChild {
  const { detail, header, strings } = props;
  return (
    <aside class="inspector" aria-label={strings.inspector} data-testid="inspector">
      {detail ? <CellCard {...props} detail={detail} /> : <p class="muted">{strings.selectCell}</p>}
      {header && <ColumnCard {...props} header={header} plot={detail?.plot ?? null} />}
    </aside>
  );
}

function CellCard(props: InspectorProps & { readonly detail: CellDetail }): ComponentChild {
  const { detail, header, strings } = props;
  const { suggestion, state } = detail;
  const label = stateLabels[state];
  const value = state === CellState.Suggested || state === CellState.Rejected ? suggestion?.value : detail.text;
  const open = state === CellState.Suggested || state === CellState.Rejected || state === CellState.Missing || state === CellState.Left;
  return (
    <section class="card" aria-labelledby="cell-title">
      <h2 id="cell-title">
        <span class="where">{format(strings.place, detail.row + 1)}</span> {header?.name ?? ""}
      </h2>
      <p class={`state state-${state}`} data-testid="inspector-state">
        {label.icon && <Icon name={label.icon} />}
        {strings[label.text]}
        <button type="button" class="link" onClick={props.onShowInText} title={strings.showInText}>
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
      {suggestion && <Sureness suggestion={suggestion} strings={strings} />}
      {open && suggestion && (
        <div class="actions">
          {state === CellState.Rejected ? (
            <TextButton id="restore-cell" onClick={props.onRestore}>
              {strings.restoreCell}
            </TextButton>
          ) : (
            <>
              <button type="button" class="primary" data-testid="accept-cell" onClick={props.onAccept}>
                <Icon name="accept" />
                {strings.acceptCell}
              </button>
              <button type="button" data-testid="reject-cell" onClick={props.onReject}>
                <Icon name="reject" />
                {strings.rejectCell}
              </button>
            </>
          )}
        </div>
      )}
      {suggestion && suggestion.alternatives.length > 0 && (
        <Alternatives detail={detail} suggestion={suggestion} strings={strings} open={open} onWrite={props.onWrite} />
      )}
      {open && <OwnValue key={`${detail.row}:${detail.column}`} {...props} />}
      {suggestion && (
        <WhyPart why={props.why} column={header?.name ?? ""} strings={strings} onWhy={props.onWhy} onRow={props.onRow} />
      )}
    </section>
  );
}

function Sureness({ suggestion, strings }: { readonly suggestion: NonNullable<CellDetail["suggestion"]>; readonly strings: Strings }): ComponentChild {
  const percent = percentOf(suggestion.certainty);
  return (
    <dl class="facts">
      <dt>{strings.certainty}</dt>
      <dd>
        <span class="meter wide" aria-hidden="true">
          <span class="meterfill" style={{ width: `${percent}%` }} />
        </span>
        {format(strings.certaintyValue, percent)}
      </dd>
      {suggestion.interval && (
        <>
          <dt>{strings.interval}</dt>
          <dd>{format(strings.intervalText, suggestion.interval[0], suggestion.interval[1])}</dd>
        </>
      )}
    </dl>
  );
}

interface AlternativesProps {
  readonly detail: CellDetail;
  readonly suggestion: NonNullable<CellDetail["suggestion"]>;
  readonly strings: Strings;
  readonly open: boolean;
  onWrite(value: string): void;
}

function Alternatives({ detail, suggestion, strings, open, onWrite }: AlternativesProps): ComponentChild {
  const most = Math.max(...suggestion.alternatives.map((one) => one.probability), 1e-9);
  return (
    <>
      <h3>{strings.alternatives}</h3>
      <ul class="alternatives" data-testid="alternatives">
        {suggestion.alternatives.map((one) => (
          <li key={one.value}>
            <button
              type="button"
              disabled={!open && detail.text === one.value}
              title={format(strings.chooseAlternative, one.value)}
              onClick={() => onWrite(one.value)}
            >
              <span class="likely" style={{ width: `${(one.probability / most) * 100}%` }} />
              <span class="listed">{one.value}</span>
              <span class="probability">{format(strings.certaintyValue, percentOf(one.probability))}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function OwnValue({ detail, strings, editing, onEditing, onWrite, onLeave }: InspectorProps & { readonly detail: CellDetail }): ComponentChild {
  const [value, setValue] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const mine = editing !== null && editing.row === detail.row && editing.column === detail.column;
  useEffect(() => {
    if (!mine) return;
    field.current?.focus();
    onEditing();
  }, [mine]);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (value === "") return;
    onWrite(value);
    setValue("");
  };
  return (
    <form class="own" onSubmit={submit}>
      <label htmlFor="own-value">{strings.ownValue}</label>
      <div class="ownrow">
        <input
          id="own-value"
          ref={field}
          type="text"
          value={value}
          placeholder={strings.ownValuePlaceholder}
          data-testid="own-value"
          autocomplete="off"
          spellcheck={false}
          onInput={(event: Event) => setValue((event.currentTarget as HTMLInputElement).value)}
          onKeyDown={(event: KeyboardEvent) => {
            // The editor around the webview would take Ctrl+Z for its own.
            event.stopPropagation();
            if (event.key === "Escape") onLeave();
          }}
        />
        <button type="submit" disabled={value === ""} data-testid="write">
          {strings.write}
        </button>
      </div>
    </form>
  );
}

function ColumnCard(props: InspectorProps & { readonly header: ColumnHeader; readonly plot: CellDetail["plot"] }): ComponentChild {
  const { header, strings, sort, plot } = props;
  const sorted = sort?.column === header.column ? sort : null;
  const observed = header.bars.reduce((sum, bar) => sum + bar.observed, 0);
  const suggested = header.bars.reduce((sum, bar) => sum + bar.suggested, 0);
  return (
    <section class="card" aria-labelledby="column-title">
      <h2 id="column-title">
        <span class="where">{strings.column}</span> {header.name}
      </h2>
      <p class="muted">
        {[strings[`kind_${header.kind}` as StringKey], header.missing > 0 ? header.missingText : strings.missingNone, header.summary]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {header.bars.length > 0 && (
        <figure>
          <Bars
            bars={header.bars}
            height={72}
            plot={plot}
            label={format(strings.distributionLabel, observed, suggested, header.bars.length)}
          />
          <figcaption>
            <span>{header.bars[0]?.label}</span>
            {header.bars.length > 1 && <span>{header.bars[header.bars.length - 1]?.label}</span>}
          </figcaption>
          {plot && <p class="muted small">{strings.distributionInterval}</p>}
        </figure>
      )}
      {header.accuracy && (
        <p class={header.accuracy.better ? "accuracy" : "accuracy poor"} data-testid="accuracy">
          <Icon name={header.accuracy.better ? "accept" : "warning"} />
          {header.accuracy.text}
        </p>
      )}
      {header.left !== null && <p class="reason">{header.left}</p>}
      <div class="actions">
        {undecided(header) > 0 && (
          <>
            <TextButton id="inspector-accept-column" onClick={() => props.onColumn(true)}>
              {strings.acceptColumn}
            </TextButton>
            <TextButton id="inspector-reject-column" onClick={() => props.onColumn(false)}>
              {strings.rejectColumn}
            </TextButton>
          </>
        )}
        <TextButton
          id="sort"
          onClick={() =>
            props.onSort(
              sorted === null
                ? { column: header.column, descending: false }
                : sorted.descending
                  ? null
                  : { column: header.column, descending: true },
            )
          }
        >
          {sorted === null ? strings.sortAscending : sorted.descending ? strings.sortNone : strings.sortDescending}
        </TextButton>
        <TextButton id="hide-column" onClick={props.onHide}>
          {strings.hideColumn}
        </TextButton>
      </div>
    </section>
  );
}
