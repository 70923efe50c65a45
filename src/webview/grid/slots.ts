/**
 * Which element of the page shows which row (or column): those that scroll out lend theirs to those that scroll in, and
 * after a jump each element shows what is now at its place, so that none has to be moved in the page.
 */
export class Slots {
  #base = 0;
  #size = 1;
  #first = 0;
  #last = -1;

  /** Takes note of what is shown now, both ends included. */
  show(first: number, last: number): void {
    if (first > this.#last || last < this.#first) this.#base += first - this.#first;
    this.#size = Math.max(this.#size, last - first + 1);
    this.#first = first;
    this.#last = last;
  }

  /** The element that shows `index`; different for all that are shown at once. */
  of(index: number): number {
    const slot = (index - this.#base) % this.#size;
    return slot < 0 ? slot + this.#size : slot;
  }
}
