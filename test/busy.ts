/** What time tests measure where other work runs beside them. */

const spinMs = 40;

/**
 * How many times longer than on an idle machine work takes at this moment: 1 where nobody else wants the processor.
 * Bounds on times are multiplied by it, so that they mean the same beside other work.
 */
export function load(): number {
  const start = performance.now();
  const used = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(used);
    if (user + system >= spinMs * 1000) return Math.max(1, (performance.now() - start) / spinMs);
  }
}

/** Milliseconds of processor time that this process has used: what its own work costs, however much runs beside it. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
