import type { ComponentChild } from "preact";
import type { Condition, SortOrder } from "../../shared/protocol";
import type { ColumnLayout } from "../state/columnLayout";
import type { Cursor } from "../state/cursor";
import type { ReviewStore } from "../state/store";
import { HeaderCell } from "./headerCell";
import type { Slots } from "./slots";

interface Props {
  readonly store: ReviewStore;
  readonly layout: ColumnLayout;
  /** Places that stay in view, then the scrolled ones, both ends included. */
  readonly sticky: number;
  readonly first: number;
  readonly last: number;
  readonly slots: Slots;
  readonly cursor: Cursor;
  readonly sort: SortOrder | null;
  readonly conditions: readonly Condition[];
  onResizeStart(column: number, event: PointerEvent): void;
}

/** The row of column headers: the pinned ones at the left, the others scrolled. */
export function GridHead({ store, layout, sticky, first, last, slots, cursor, sort, conditions, onResizeStart }: Props): ComponentChild {
  const places: number[] = [];
  for (let place = first; place <= last; place++) places.push(place);
  const outside = cursor.place >= sticky && (cursor.place < first || cursor.place > last);
  if (cursor.viewRow < 0 && outside) places.push(cursor.place);
  const header = (place: number, key: string | number): ComponentChild => {
    const column = layout.shown[place] ?? 0;
    return (
      <HeaderCell
        key={key}
        header={store.header(column)}
        column={column}
        colIndex={place + 2}
        left={layout.left[place] ?? 0}
        width={(layout.left[place + 1] ?? 0) - (layout.left[place] ?? 0)}
        pinned={place < layout.pinned}
        active={cursor.viewRow < 0 && cursor.place === place}
        selected={cursor.place === place}
        sort={sort}
        filtered={conditions.some((one) => one.kind !== "pattern" && one.column === column)}
        words={store.words}
        onResizeStart={onResizeStart}
      />
    );
  };
  return (
    <div role="row" class="headrow" aria-rowindex={1}>
      <div role="columnheader" class="gutter" aria-colindex={1}>
        <span class="sr">{store.words.rowHeader}</span>
      </div>
      {sticky > 0 && (
        <div role="presentation" class="pins" style={{ width: `${layout.left[sticky] ?? 0}px` }}>
          {Array.from({ length: sticky }, (_, place) => header(place, place))}
        </div>
      )}
      <div role="presentation" class="cells">
        {places.map((place) => header(place, place < first || place > last ? "cursor" : slots.of(place)))}
      </div>
    </div>
  );
}
