/** FNV-1a's offset basis and factor for 32 bits, and the golden ratio's as a second factor. */
const offsetBasis = 0x811c9dc5;
const factor = 0x01000193;
const otherFactor = 0x9e3779b1;

/** Two FNV-1a hashes of the same numbers, 53 bits of them: equal rows or texts have equal ones, different ones hardly ever. */
export class Fingerprint {
  #a = offsetBasis;
  #b = offsetBasis;

  add(unit: number): void {
    this.#a = Math.imul(this.#a ^ unit, factor);
    this.#b = Math.imul(this.#b ^ unit, otherFactor);
  }

  /** An integer below 2^53, never 0. */
  get value(): number {
    // The high bits of a product hold more of what came before than its low ones.
    const low = (this.#a ^ (this.#a >>> 15)) >>> 0;
    return (this.#b >>> 11) * 2 ** 32 + low || 1;
  }
}

export function fingerprint(text: string): string {
  const print = new Fingerprint();
  for (let i = 0; i < text.length; i++) print.add(text.charCodeAt(i));
  return print.value.toString(36);
}
