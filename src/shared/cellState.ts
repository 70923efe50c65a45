/** What a cell of the review is. `Observed` cells came with the file; every other state belongs to a cell that was a missing cell. */
export const enum CellState {
  Observed = 0,
  /** A missing cell without a suggestion so far. */
  Missing = 1,
  /** A missing cell with a suggestion nobody has decided about. */
  Suggested = 2,
  /** A former missing cell that now holds the suggested value. */
  Accepted = 3,
  /** A missing cell whose suggestion was turned down. */
  Rejected = 4,
  /** A former missing cell that holds another value than the suggested one. */
  Edited = 5,
  /** A missing cell the model does not fill; the column tells the reason. */
  Skipped = 6,
}

/** Number of cell states; arrays of counts have this length. */
export const cellStateCount = 7;
