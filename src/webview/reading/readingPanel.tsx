import { Component, type ComponentChild, createRef } from "preact";
import type { TableReadingView } from "../../shared/reading";
import type { ReviewStore } from "../state/store";
import { IconButton, TextButton } from "../ui/buttons";
import { Icon } from "../ui/icons";
import type { Words } from "../words";
import { ColumnList, type ReadingFocus } from "./columnList";
import { TableSettings } from "./tableSettings";

interface Props {
  readonly store: ReviewStore;
  readonly columns: number;
  /** px. */
  readonly width: number;
  /** Height of a row of the grid, px: it goes with the size of the text. */
  readonly rowHeight: number;
  /** What is to have the focus; null once it has. */
  readonly focus: ReadingFocus | null;
  onFocused(): void;
  onClose(): void;
  /** Gives the focus back to the grid. */
  onLeave(): void;
}

/** How the file is read: the table, and every column with what it is taken for. Each change is read at once and can be undone. */
export class ReadingPanel extends Component<Props, { readonly scroller: HTMLElement | null }> {
  override state = { scroller: null as HTMLElement | null };
  readonly #root = createRef<HTMLElement>();
  readonly #title = createRef<HTMLHeadingElement>();

  override componentDidMount(): void {
    this.setState({ scroller: this.#root.current });
    if (this.props.focus === null) this.#title.current?.focus();
  }

  override componentDidUpdate(): void {
    this.props.store.readings.refresh();
  }

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.props.onLeave();
  };

  override render({ store, columns, width, rowHeight, focus, onFocused, onClose }: Props): ComponentChild {
    const { words, readings } = store;
    const { table } = readings;
    return (
      <aside ref={this.#root} class="inspector reading" aria-label={words.readingTitle} style={{ "--panel-width": `${width}px` }} data-testid="reading-panel" onKeyDown={this.#onKeyDown}>
        <header class="readinghead">
          <h2 tabIndex={-1} ref={this.#title} data-testid="reading-title">
            {words.readingTitle}
          </h2>
          <IconButton icon="close" label={words.closeReading} id="reading-close" onClick={onClose} />
        </header>
        {table && (
          <>
            <p class="muted">{savedText(table, words)}</p>
            <div class="actions">
              <TextButton id="reading-save" idle={table.schemaName === ""} title={words.say("saveReadingTip", table.schemaName)} onClick={() => readings.save()}>
                {words.saveReading}
              </TextButton>
              <TextButton id="reading-reset" idle={!table.unsaved} title={words.resetReadingTip} onClick={() => readings.reset()}>
                {words.resetReading}
              </TextButton>
            </div>
            <Doubts table={table} store={store} />
            <h3>{words.table}</h3>
            <TableSettings table={table} words={words} onChange={readings.restateTable} />
          </>
        )}
        <h3>{readings.columns.total === null ? words.columns : words.say("columnsListed", readings.columns.total)}</h3>
        <input
          type="text"
          class="search"
          aria-label={words.searchColumns}
          placeholder={words.searchColumns}
          value={readings.columns.query}
          data-testid="reading-search"
          onInput={(event: Event) => readings.columns.search((event.currentTarget as HTMLInputElement).value)}
        />
        <ColumnList
          readings={readings}
          words={words}
          columns={columns}
          height={Math.round(rowHeight * 4.5)}
          scroller={this.state.scroller}
          focus={focus}
          onFocused={onFocused}
        />
      </aside>
    );
  }
}

function savedText({ schemaName, unsaved, stated }: TableReadingView, words: Words): string {
  if (unsaved) return words.readingUnsaved;
  return stated.length === 0 || schemaName === "" ? words.readingInferred : words.say("readingSaved", schemaName);
}

/** What was assumed and may be wrong, with the buttons that settle it. */
function Doubts({ table, store }: { readonly table: TableReadingView; readonly store: ReviewStore }): ComponentChild {
  if (table.doubts.length === 0) return null;
  return (
    <section aria-labelledby="doubts-title">
      <h3 id="doubts-title">{store.words.doubts}</h3>
      {table.doubts.map(({ key, text, settlings }) => (
        <div key={key} class="doubt" data-testid="reading-doubt">
          <p>
            <Icon name="warning" />
            {text}
          </p>
          <div class="actions">
            {settlings.map((label, settling) => (
              <TextButton key={label} id={`settle-${settling}`} onClick={() => store.perform(store.client.ask("settle", { doubt: key, settling }))}>
                {label}
              </TextButton>
            ))}
            <TextButton id="put-away" quiet onClick={() => store.perform(store.client.ask("putAway", { doubt: key }))}>
              {store.words.dismiss}
            </TextButton>
          </div>
        </div>
      ))}
    </section>
  );
}
