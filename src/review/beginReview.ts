import { reasonOf } from "../files/reasonOf";
import type { StatedReading } from "../table/reading";
import type { ReviewServices } from "./context";
import { loadReview } from "./memory";
import { type FoundSchema, plainStart, type ReadingStart, type SchemaFile } from "./reading";
import { nothingStated, takeSchema } from "./readingState";
import { Review } from "./review";
import type { ReviewSource } from "./source";

/** What is reviewed. */
export interface Reviewable {
  /** Under which the review is saved (`ReviewSource.savedAs`). */
  readonly savedAs: string | null;
  /** Reads it. Rejects with a sentence for the user. */
  source(stated: StatedReading): Promise<ReviewSource>;
  /** The schema beside it, and what was found there. */
  readonly schema: SchemaFile | null;
  findSchema(): Promise<FoundSchema>;
}

/**
 * Begins a review with what was stated of its file before, and with the schema beside it. One that cannot be followed
 * is told of, and the review begins without.
 */
export async function beginReview(about: Reviewable, services: ReviewServices, percent: number): Promise<Review> {
  const [saved, found] = await Promise.all([loadReview(services.saved, about.savedAs), about.findSchema()]);
  const before = saved?.reading ?? nothingStated;
  const problem = found !== null && "problem" in found ? found.problem : "";
  const schema = found !== null && "stated" in found ? found : null;
  // One that is broken is not one that is gone.
  const taken = problem === "" ? takeSchema(before, schema?.stated ?? null) : { state: before, conflict: null };
  const start: ReadingStart = { ...taken, problem, schema: about.schema };
  const review = (source: ReviewSource, reading: ReadingStart): Review => new Review(source, services, percent, reading, saved);
  try {
    const source = await about.source(start.state.stated);
    try {
      if (schema !== null && start.state.stated === schema.stated) schema.fit(source.table.columns.map(({ name }) => name));
    } catch (error) {
      source.dispose();
      throw error;
    }
    return review(source, start);
  } catch (error) {
    if (Object.keys(start.state.stated).length === 0) throw error;
    return review(await about.source({}), { ...plainStart, problem: reasonOf(error), schema: about.schema });
  }
}
