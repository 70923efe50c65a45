/** Waiting for a state, instead of looking once. */
import { setTimeout as delay } from "node:timers/promises";

/** How long anything may take on a busy machine before a test gives up, in milliseconds. */
export const patience = 240_000;

/**
 * Looks again and again until `accept` takes what it sees. A look that throws (a frame that is being reloaded, a file
 * that is not there yet) counts as "not yet".
 * @throws Error naming `what` and what was seen last.
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  accept: (seen: T) => boolean,
  ms = patience,
): Promise<T> {
  let last = "nothing was seen";
  for (const end = Date.now() + ms; ; await delay(50)) {
    try {
      const seen = await look();
      if (accept(seen)) return seen;
      last = `last seen: ${shown(seen)}`;
    } catch (error) {
      last = `the last look failed: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (Date.now() > end) throw new Error(`Not within ${ms / 1000} s: ${what}; ${last}.`);
  }
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
