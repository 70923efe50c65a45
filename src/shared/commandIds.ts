/** Every command of the extension. A unit test compares this map with package.json. */
export const commandIds = {
  review: "nptImpute.review",
  imputeToCopy: "nptImpute.imputeToCopy",
  checkAccuracy: "nptImpute.checkAccuracy",
  exportReport: "nptImpute.exportReport",
  exportDraws: "nptImpute.exportDraws",
  acceptCell: "nptImpute.acceptCell",
  rejectCell: "nptImpute.rejectCell",
  acceptColumn: "nptImpute.acceptColumn",
  rejectColumn: "nptImpute.rejectColumn",
  acceptAbove: "nptImpute.acceptAbove",
  acceptAll: "nptImpute.acceptAll",
  nextMissing: "nptImpute.nextMissing",
  previousMissing: "nptImpute.previousMissing",
  suggestAgain: "nptImpute.suggestAgain",
  showReading: "nptImpute.showReading",
  cancel: "nptImpute.cancel",
  fillCell: "nptImpute.fillCell",
  showLog: "nptImpute.showLog",
} as const;

export type CommandName = keyof typeof commandIds;

/** View type of the review, a custom editor over the text document. */
export const reviewViewType = "nptImpute.review";

/** View type of the review of a file too large for a document. */
export const largeViewType = "nptImpute.largeReview";
