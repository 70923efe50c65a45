import { type Distribution, distributionOf } from "../npt/decode";
import type { Manifest } from "../npt/manifest";
import type { Predictions } from "../npt/predictor";
import type { Session } from "../npt/session";
import { type Combined, combine } from "./combine";

/** A table that is ready: its session, and by position in `session.encoded.columns` those whose order tells something. */
export interface Prepared {
  readonly session: Session;
  readonly ordered: ReadonlyMap<number, Combined>;
}

/** The distribution of cell (target t, query row q) of `predictions`, the cell's neighbours taken into account. */
export function predicted({ session, ordered }: Prepared, predictions: Predictions, t: number, q: number, manifest: Manifest): Distribution {
  const j = predictions.targets[t]!;
  const network = distributionOf(predictions, t, q, session.encoded.columns[j]!, manifest);
  const by = ordered.get(j);
  return by === undefined ? network : combine(network, by, predictions.rows[q]!);
}
