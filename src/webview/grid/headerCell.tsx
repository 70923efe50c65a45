import type { ComponentChild } from "preact";
import type { ColumnHeader, SortOrder } from "../../shared/protocol";
import type { StringKey } from "../../shared/strings";
import { Bars } from "../ui/bars";
import { Icon } from "../ui/icons";
import { ShareBar } from "../ui/shareBar";
import type { Words } from "../words";

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
  /** The rows are filtered by what it holds. */
  readonly filtered: boolean;
  readonly words: Words;
  onResizeStart(column: number, event: PointerEvent): void;
}

/** A column's header: name, kind, how much is missing, and a picture of its values. */
export function HeaderCell(props: Props): ComponentChild {
  const { header, column, words, sort } = props;
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
        {props.pinned && <span class="sr">{words.pinned}</span>}
        {props.filtered && <span class="sr">{words.filtered}</span>}
        {/* For the mouse; the keyboard has keys for both, so that the grid stays one tab stop. */}
        <span class="headtools" aria-hidden="true">
          <button type="button" class={sorted === "none" ? "tool" : "tool on"} tabIndex={-1} title={words.sortTip} data-action="sort">
            <Icon name={sorted === "descending" ? "sortDown" : "sortUp"} />
          </button>
          <button type="button" class={props.filtered ? "tool on" : "tool"} tabIndex={-1} title={words.filterRows} data-action="filter">
            <Icon name="filter" />
          </button>
          <button type="button" class="tool" tabIndex={-1} title={words.columnMenu} data-action="menu">
            <Icon name="more" />
          </button>
        </span>
      </div>
      {header && <HeaderFacts header={header} words={words} />}
      <span
        class="resizer"
        title={words.say("resizeColumn", header?.name ?? "")}
        onPointerDown={(event: PointerEvent) => props.onResizeStart(column, event)}
      />
    </div>
  );
}

function HeaderFacts({ header, words }: { readonly header: ColumnHeader; readonly words: Words }): ComponentChild {
  const accuracy = header.accuracy;
  return (
    <>
      <div class="headmeta">
        {/* Not both: what a test found needs the room, and the inspector tells the kind, too. */}
        {!accuracy && <span class="kind">{kindText(header, words)}</span>}
        {accuracy && (
          <span class={accuracy.verdict === "worse" ? "score poor" : "score"} title={accuracy.text}>
            {accuracy.verdict === "worse" && <Icon name="warning" />}
            <span class="scoretext">{accuracy.short}</span>
          </span>
        )}
      </div>
      <div class={header.missing > 0 ? "headmissing" : "headmissing none"} title={header.missing > 0 ? missingText(header, words) : undefined}>
        {header.missing > 0
          ? missingText(header, words)
          : header.everMissing > 0
            ? words.say("filledOf", header.everMissing, header.everMissing)
            : words.missingNone}
        <ShareBar part={header.missingPart} />
      </div>
      <Bars bars={header.bars} height={26} words={words} label={null} />
    </>
  );
}

/** What a column holds; "" while that is not known. */
export function kindText({ kind }: Pick<ColumnHeader, "kind">, words: Words): string {
  return words[`kind_${kind}` as StringKey] ?? kind;
}

/** How much of a column is missing, in words. */
export function missingText({ missing, missingShare }: Pick<ColumnHeader, "missing" | "missingShare">, words: Words): string {
  return missing > 0 ? words.say("missingOf", missing, missingShare) : words.missingNone;
}
