/** Work that can be done in turns of some 10 ms: whoever runs it may let other work of the thread run between two. */
export type Turns<T> = Generator<undefined, T, undefined>;

/** Does all of the work now. */
export function atOnce<T>(work: Turns<T>): T {
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value;
  }
}
