import { Component, type ComponentChild, createRef } from "preact";
import type { Readings } from "../state/readings";
import type { Words } from "../words";
import { ColumnItem } from "./columnItem";

/** Which field of a column is to have the focus. */
export interface ReadingFocus {
  readonly column: number;
  readonly field: "type" | "tokens" | "minimum" | "tolerance";
}

interface Props {
  readonly readings: Readings;
  readonly words: Words;
  /** Columns of the file: as many are listed until the host has told. */
  readonly columns: number;
  /** Height of a column, px. */
  readonly height: number;
  /** What scrolls the list. */
  readonly scroller: HTMLElement | null;
  readonly focus: ReadingFocus | null;
  onFocused(): void;
}

interface State {
  readonly first: number;
  readonly end: number;
}

/** Columns drawn beside those in view, so that Tab finds the next one. */
const beside = 3;

/** The columns of the reading: only those in view are on the page, however many there are. */
export class ColumnList extends Component<Props, State> {
  override state: State = { first: 0, end: 20 };
  readonly #root = createRef<HTMLDivElement>();
  readonly #observer = new ResizeObserver(() => this.#look());
  #scroller: HTMLElement | null = null;

  override componentDidMount(): void {
    this.#follow();
  }

  override componentDidUpdate(): void {
    this.#follow();
  }

  override componentWillUnmount(): void {
    this.#observer.disconnect();
    this.#scroller?.removeEventListener("scroll", this.#look);
  }

  /** Watches the scroller, and brings the column that is asked for into view. */
  #follow(): void {
    const { scroller, focus, height } = this.props;
    if (scroller !== this.#scroller && scroller !== null) {
      this.#scroller = scroller;
      scroller.addEventListener("scroll", this.#look, { passive: true });
      this.#observer.observe(scroller);
      this.#look();
    }
    if (focus === null || scroller === null) return;
    const field =
      document.querySelector<HTMLElement>(`[data-testid="reading-${focus.field}-${focus.column}"]`) ??
      document.querySelector<HTMLElement>(`[data-testid="reading-type-${focus.column}"]`);
    if (field === null) {
      scroller.scrollTop = this.#top() + focus.column * height - scroller.clientHeight / 2;
      return;
    }
    field.scrollIntoView({ block: "center" });
    field.focus();
    this.props.onFocused();
  }

  /** Where the list begins in what is scrolled, px. */
  #top(): number {
    const root = this.#root.current;
    const scroller = this.#scroller;
    if (!root || !scroller) return 0;
    return root.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
  }

  readonly #look = (): void => {
    const scroller = this.#scroller;
    if (!scroller) return;
    const { height } = this.props;
    const from = scroller.scrollTop - this.#top();
    const first = Math.max(0, Math.floor(from / height) - beside);
    const end = Math.max(1, Math.ceil((from + scroller.clientHeight) / height) + beside);
    if (first !== this.state.first || end !== this.state.end) this.setState({ first, end });
  };

  override render({ readings, words, columns, height }: Props, { first, end }: State): ComponentChild {
    const total = readings.columns.total ?? columns;
    const shown = Array.from({ length: Math.max(0, Math.min(total, end) - first) }, (_, k) => first + k);
    return (
      <div ref={this.#root} class="readinglist" role="list" aria-label={words.columns} style={{ height: `${total * height}px` }} data-testid="reading-columns">
        {shown.map((at) => {
          const view = readings.columns.item(at);
          return (
            <div
              key={at}
              class="readingitem"
              role="listitem"
              aria-setsize={total}
              aria-posinset={at + 1}
              style={{ top: `${at * height}px`, height: `${height}px` }}
              data-testid={view ? `reading-column-${view.column}` : undefined}
            >
              {view && <ColumnItem key={view.column} view={view} words={words} onChange={readings.restateColumn} />}
            </div>
          );
        })}
      </div>
    );
  }
}
