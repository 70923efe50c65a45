/** How soon what is shown is asked for again after the review has changed, ms. */
const patience = 1000;

/** One answer of the host's that grows old with the review: the last one is shown until the next comes. */
export class FreshAnswer<K extends number, T> {
  #key: K | null = null;
  #revision = -1;
  #answer: T | null = null;
  #asking = false;
  #answered = Number.NEGATIVE_INFINITY;
  #timer = 0;

  constructor(
    private readonly ask: (key: K) => Promise<T>,
    private readonly onChange: () => void,
    private readonly onError: (error: Error) => void,
  ) {}

  /** The answer about `key`; null while the first is on its way. Called while it is shown. */
  of(key: K, revision: number): T | null {
    const other = key !== this.#key;
    if (other) this.#answer = null;
    if ((other || revision !== this.#revision) && !this.#asking) this.#want(key, revision, other);
    return key === this.#key ? this.#answer : null;
  }

  #want(key: K, revision: number, urgent: boolean): void {
    const rest = urgent ? 0 : this.#answered + patience - performance.now();
    window.clearTimeout(this.#timer);
    if (rest > 0) {
      this.#timer = window.setTimeout(this.onChange, rest);
      return;
    }
    this.#asking = true;
    this.#key = key;
    this.#revision = revision;
    this.ask(key).then(
      (answer) => this.#done(() => {
        this.#answer = answer;
      }),
      (error: Error) => this.#done(() => this.onError(error)),
    );
  }

  #done(take: () => void): void {
    this.#asking = false;
    this.#answered = performance.now();
    take();
    this.onChange();
  }
}
