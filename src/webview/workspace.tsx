import type { ComponentChild } from "preact";
import type { InspectorTab, Notice, ReviewState } from "../shared/protocol";
import { Grid } from "./grid/grid";
import { TableMenu } from "./grid/tableMenu";
import { Inspector } from "./inspector/inspector";
import type { Typing } from "./inspector/ownValue";
import type { ReadingFocus } from "./reading/columnList";
import { ReadingPanel } from "./reading/readingPanel";
import type { Arrangement } from "./state/arrangement";
import type { ColumnActions } from "./state/columnActions";
import type { Cursor } from "./state/cursor";
import type { Whereabouts } from "./state/decisions";
import type { ReviewCommands } from "./state/reviewCommands";
import type { SelectedCell } from "./state/selectedCell";
import type { ReviewStore } from "./state/store";
import { Sash } from "./ui/sash";
import { Notices } from "./toolbar/notices";
import { SummaryBar } from "./toolbar/summaryBar";
import { Toolbar } from "./toolbar/toolbar";

/** How the review is shown now. */
export interface Shown {
  /** Grows when everything is to be drawn again, since the store or the selected cell know more. */
  readonly version: number;
  readonly cursor: Cursor;
  /** The other corner of the selection. */
  readonly anchor: Cursor;
  readonly inspector: boolean;
  /** What the inspector is about; in the header no cell is meant. */
  readonly tab: InspectorTab;
  /** Width of the panel at the right that the user has chosen, px. */
  readonly panelWidth: number | null;
  /** Sections of the inspector that are folded. */
  readonly folded: ReadonlySet<string>;
  /** The search for a column is to have the focus. */
  readonly finderFocus: boolean;
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
  onCursor(cursor: Cursor, extend: boolean): void;
  onPercent(percent: number): void;
  /** Shows or hides the inspector. */
  onInspector(): void;
  onShowColumns(): void;
  /** Shows how the file is read, or hides that. */
  onReading(shown: boolean, focus?: ReadingFocus): void;
  onReadingFocused(): void;
  onTab(tab: InspectorTab): void;
  onPanelWidth(width: number): void;
  onFold(section: string): void;
  onFinderFocused(): void;
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
  /** The slider's position, whole percent. */
  readonly percent: number;
  readonly at: Whereabouts;
  readonly commands: ReviewCommands;
  readonly columns: ColumnActions;
  readonly selected: SelectedCell;
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
  const { store, review, shown, percent, at, commands: act, columns, selected, events } = props;
  const { words, client } = store;
  const width = Math.min(mostPanel(), shown.panelWidth ?? (shown.reading ? readingWidth : inspectorWidth));
  const tab = shown.tab === "cell" && shown.cursor.viewRow < 0 ? "column" : shown.tab;
  return (
    <>
      <Toolbar
        state={review}
        words={words}
        percent={percent}
        inspector={shown.inspector && !shown.reading}
        hiddenColumns={shown.arrangement.hidden.size}
        busy={shown.busy}
        onPercent={events.onPercent}
        onFilter={(filter) => columns.arrange(review.sort, filter)}
        onNext={(backwards) => (backwards ? act.previous() : act.next())}
        onAcceptAbove={() => act.acceptAbove(percent)}
        onShown={(accept) => act.decideShown(accept)}
        onUndo={() => act.undo()}
        onRedo={() => act.redo()}
        onCheck={() => store.perform(client.ask("check", {}))}
        onSaveCopy={() => store.perform(client.ask("saveCopy", {}))}
        onSuggestAgain={() => store.perform(client.ask("runAgain", {}))}
        onInspector={events.onInspector}
        onShowColumns={events.onShowColumns}
        onReading={() => events.onReading(true)}
        onColumns={() => act.columns()}
      />
      <SummaryBar
        state={review}
        words={words}
        percent={percent}
        announcement={store.announcement}
        onCancel={() => store.perform(client.ask("cancel", {}))}
      />
      <Notices store={store} notices={shown.reading ? review.notices.filter(({ id }) => !toldInReading.has(id)) : review.notices} />
      <div class="workspace">
        <Grid
          onGrid={events.onGrid}
          store={store}
          state={review}
          layout={at.layout}
          cursor={shown.cursor}
          anchor={shown.anchor}
          rowHeight={props.rowHeight}
          version={shown.version}
          onCursor={events.onCursor}
          onAction={act.onAction}
          onType={act.type}
          onResize={columns.resize}
          onSort={columns.sortNext}
          onMenu={events.onMenu}
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
            table={{ lists: store.columns, columns: review.columns, rowHeight: props.rowHeight, focus: shown.finderFocus, onFocused: events.onFinderFocused, onColumn: (column) => act.goToColumn(column) }}
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
            onRow={(row) => act.showRow(row)}
            onColumn={(accept) => act.decideColumn(accept)}
            onRestate={(change) => store.readings.restateColumn(at.column, change)}
            onReading={() => events.onReading(true, { column: at.column, field: "tokens" })}
            onShowInText={() => act.showInText()}
            onNext={() => act.next()}
            onLeave={events.onLeave}
          />
        )}
      </div>
      {shown.menu && (
        <TableMenu
          store={store}
          at={at}
          sort={review.sort}
          pinned={shown.arrangement.pinned}
          actions={act}
          onReading={(field) => events.onReading(true, { column: at.column, field })}
          {...shown.menu}
          onClose={events.onMenuClose}
        />
      )}
    </>
  );
}
