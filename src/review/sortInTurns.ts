/** Numbers sorted at once, and moved at once by a merge: some 10 ms of work. */
const runLength = 1 << 15;
const turnLength = 1 << 19;

/**
 * The numbers 0 to `length - 1` in the order of `compare`, by merging sorted runs.
 * @param compare never 0 for two different numbers
 * @param pause lets other work of the thread run; rejects to end the sorting
 */
export async function sortInTurns(length: number, compare: (a: number, b: number) => number, pause: () => Promise<void>): Promise<Uint32Array> {
  let from = Uint32Array.from({ length }, (_, k) => k);
  for (let at = 0; at < length; at += runLength) {
    from.subarray(at, at + runLength).sort(compare);
    await pause();
  }
  if (length <= runLength) return from;
  let to = new Uint32Array(length);
  for (let run = runLength; run < length; run *= 2) {
    let moved = 0;
    for (let low = 0; low < length; low += 2 * run) {
      const middle = Math.min(length, low + run);
      const high = Math.min(length, low + 2 * run);
      let [left, right] = [low, middle];
      for (let k = low; k < high; k++) {
        const takeLeft = right >= high || (left < middle && compare(from[left]!, from[right]!) < 0);
        to[k] = takeLeft ? from[left++]! : from[right++]!;
        if (++moved % turnLength === 0) await pause();
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
