import { commands } from "vscode";
import type { Review } from "../review/review";
import type { CellPlace } from "../review/table";
import type { HostHandlers } from "../shared/protocol";
import type { OpenReview } from "./openReview";

/** What a webview may ask of a review; requests that come before its first rows wait for them. */
export function reviewHandlers({ opened }: Pick<OpenReview, "opened">): HostHandlers {
  const review = async (): Promise<Review> => {
    const found = await opened;
    if (found === null) throw new Error("The review has been closed.");
    return found;
  };
  const done = (_: unknown): null => null;
  return {
    open: async () => (await review()).opened(),
    lastView: async () => (await review()).lastView(),
    keep: async ({ view }) => done((await review()).saveView(view)),
    tile: async ({ rowPage, columnPage }) => (await review()).tile(rowPage, columnPage),
    headers: async ({ from, to }) => (await review()).headers(from, to),
    columnList: async (asked) => (await review()).columnList(asked),
    detail: async ({ row, column }) => (await review()).detail(row, column),
    why: async ({ row, column }) => (await review()).explain(row, column),
    accept: async ({ scope, layout }) => (await review()).decisions.accept(scope, layout),
    reject: async ({ scope, layout }) => (await review()).decisions.reject(scope, layout),
    restore: async ({ scope, layout }) => (await review()).decisions.restore(scope, layout),
    write: async ({ row, column, value, layout }) => (await review()).decisions.write(row, column, value, layout),
    undo: async () => done(await (await review()).decisions.step("undo")),
    redo: async () => done(await (await review()).decisions.step("redo")),
    arrange: async (wanted) => done(await (await review()).arrange(wanted)),
    values: async (asked) => (await review()).values(asked),
    search: async (asked) => (await review()).search(asked),
    copy: async (selection) => (await review()).copy(selection),
    missingOverview: async () => (await review()).missingOverview(),
    columnStripe: async ({ column }) => (await review()).columnStripe(column),
    missingWhere: async ({ column }) => (await review()).missingWhere(column),
    find: async ({ viewRow, column, backwards, within }) => (await review()).find({ viewRow, column }, backwards, within),
    locate: async ({ row }) => (await review()).viewRowOf(row),
    select: async (place) => {
      (await review()).selection = isPlace(place) ? place : null;
      return null;
    },
    threshold: async ({ percent }) => {
      (await review()).percent = percent;
      return null;
    },
    view: async (rows) => {
      (await review()).rowsInView = rows;
      return null;
    },
    runAgain: async () => done(void (await review()).suggest(false)),
    cancel: async () => done((await review()).cancel()),
    check: async () => done(void (await review()).checkAccuracy()),
    saveCopy: async () => done(await (await review()).saveCopy()),
    tableReading: async () => (await review()).tableReading(),
    columnReadings: async (asked) => (await review()).columnReadings(asked),
    restateColumn: async ({ column, change }) => done(await (await review()).reading.changeColumn(column, change)),
    restateTable: async ({ change }) => done(await (await review()).reading.changeTable(change)),
    resetReading: async () => done(await (await review()).reading.reset()),
    saveReading: async () => done(await (await review()).reading.save()),
    settle: async ({ doubt, settling }) => done(await (await review()).reading.settle(doubt, settling)),
    putAway: async ({ doubt }) => done((await review()).reading.putAway(doubt)),
    useSchema: async () => done(await (await review()).reading.useSchema()),
    keepReading: async () => done((await review()).reading.keepMine()),
    showReading: async () => done((await review()).showReading()),
    tokens: async () => done(void commands.executeCommand("workbench.action.openSettings", "nptImpute.missingTokens")),
    showInText: async ({ row, column }) => done(await (await review()).showInText(row, column)),
  };
}

function isPlace(place: CellPlace | Record<string, never>): place is CellPlace {
  return typeof place.row === "number" && typeof place.column === "number";
}
