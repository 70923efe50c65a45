import type { Place, ReviewState } from "../../shared/protocol";
import type { HostClient } from "./hostClient";

/**
 * Finds the cell to begin with: the first that waits for a decision. What is missing, and what is not filled, becomes
 * known bit by bit; until then a better beginning may come.
 */
export class StartFinder {
  #revision = -1;
  #looking = false;
  #done = false;

  constructor(
    private readonly client: HostClient,
    private readonly onFound: (place: Place, review: ReviewState) => void,
  ) {}

  async look(review: ReviewState): Promise<void> {
    if (this.#looking || this.#done || review.revision === this.#revision) return;
    this.#revision = review.revision;
    this.#looking = true;
    const found = await this.client.ask("find", { viewRow: 0, column: -1, backwards: false, within: null }).finally(() => {
      this.#looking = false;
    });
    this.#done = review.reading === null && review.run.phase === "done";
    if (found !== null) this.onFound(found, review);
  }
}
