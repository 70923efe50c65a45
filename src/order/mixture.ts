/** What a mixture starts with counts as so many trials. */
const prior = 6;
const rounds = 12;

/**
 * The shares of a mixture of given parts, by expectation maximisation.
 * @param likelihood [trials x parts] of each trial under each part. @param trials the rows of it that count
 * @param start [parts] what is expected, and held on to where trials are few. @returns [parts], summing to 1
 */
export function maximise(likelihood: Float64Array, parts: number, trials: Iterable<number>, start: Float64Array): Float64Array {
  const counted = [...trials];
  let shares = start;
  for (let round = 0; round < rounds; round++) {
    const next = start.map((share) => prior * share);
    for (const i of counted) {
      let total = 0;
      for (let p = 0; p < parts; p++) total += shares[p]! * likelihood[i * parts + p]!;
      if (total > 0) for (let p = 0; p < parts; p++) next[p]! += (shares[p]! * likelihood[i * parts + p]!) / total;
    }
    const sum = next.reduce((a, b) => a + b, 0);
    shares = next.map((share) => share / sum);
  }
  return shares;
}
