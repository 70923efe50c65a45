import type { ComponentChild } from "preact";
import { CellState } from "../../shared/cellState";
import type { CellDetail } from "../../shared/protocol";
import { CellCard, type CellCardProps } from "./cellCard";
import { ColumnCard, type ColumnCardProps } from "./columnCard";
import { Guide, type GuideProps } from "./guide";

interface Props extends Omit<CellCardProps, "detail">, Omit<ColumnCardProps, "header">, GuideProps {
  /** null in the header, and while it is on its way. */
  readonly detail: CellDetail | null;
}

/** The side panel on the selected cell and its column. */
export function Inspector(props: Props): ComponentChild {
  const { detail, header, words } = props;
  return (
    <aside class="inspector" aria-label={words.inspector} data-testid="inspector">
      {detail ? <CellCard {...props} detail={detail} /> : !header && <p class="muted">{words.selectCell}</p>}
      {(detail === null || detail.state === CellState.Observed) && <Guide {...props} />}
      {header && <ColumnCard {...props} header={header} />}
    </aside>
  );
}
