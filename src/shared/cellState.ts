/** What a cell of the review is. `Observed` cells came with the file; every other state belongs to a cell that was a hole. */
export const enum CellState {
  Observed = 0,
  /** A hole without a suggestion so far. */
  Missing = 1,
  /** A hole with a suggestion nobody has decided about. */
  Suggested = 2,
  /** A former hole that now holds the suggested value. */
  Accepted = 3,
  /** A hole whose suggestion was turned down. */
  Rejected = 4,
  /** A former hole that holds another value than the suggested one. */
  Edited = 5,
  /** A hole the model leaves empty, for a reason the column tells. */
  Left = 6,
}

/** Number of cell states; arrays of counts have this length. */
export const cellStateCount = 7;
