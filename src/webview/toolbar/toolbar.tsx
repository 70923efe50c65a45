import { Component, type ComponentChild, createRef } from "preact";
import { CellState } from "../../shared/cellState";
import type { RowFilter } from "../../shared/protocol";
import type { StringKey } from "../../shared/strings";
import { bulkCells, sureOf } from "../state/bulk";
import { cellsIn, everMissing, isRunning, showsAll } from "../state/counts";
import { IconButton, TextButton } from "../ui/buttons";
import { Menu } from "../ui/menu";
import { acceptAllEntries, tellsFirst } from "./acceptAllMenu";
import { CertaintyGroup } from "./certaintyGroup";
import { Roving } from "./roving";
import { measureToolbar, partsToDrop, stays, type ToolbarPart } from "./toolbarFit";
import { moreEntries } from "./toolbarMenu";
import { nothingToDecide, type ToolbarProps } from "./toolbarProps";

const filters: readonly { readonly filter: RowFilter; readonly label: StringKey }[] = [
  { filter: "all", label: "filterAll" },
  { filter: "missing", label: "filterMissing" },
  { filter: "suggested", label: "filterSuggested" },
  { filter: "accepted", label: "filterAccepted" },
  { filter: "rejected", label: "filterRejected" },
  { filter: "lowCertainty", label: "filterLowCertainty" },
];

interface State {
  /** How many parts have given way to a narrow window. */
  readonly dropped: number;
  /** Where a menu is open, px in the window: that of more actions, or what Accept All would take. */
  readonly menu: { readonly of: "more" | "all"; readonly x: number; readonly y: number } | null;
}

/** What decides how much room the toolbar takes. */
function contentOf({ state, bulk, hiddenColumns }: ToolbarProps): string {
  const sure = sureOf(state, bulk);
  const digits = `${String(bulkCells(state, bulk)).length}${sure ? `/${String(cellsIn(state, CellState.Suggested)).length}` : ""}${state.expected ? "?" : ""}`;
  const shown = showsAll(state) ? 0 : String(state.shownSuggested).length;
  return [digits, shown, hiddenColumns, state.copyOnly, state.filter, everMissing(state) === 0].join(":");
}

/**
 * What can be done with the whole table: always one row. Everything is measured where it fits, as words are as long as
 * the language makes them; what does not fit goes into a menu.
 */
export class Toolbar extends Component<ToolbarProps, State> {
  override state: State = { dropped: 0, menu: null };
  readonly #root = createRef<HTMLDivElement>();
  readonly #observer = new ResizeObserver(() => this.#fit());
  /** VS Code sets the theme, its fonts included, as the page's style. */
  readonly #styles = new MutationObserver(() => this.#restyled());
  readonly #roving = new Roving(() => this.#root.current);
  #content = "";
  #whole = 0;
  #widths: ReadonlyMap<ToolbarPart, number> = new Map();
  #lostFocus = false;

  override componentDidMount(): void {
    this.#observer.observe(this.#root.current!);
    this.#styles.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
    this.#measure();
    this.#roving.update();
  }

  override componentWillUnmount(): void {
    this.#observer.disconnect();
    this.#styles.disconnect();
  }

  override componentDidUpdate(): void {
    this.#measure();
    this.#roving.update();
    // Whoever stood on a button that went into the menu goes on from there.
    if (this.#lostFocus && document.activeElement === document.body) this.#more?.focus();
    this.#lostFocus = false;
  }

  /** Takes the measure of everything when it is another everything; then all of it is on the page. */
  #measure(): void {
    const content = contentOf(this.props);
    if (content === this.#content) return;
    this.#content = content;
    const { whole, widths } = measureToolbar(this.#root.current!);
    this.#whole = whole;
    this.#widths = widths;
    this.#fit();
  }

  #restyled(): void {
    this.#content = "";
    this.forceUpdate();
  }

  #fit(): void {
    const root = this.#root.current!;
    const dropped = partsToDrop(root.clientWidth, this.#whole, this.#widths);
    if (dropped === this.state.dropped) return;
    this.#lostFocus = root.contains(document.activeElement);
    this.setState({ dropped });
  }

  get #more(): HTMLElement | null {
    return this.#root.current?.querySelector<HTMLElement>("[data-testid=more]") ?? null;
  }

  #opener(of: "more" | "all"): HTMLElement | null {
    return (of === "all" ? this.#root.current?.querySelector<HTMLElement>("[data-testid=accept-all]") : null) ?? this.#more;
  }

  readonly #toggleMenu = (): void => {
    const box = this.#more?.getBoundingClientRect();
    if (this.state.menu !== null) this.#closeMenu();
    else if (box) this.setState({ menu: { of: "more", x: box.left, y: box.bottom + 2 } });
  };

  /** Accepts everything that is shown; where it is known what that takes, it is told first. */
  readonly #acceptAll = (): void => {
    const box = (this.#root.current?.querySelector("[data-testid=accept-all]") ?? this.#more)?.getBoundingClientRect();
    if (!box || !tellsFirst(this.props.state)) this.props.onShown(true);
    else if (this.state.menu?.of === "all") this.#closeMenu();
    else this.setState({ menu: { of: "all", x: box.left, y: box.bottom + 2 } });
  };

  readonly #closeMenu = (): void => {
    const { menu } = this.state;
    if (menu === null) return;
    this.setState({ menu: null });
    this.#opener(menu.of)?.focus();
  };

  override render(): ComponentChild {
    const { props } = this;
    const { state, words } = props;
    const dropped = contentOf(props) === this.#content ? this.state.dropped : 0;
    const shows = (part: ToolbarPart): boolean => stays(part, dropped);
    const missing = everMissing(state) > 0;
    return (
      <>
        <div
          class="toolbar"
          role="toolbar"
          aria-label={words.toolbar}
          data-testid="toolbar"
          ref={this.#root}
          onFocusIn={this.#roving.onFocusIn}
          onKeyDown={this.#roving.onKeyDown}
        >
          <div class="group shrinks">
            <FilterChoice {...props} />
            {missing && shows("jump") && <JumpButtons {...props} />}
          </div>
          {missing && (
            <CertaintyGroup
              state={state}
              words={words}
              bulk={props.bulk}
              busy={props.busy}
              label={shows("label")}
              worded={shows("words")}
              onBulk={props.onBulk}
              onAcceptBulk={props.onAcceptBulk}
            />
          )}
          {missing && shows("all") && <DecideAll {...props} onAcceptAll={this.#acceptAll} />}
          {shows("history") && (
            <div class="group tight" data-part="history">
              <IconButton icon="undo" label={words.undo} id="undo" onClick={props.onUndo} />
              <IconButton icon="redo" label={words.redo} id="redo" onClick={props.onRedo} />
            </div>
          )}
          <div class="group end">
            <TableButtons {...props} shows={shows} />
            <span class="tight">
              <IconButton icon="more" label={words.more} id="more" expanded={this.state.menu?.of === "more"} onClick={this.#toggleMenu} />
              <IconButton
                icon="panel"
                label={props.inspector ? words.hideInspector : words.showInspector}
                id="inspector-toggle"
                pressed={props.inspector}
                onClick={props.onInspector}
              />
            </span>
          </div>
        </div>
        {this.state.menu && (
          <Menu
            label={this.state.menu.of === "all" ? words.acceptAll : words.more}
            x={this.state.menu.x}
            y={this.state.menu.y}
            key={this.state.menu.of}
            groups={this.state.menu.of === "all" ? acceptAllEntries(props) : moreEntries({ ...props, onAcceptAll: this.#acceptAll }, shows, missing)}
            opener={this.#opener(this.state.menu.of)}
            onClose={this.#closeMenu}
          />
        )}
      </>
    );
  }
}

function FilterChoice({ state, words, onFilter }: ToolbarProps): ComponentChild {
  return (
    <label class="shrinks">
      <span class="sr">{words.filterLabel}</span>
      <select
        value={state.filter}
        title={words.filterLabel}
        data-testid="filter"
        onChange={(event: Event) => onFilter((event.currentTarget as HTMLSelectElement).value as RowFilter)}
      >
        {filters.map(({ filter, label }) => (
          <option key={filter} value={filter}>
            {words[label]}
          </option>
        ))}
      </select>
    </label>
  );
}

function JumpButtons({ words, onNext }: ToolbarProps): ComponentChild {
  return (
    <span class="tight" data-part="jump">
      <IconButton icon="up" label={words.previousMissing} id="previous" onClick={() => onNext(true)} />
      <IconButton icon="down" label={words.nextMissing} id="next" onClick={() => onNext(false)} />
    </span>
  );
}

function DecideAll(props: ToolbarProps & { onAcceptAll(): void }): ComponentChild {
  const { state, words, onShown } = props;
  const all = showsAll(state);
  const idle = nothingToDecide(props);
  return (
    <div class="group tight" data-part="all">
      <TextButton id="accept-all" quiet title={all ? words.acceptAllTip : words.acceptShownTip} idle={idle} onClick={props.onAcceptAll}>
        {all ? words.acceptAll : words.say("acceptShown", state.shownSuggested)}
      </TextButton>
      <TextButton id="reject-all" quiet title={all ? words.rejectAllTip : words.rejectShownTip} idle={idle} onClick={() => onShown(false)}>
        {all ? words.rejectAll : words.rejectShown}
      </TextButton>
    </div>
  );
}

/** What is about the table as a whole. */
function TableButtons(props: ToolbarProps & { shows(part: ToolbarPart): boolean }): ComponentChild {
  const { state, words, hiddenColumns, shows } = props;
  return (
    <>
      {hiddenColumns > 0 && shows("columns") && (
        <span data-part="columns">
          <TextButton id="show-columns" quiet onClick={props.onShowColumns}>
            {words.counted("showColumns", hiddenColumns)}
          </TextButton>
        </span>
      )}
      {state.copyOnly && shows("copy") && (
        <span data-part="copy">
          <TextButton id="save-copy" quiet onClick={props.onSaveCopy}>
            {words.saveCopy}
          </TextButton>
        </span>
      )}
      {shows("check") && (
        <span data-part="check">
          <TextButton id="check" quiet title={words.checkTip} idle={isRunning(state)} onClick={props.onCheck}>
            {words.check}
          </TextButton>
        </span>
      )}
    </>
  );
}
