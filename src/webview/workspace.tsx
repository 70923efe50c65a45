import type { ComponentChild } from "preact";
import type { Condition, InspectorTab, Notice, ReviewState } from "../shared/protocol";
import { Grid } from "./grid/grid";
import { TableMenu } from "./grid/tableMenu";
import { Inspector } from "./inspector/inspector";
import type { Typing } from "./inspector/ownValue";
import type { ReadingFocus } from "./reading/columnList";
import { ReadingPanel } from "./reading/readingPanel";
import type { Arrangement } from "./state/arrangement";
import type { Bulk } from "./state/bulk";
import type { ColumnActions } from "./state/columnActions";
import type { Cursor, Span } from "./state/cursor";
import type { Whereabouts } from "./state/decisions";
import type { ReviewCommands } from "./state/reviewCommands";
import type { Search } from "./state/search";
import type { SelectedCell } from "./state/selectedCell";
import type { ReviewStore } from "./state/store";
import { Sash } from "./ui/sash";
import { Chips } from "./toolbar/chips";
import { Notices } from "./toolbar/notices";
import { KeysPage } from "./toolbar/keysPage";
import { SearchBar } from "./toolbar/searchBar";
import { SummaryBar } from "./toolbar/summaryBar";
import { Toolbar } from "./toolbar/toolbar";

/** How the review is shown now. */
export interface Shown {
  /** Grows when everything is to be drawn again, since the store or the selected cell know more. */
  readonly version: number;
  readonly cursor: Cursor;
  /** The other corner of the selection. */
  readonly anchor: Cursor;
  readonly span: Span;
  readonly inspector: boolean;
  /** What the inspector is about; in the header no cell is meant. */
  readonly tab: InspectorTab;
  /** Width of the panel at the right that the user has chosen, px. */
  readonly panelWidth: number | null;
  /** Sections of the inspector that are folded. */
  readonly folded: ReadonlySet<string>;
  /** The page of keys is shown. */
  readonly keys: boolean;
  /** The part of the inspector that is to have the focus; null once it has. */
  readonly panelFocus: "columns" | "filter" | null;
  /** Grows each time the search is called for. */
  readonly searches: number;
  /** How the file is read is shown in place of the inspector. */
  readonly reading: boolean;
  /** The field of the reading that is to have the focus; null once it has. */
  readonly readingFocus: ReadingFocus | null;
  readonly arrangement: Arrangement;
  /** The cell whose value the user asked to type; null once the field for it has the focus. */
  readonly typing: Typing | null;
  /** A decision is being written. */
  readonly busy: boolean;
  /** Where a menu is open, px in the window. */
  readonly menu: { readonly x: number; readonly y: number } | null;
}

/** What changes how the review is shown. */
export interface WorkspaceEvents {
  onGrid(grid: Grid | null): void;
  onCursor(cursor: Cursor, extend: boolean, span?: Span): void;
  onBulk(change: Partial<Bulk>): void;
  /** Shows or hides the inspector. */
  onInspector(): void;
  onShowColumns(): void;
  /** Shows how the file is read, or hides that. */
  onReading(shown: boolean, focus?: ReadingFocus): void;
  onReadingFocused(): void;
  onTab(tab: InspectorTab): void;
  onPanelWidth(width: number): void;
  onFold(section: string): void;
  onPanelFocused(): void;
  onSearchClose(): void;
  onKeysClose(): void;
  onMenu(x: number, y: number): void;
  onMenuClose(): void;
  /** Gives the focus back to the grid. */
  onLeave(): void;
  /** Hands over, once, what was typed before the field for it had the focus. */
  takeTyped(): string;
}

interface Props {
  readonly store: ReviewStore;
  readonly review: ReviewState;
  readonly rowHeight: number;
  readonly shown: Shown;
  readonly bulk: Bulk;
  readonly at: Whereabouts;
  readonly commands: ReviewCommands;
  readonly columns: ColumnActions;
  readonly selected: SelectedCell;
  readonly search: Search;
  readonly events: WorkspaceEvents;
}

/** The Reading panel has a list of all doubts: none is told twice. */
const toldInReading: ReadonlySet<Notice["id"]> = new Set(["doubt", "moreDoubts"]);

/** Widths of the panel at the right, px: of itself, and as it can be made. */
const inspectorWidth = 296;
const readingWidth = 400;
const leastPanel = 220;

function mostPanel(): number {
  return Math.max(leastPanel, Math.min(900, window.innerWidth - 240));
}

/** Toolbar, summary, notices, grid, inspector and menu, each with what it does. */
export function Workspace(props: Props): ComponentChild {
  const { store, review, shown, bulk, at, commands: act, columns, selected, events } = props;
  const { words, client } = store;
  const width = Math.min(mostPanel(), shown.panelWidth ?? (shown.reading ? readingWidth : inspectorWidth));
  const missing = {
    stripeOf: (column: number) => store.missing.stripeOf(column),
    whereOf: (column: number) => store.missing.whereOf(column),
    onRow: (row: number) => act.showRow(row),
    onPattern: (among: readonly number[], on: boolean) => {
      const condition = { kind: "pattern", columns: among } as const;
      if (on) columns.restrict(condition);
      else columns.release(condition);
    },
  };
  const filter = {
    values: store.values,
    conditions: review.conditions,
    rowHeight: props.rowHeight,
    filterFocus: shown.panelFocus === "filter",
    onFilterFocused: events.onPanelFocused,
    onCondition: (condition: Condition, on: boolean) => {
      if (on) columns.restrict(condition);
      else columns.release(condition);
    },
  };
  const tab = shown.tab === "cell" && shown.cursor.viewRow < 0 ? "column" : shown.tab;
  return (
    <>
      <Toolbar
        state={review}
        words={words}
        bulk={bulk}
        inspector={shown.inspector && !shown.reading}
        hiddenColumns={shown.arrangement.hidden.size}
        busy={shown.busy}
        onBulk={events.onBulk}
        onFilter={(filter) => columns.arrange({ filter })}
        onNext={(backwards) => (backwards ? act.previous() : act.next())}
        onAcceptBulk={() => act.acceptBulk(bulk)}
        onSure={(wish) => act.acceptSure(wish)}
        onShown={(accept) => act.decideShown(accept)}
        onUndo={() => act.undo()}
        onRedo={() => act.redo()}
        onCheck={() => store.perform(client.ask("check", {}))}
        onSaveCopy={() => store.perform(client.ask("saveCopy", {}))}
        onSuggestAgain={() => store.perform(client.ask("runAgain", {}))}
        onInspector={events.onInspector}
        onShowColumns={events.onShowColumns}
        onReading={() => events.onReading(true)}
        onSearch={() => act.search()}
        onColumns={() => act.columns()}
        onKeys={() => act.keys()}
      />
      <SummaryBar
        state={review}
        words={words}
        bulk={bulk}
        announcement={store.announcement}
        onCancel={() => store.perform(client.ask("cancel", {}))}
      >
        <Chips store={store} conditions={review.conditions} onRelease={(condition) => columns.release(condition)} onReleaseAll={() => columns.arrange({ conditions: [] })} />
      </SummaryBar>
      <Notices store={store} notices={shown.reading ? review.notices.filter(({ id }) => !toldInReading.has(id)) : review.notices} />
      {props.search.open && <SearchBar search={props.search} words={words} called={shown.searches} onClose={events.onSearchClose} />}
      <div class="workspace">
        <Grid
          onGrid={events.onGrid}
          store={store}
          state={review}
          layout={at.layout}
          cursor={shown.cursor}
          anchor={shown.anchor}
          span={shown.span}
          rowHeight={props.rowHeight}
          marked={props.search.marked}
          version={shown.version}
          onCursor={events.onCursor}
          onAction={act.onAction}
          onType={act.type}
          onResize={columns.resize}
          onSort={columns.sortNext}
          onMenu={events.onMenu}
          onShowAll={() => columns.arrange({ filter: "all", conditions: [] })}
        />
        {(shown.reading || shown.inspector) && <Sash label={words.resizePanel} width={width} least={leastPanel} most={mostPanel()} onWidth={events.onPanelWidth} />}
        {shown.reading && (
          <ReadingPanel
            width={width}
            store={store}
            columns={review.columns}
            rowHeight={props.rowHeight}
            focus={shown.readingFocus}
            onFocused={events.onReadingFocused}
            onClose={() => events.onReading(false)}
            onLeave={events.onLeave}
          />
        )}
        {shown.inspector && !shown.reading && (
          <Inspector
            review={review}
            tab={tab}
            width={width}
            folds={{ folded: shown.folded, onFold: events.onFold }}
            onTab={events.onTab}
            {...missing}
            {...filter}
            table={{ ...missing, conditions: review.conditions, overview: () => store.missing.table, lists: store.columns, columns: review.columns, rowHeight: props.rowHeight, focus: shown.panelFocus === "columns", onFocused: events.onPanelFocused, onColumn: (column) => act.goToColumn(column) }}
            detail={selected.detail}
            explanation={selected.explanation}
            header={store.header(at.column)}
            words={words}
            typing={shown.typing}
            takeTyped={events.takeTyped}
            onAccept={() => act.acceptHere()}
            onReject={() => act.reject()}
            onWrite={(value) => act.write(value)}
            onExplain={() => selected.askExplanation()}
            onColumn={(accept) => act.decideColumn(accept)}
            onRestate={(change) => store.readings.restateColumn(at.column, change)}
            onReading={() => events.onReading(true, { column: at.column, field: "tokens" })}
            onShowInText={() => act.showInText()}
            onNext={() => act.next()}
            onLeave={events.onLeave}
          />
        )}
      </div>
      {shown.keys && <KeysPage words={words} onClose={events.onKeysClose} />}
      {shown.menu && (
        <TableMenu
          store={store}
          at={at}
          sort={review.sort}
          actions={act}
          onReading={(field) => events.onReading(true, { column: at.column, field })}
          {...shown.menu}
          onClose={events.onMenuClose}
        />
      )}
    </>
  );
}
