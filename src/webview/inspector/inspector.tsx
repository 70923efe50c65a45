import type { ComponentChild } from "preact";
import { CellState } from "../../shared/cellState";
import type { CellDetail, InspectorTab } from "../../shared/protocol";
import { Tabs } from "../ui/tabs";
import { CellCard, type CellCardProps } from "./cellCard";
import { ColumnCard, type ColumnCardProps } from "./columnCard";
import { Guide, type GuideProps } from "./guide";
import { TableCard, type TableCardProps } from "./tableCard";

interface Props extends Omit<CellCardProps, "detail">, Omit<ColumnCardProps, "header" | "review">, GuideProps {
  /** null in the header, and while it is on its way. */
  readonly detail: CellDetail | null;
  readonly tab: InspectorTab;
  /** px. */
  readonly width: number;
  readonly table: Omit<TableCardProps, "folds" | "words">;
  onTab(tab: InspectorTab): void;
}

/** The side panel on the selected cell, its column, or the table. */
export function Inspector(props: Props): ComponentChild {
  const { words, tab, width, onTab } = props;
  const tabs = [
    { id: "cell", label: words.cellMenu },
    { id: "column", label: words.column },
    { id: "table", label: words.table },
  ] as const;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    props.onLeave();
  };
  return (
    <aside class="inspector" aria-label={words.inspector} style={{ "--panel-width": `${width}px` }} data-testid="inspector" onKeyDown={onKeyDown}>
      <Tabs<InspectorTab> label={words.inspector} tabs={tabs} chosen={tab} onChoose={onTab} />
      <div role="tabpanel" id="panel" aria-labelledby={`tab-${tab}`}>
        {tab === "cell" && <CellPart {...props} />}
        {tab === "column" && props.header && <ColumnCard {...props} header={props.header} />}
        {tab === "table" && <TableCard {...props.table} words={words} folds={props.folds} />}
      </div>
    </aside>
  );
}

function CellPart(props: Props): ComponentChild {
  const { detail, header, words } = props;
  return (
    <>
      {detail ? <CellCard {...props} detail={detail} /> : !header && <p class="muted">{words.selectCell}</p>}
      {(detail === null || detail.state === CellState.Observed) && <Guide {...props} />}
    </>
  );
}
