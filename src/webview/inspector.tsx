import type { ComponentChild } from "preact";
import { CellState } from "../shared/cellState";
import type { CellDetail, ColumnHeader, ReviewState, ExplanationView } from "../shared/protocol";
import type { Strings } from "../shared/strings";
import { CellCard } from "./cellCard";
import { ColumnCard } from "./columnCard";
import { Guide } from "./guide";
import type { Typing } from "./ownValue";

export interface InspectorProps {
  readonly review: ReviewState;
  readonly detail: CellDetail | null;
  readonly header: ColumnHeader | null;
  readonly why: ExplanationView | "loading" | "none" | null;
  readonly strings: Strings;
  readonly typing: Typing | null;
  takeTyped(): string;
  onAccept(): void;
  /** Rejects the suggestion, or takes its rejection back. */
  onReject(): void;
  onWrite(value: string): void;
  onExplain(): void;
  onRow(row: number): void;
  onColumn(accept: boolean): void;
  onShowInText(): void;
  onNext(): void;
  /** Gives the focus back to the grid. */
  onLeave(): void;
}

/** The side panel on the selected cell and its column. */
export function Inspector(props: InspectorProps): ComponentChild {
  const { detail, header, strings } = props;
  return (
    <aside class="inspector" aria-label={strings.inspector} data-testid="inspector">
      {detail ? <CellCard {...props} detail={detail} /> : !header && <p class="muted">{strings.selectCell}</p>}
      {(detail === null || detail.state === CellState.Observed) && <Guide {...props} />}
      {header && <ColumnCard {...props} header={header} />}
    </aside>
  );
}
