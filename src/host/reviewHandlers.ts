import { commands } from "vscode";
import type { HostHandlers } from "../shared/protocol";
import type { CellPlace } from "./review/session";
import type { ReviewTarget } from "./reviewTarget";

/** What a webview may ask of a review. */
export function reviewHandlers(review: ReviewTarget): HostHandlers {
  return {
    open: () => review.opened(),
    lastView: () => review.lastView(),
    keep: ({ view }) => {
      review.saveView(view);
      return null;
    },
    tile: ({ rowPage, columnPage }) => review.tile(rowPage, columnPage),
    headers: ({ from, to }) => review.headers(from, to),
    detail: ({ row, column }) => review.detail(row, column),
    why: ({ row, column }) => review.why(row, column),
    accept: ({ scope, layout }) => review.decide(() => review.accept(scope), scope, layout),
    reject: ({ scope, layout }) => review.decide(() => review.reject(scope), scope, layout),
    restore: ({ scope, layout }) => review.decide(() => review.restore(scope), scope, layout),
    write: ({ row, column, value, layout }) =>
      review.decide(() => review.write(row, column, value), { kind: "cell", row, column }, layout),
    undo: () => review.undo().then(() => null),
    redo: () => review.redo().then(() => null),
    arrange: ({ filter, sort }) => {
      review.arrange(filter, sort);
      return null;
    },
    view: ({ from, to }) => {
      review.rowsInView = { from, to };
      return null;
    },
    find: ({ viewRow, column, backwards }) => review.find({ viewRow, column }, backwards),
    locate: ({ row }) => review.viewRowOf(row),
    select: (place) => {
      review.selection = isPlace(place) ? place : null;
      return null;
    },
    threshold: ({ percent }) => {
      review.percent = percent;
      return null;
    },
    runAgain: () => {
      void review.suggest(false);
      return null;
    },
    cancel: () => {
      review.cancel();
      return null;
    },
    check: () => {
      void review.checkAccuracy();
      return null;
    },
    saveCopy: () => review.saveCopy().then(() => null),
    tokens: () => {
      void commands.executeCommand("workbench.action.openSettings", "nptImpute.missingTokens");
      return null;
    },
    showInText: ({ row, column }) => review.showInText(row, column).then(() => null),
  };
}

function isPlace(place: CellPlace | Record<string, never>): place is CellPlace {
  return typeof place.row === "number" && typeof place.column === "number";
}
