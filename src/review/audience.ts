import type { HostEvent, ReviewState } from "../shared/protocol";

/** The tables that show one review, and what they are told. */
export class Audience {
  readonly #listeners = new Set<(event: HostEvent) => void>();
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly state: () => ReviewState) {}

  /** @returns a function that ends the listening */
  add(listener: (event: HostEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(event: HostEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Tells the state, at once or together with what else changes within `patienceMs`. */
  tellState(patienceMs: number): void {
    if (patienceMs > 0) {
      this.#timer ??= setTimeout(() => this.tellState(0), patienceMs);
      return;
    }
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#listeners.size > 0) this.tell({ event: "state", state: this.state() });
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#listeners.clear();
  }
}
