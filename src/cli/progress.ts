/** A line on a terminal that says how far the work is, rewritten in place. On anything else it is silent. */
export interface Progress {
  show(text: string): void;
  /** Removes the line. */
  clear(): void;
}

/** Shows at most ten texts a second. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { show() {}, clear() {} };
  let shown = false;
  let last = 0;
  return {
    show(text) {
      const now = performance.now();
      if (now - last < 100) return;
      last = now;
      shown = true;
      stream.write(`\r\u001b[K${text.slice(0, Math.max(0, stream.columns - 1))}`);
    },
    clear() {
      if (shown) stream.write("\r\u001b[K");
      shown = false;
      last = 0;
    },
  };
}
