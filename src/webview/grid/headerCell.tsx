import type { ComponentChild } from "preact";
import type { ColumnHeader, SortOrder } from "../../shared/protocol";
import { format, type StringKey, type Strings } from "../../shared/strings";
import { Bars } from "../ui/bars";
import { Icon } from "../ui/icons";

interface Props {
  readonly header: ColumnHeader | null;
  readonly column: number;
  readonly colIndex: number;
  readonly left: number;
  readonly width: number;
  readonly pinned: boolean;
  readonly active: boolean;
  readonly selected: boolean;
  readonly sort: SortOrder | null;
  readonly strings: Strings;
  onResizeStart(column: number, event: PointerEvent): void;
}

/** A column's header: name, kind, how much is missing, and a picture of its values. */
export function HeaderCell(props: Props): ComponentChild {
  const { header, column, strings, sort } = props;
  const sorted = sort?.column === column ? (sort.descending ? "descending" : "ascending") : "none";
  return (
    <div
      role="columnheader"
      class={`headcell${props.active ? " active" : ""}${props.selected ? " selected" : ""}`}
      aria-colindex={props.colIndex}
      aria-sort={sorted}
      tabIndex={props.active ? 0 : -1}
      data-column={column}
      data-testid={`header-${column}`}
      style={{ left: `${props.left}px`, width: `${props.width}px` }}
    >
      <div class="headname" title={header?.name}>
        {props.pinned && <Icon name="pin" />}
        <span class="name">{header?.name ?? ""}</span>
        {props.pinned && <span class="sr">{strings.pinned}</span>}
        {/* For the mouse; the keyboard has keys for both, so that the grid stays one tab stop. */}
        <span class="headtools" aria-hidden="true">
          <button type="button" class={sorted === "none" ? "tool" : "tool on"} tabIndex={-1} title={strings.sortTip} data-action="sort">
            <Icon name={sorted === "descending" ? "sortDown" : "sortUp"} />
          </button>
          <button type="button" class="tool" tabIndex={-1} title={strings.columnMenu} data-action="menu">
            <Icon name="more" />
          </button>
        </span>
      </div>
      {header && <HeaderFacts header={header} strings={strings} />}
      <span
        class="resizer"
        title={format(strings.resizeColumn, header?.name ?? "")}
        onPointerDown={(event: PointerEvent) => props.onResizeStart(column, event)}
      />
    </div>
  );
}

function HeaderFacts({ header, strings }: { readonly header: ColumnHeader; readonly strings: Strings }): ComponentChild {
  const accuracy = header.accuracy;
  return (
    <>
      <div class="headmeta">
        <span class="kind">{strings[`kind_${header.kind}` as StringKey] ?? header.kind}</span>
        {accuracy && (
          <span class={accuracy.better ? "score" : "score poor"} title={accuracy.text}>
            {!accuracy.better && <Icon name="warning" />}
            {accuracy.short}
          </span>
        )}
      </div>
      <div class={header.missing > 0 ? "headmissing" : "headmissing none"}>
        {header.missing > 0
          ? missingText(header, strings)
          : header.everMissing > 0
            ? format(strings.filledOf, header.everMissing, header.everMissing)
            : strings.missingNone}
      </div>
      <Bars bars={header.bars} height={26} label={null} />
    </>
  );
}

/** How much of a column is missing, in words. */
export function missingText({ missing, missingShare }: ColumnHeader, strings: Strings): string {
  return missing > 0 ? format(strings.missingOf, missing.toLocaleString(), missingShare) : strings.missingNone;
}
