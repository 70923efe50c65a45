import { Session } from "node:inspector";

interface Counted {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly { startOffset: number; endOffset: number; count: number }[] }[];
}

/** Which blocks of the sources V8 has run: the feedback that steers the fuzzer. One per process. */
export class BlockCoverage {
  readonly #session = new Session();
  readonly #seen = new Set<string>();
  readonly #wanted: RegExp;

  /** @param wanted matches the urls of the sources that count */
  constructor(wanted: RegExp) {
    this.#wanted = wanted;
    this.#session.connect();
    this.#post("Profiler.enable");
    this.#session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  }

  /** Blocks that have run at least once. */
  get blocks(): number {
    return this.#seen.size;
  }

  /** Notes the blocks that ran since the last call. @returns how many of them never ran before */
  take(): number {
    const before = this.#seen.size;
    for (const block of this.#ran()) this.#seen.add(block);
    return this.#seen.size - before;
  }

  /** Whether a block ran since the last call that never ran before; notes none. */
  peek(): boolean {
    for (const block of this.#ran()) if (!this.#seen.has(block)) return true;
    return false;
  }

  stop(): void {
    this.#post("Profiler.stopPreciseCoverage");
    this.#session.disconnect();
  }

  *#ran(): Generator<string> {
    const { result } = this.#post("Profiler.takePreciseCoverage") as { result: Counted[] };
    for (const { url, functions } of result) {
      if (!this.#wanted.test(url)) continue;
      for (const { ranges } of functions) {
        for (const { startOffset, endOffset, count } of ranges) if (count > 0) yield `${url}:${startOffset}-${endOffset}`;
      }
    }
  }

  /** In one's own process the inspector answers before `post` returns. */
  #post(method: string): unknown {
    let answer: unknown;
    this.#session.post(method, (error, value) => {
      if (error) throw error;
      answer = value;
    });
    return answer;
  }
}
