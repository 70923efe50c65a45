import { Component, type ComponentChild, createRef } from "preact";

/** One thing of a list that is searched. */
export interface SearchedItem {
  readonly key: string | number;
  readonly content: ComponentChild;
  /** Set where several can be chosen: whether it is one of them. */
  readonly checked?: boolean;
}

interface Props {
  readonly id: string;
  readonly label: string;
  readonly query: string;
  /** Things listed; there may be any number. */
  readonly total: number;
  /** Height of one, px. */
  readonly height: number;
  /** What there is to say where nothing is listed. */
  readonly none: string;
  /** Several can be chosen. */
  readonly multiple?: boolean;
  /** Whether the field is to take the focus. */
  readonly focus: boolean;
  onFocused(): void;
  /** null while it is on its way. */
  item(at: number): SearchedItem | null;
  onQuery(query: string): void;
  onChoose(at: number): void;
}

interface State {
  /** The one that Enter chooses. */
  readonly active: number;
  readonly first: number;
}

/** Things in view at once at most, and drawn beyond. */
const inView = 9;
const beside = 3;

/** A field with a list under it, as the ARIA combobox pattern has it: the focus stays in the field. Only what is in view is on the page. */
export class SearchBox extends Component<Props, State> {
  override state: State = { active: 0, first: 0 };
  readonly #field = createRef<HTMLInputElement>();
  readonly #list = createRef<HTMLDivElement>();

  override componentDidMount(): void {
    this.#takeFocus();
  }

  override componentDidUpdate(before: Readonly<Props>): void {
    this.#takeFocus();
    if (before.query !== this.props.query && (this.state.active !== 0 || this.state.first !== 0)) {
      if (this.#list.current) this.#list.current.scrollTop = 0;
      this.setState({ active: 0, first: 0 });
    }
  }

  #takeFocus(): void {
    if (!this.props.focus) return;
    this.#field.current?.focus();
    this.#field.current?.select();
    this.props.onFocused();
  }

  readonly #onScroll = (): void => {
    const top = this.#list.current?.scrollTop ?? 0;
    const first = Math.max(0, Math.floor(top / this.props.height) - beside);
    if (first !== this.state.first) this.setState({ first });
  };

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    const { total, onChoose } = this.props;
    const active = Math.min(this.state.active, total - 1);
    const moves: Readonly<Record<string, number>> = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + inView - 1, PageUp: active - inView + 1 };
    const to = moves[event.key];
    if (to !== undefined) this.#moveTo(Math.max(0, Math.min(total - 1, to)));
    else if (event.key === "Enter" && active >= 0) onChoose(active);
    else {
      // Ctrl+Z is the field's own here, not the review's.
      if ((event.ctrlKey || event.metaKey) && /^[zy]$/i.test(event.key)) event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  readonly #onClick = (event: MouseEvent): void => {
    const place = (event.target as Element).closest<HTMLElement>("[data-place]")?.dataset.place;
    if (place === undefined) return;
    this.setState({ active: Number(place) });
    this.props.onChoose(Number(place));
  };

  #moveTo(active: number): void {
    const list = this.#list.current;
    const { height } = this.props;
    if (list) list.scrollTop = Math.max((active + 1) * height - list.clientHeight, Math.min(list.scrollTop, active * height));
    this.setState({ active });
  }

  override render({ id, label, query, total, height, none, multiple, item, onQuery }: Props, { active, first }: State): ComponentChild {
    const shown = Array.from({ length: Math.max(0, Math.min(total, first + inView + 2 * beside) - first) }, (_, k) => first + k);
    const at = Math.min(active, total - 1);
    return (
      <div role="group" aria-label={label} onKeyDown={this.#onKeyDown} onClick={this.#onClick}>
        <input
          ref={this.#field}
          type="text"
          class="search"
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          {...(at >= 0 ? { "aria-activedescendant": `${id}-${at}` } : {})}
          placeholder={label}
          value={query}
          autocomplete="off"
          spellcheck={false}
          data-testid={`${id}-search`}
          onInput={(event: Event) => onQuery((event.currentTarget as HTMLInputElement).value)}
        />
        {total === 0 && <p class="muted">{none}</p>}
        <div
          ref={this.#list}
          id={`${id}-list`}
          class="searchlist"
          role="listbox"
          {...(multiple ? { "aria-multiselectable": true } : {})}
          aria-label={label}
          style={{ height: `${Math.min(total, inView) * height}px` }}
          data-testid={`${id}-list`}
          onScroll={this.#onScroll}
        >
          <div role="presentation" class="searchcanvas" style={{ height: `${total * height}px` }}>
            {shown.map((place) => {
              const found = item(place);
              return (
                <div
                  key={place}
                  id={`${id}-${place}`}
                  role="option"
                  aria-selected={found?.checked ?? place === at}
                  aria-setsize={total}
                  aria-posinset={place + 1}
                  class={place === at ? "searchitem active" : "searchitem"}
                  style={{ top: `${place * height}px`, height: `${height}px` }}
                  data-testid={found ? `${id}-${found.key}` : undefined}
                  // The focus stays in the field.
                  onPointerDown={(event: Event) => event.preventDefault()}
                  data-place={place}
                >
                  {found?.content}
                </div>
              );
            })}
          </div>
        </div>
      </div>
    );
  }
}
