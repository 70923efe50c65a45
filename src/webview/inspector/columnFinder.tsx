import type { ComponentChild } from "preact";
import type { ColumnLine, ColumnOrder } from "../../shared/protocol";
import { kindText, missingText } from "../grid/headerCell";
import { Choice } from "../ui/fields";
import type { ColumnLists } from "../state/columnLists";
import { SearchBox } from "../ui/searchBox";
import { ShareBar } from "../ui/shareBar";
import type { Words } from "../words";

export interface ColumnFinderProps {
  readonly lists: ColumnLists;
  /** Columns of the file: as many are listed until the host has told. */
  readonly columns: number;
  readonly words: Words;
  readonly rowHeight: number;
  /** Whether the search is to take the focus. */
  readonly focus: boolean;
  onFocused(): void;
  /** Goes to a column. */
  onColumn(column: number): void;
}

/** The table's columns, to see where values are missing and to go there. */
export function ColumnFinder({ lists, columns, words, rowHeight, focus, onFocused, onColumn }: ColumnFinderProps): ComponentChild {
  const { list, order } = lists;
  return (
    <>
      <Choice<ColumnOrder>
        id="columns-order"
        label={words.columnsOrder}
        value={order}
        options={[
          { value: "file", label: words.columnsInFile },
          { value: "missing", label: words.columnsByMissing },
        ]}
        onChoose={(value) => lists.arrange(value)}
      />
      <SearchBox
        id="column"
        label={words.searchColumns}
        query={list.query}
        total={list.total ?? columns}
        height={Math.round(rowHeight * 1.8)}
        none={words.noColumns}
        focus={focus}
        onFocused={onFocused}
        item={(at) => {
          const line = list.item(at);
          return line && { key: line.column, content: <Line line={line} words={words} /> };
        }}
        onQuery={(query) => list.search(query)}
        onChoose={(at) => {
          const line = list.item(at);
          if (line) onColumn(line.column);
        }}
      />
    </>
  );
}

function Line({ line, words }: { readonly line: ColumnLine; readonly words: Words }): ComponentChild {
  return (
    <>
      <span class="listline">
        <span class="listed" title={line.name}>
          {line.name}
        </span>
        <span class="muted">{kindText(line, words)}</span>
      </span>
      <span class="listline">
        <ShareBar part={line.missingPart} />
        <span class={line.missing > 0 ? "" : "muted"}>{missingText(line, words)}</span>
      </span>
    </>
  );
}
