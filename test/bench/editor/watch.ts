/** A watch in every frame of a window: notes the moments that the benchmark asks for, as close to them as it can be. */
import type { BrowserContext, Frame, Page } from "playwright-core";
import { CellState } from "../../../src/shared/cellState";

/** What one frame has noted; times in ms since 1970. */
interface Noted {
  firstRow: number;
  firstSuggestion: number;
  /** When the grid had which number of rows. */
  rowCounts: [at: number, rows: number][];
  /** Pauses between two frames of more than 50 ms: when one began, and its length. */
  pauses: [at: number, ms: number][];
}

declare global {
  interface Window {
    benchNoted?: Noted;
  }
}

/** Puts the watch into every frame that the windows of `context` open from now on. */
export async function installWatch(context: BrowserContext): Promise<void> {
  await context.addInitScript((suggested) => {
    const noted: Noted = { firstRow: 0, firstSuggestion: 0, rowCounts: [], pauses: [] };
    window.benchNoted = noted;
    // A timer outlives the rewriting of a webview's page, which an observer may not.
    setInterval(() => {
      const now = Date.now();
      if (noted.firstRow === 0) {
        const values = document.querySelectorAll('[data-testid^="cell-0-"] .value');
        if ([...values].some((value) => value.textContent !== "")) noted.firstRow = now;
      } else {
        if (noted.firstSuggestion === 0 && document.querySelector(`[role="gridcell"][data-state="${suggested}"]`)) noted.firstSuggestion = now;
        const rows = Number(document.querySelector('[role="grid"]')?.getAttribute("aria-rowcount") ?? -1) - 1;
        if (rows !== noted.rowCounts.at(-1)?.[1]) noted.rowCounts.push([now, rows]);
      }
    }, 10);
    const frames = {
      last: Date.now(),
      next() {
        const now = Date.now();
        if (now - this.last > 50) noted.pauses.push([this.last, now - this.last]);
        this.last = now;
        requestAnimationFrame(() => this.next());
      },
    };
    frames.next();
  }, CellState.Suggested);
}

/** When the first row was to be seen. */
export function firstRowAt(page: Page): Promise<number> {
  return noted(page, ({ firstRow }) => firstRow);
}

/** When the first suggestion was in view. */
export function firstSuggestionAt(page: Page): Promise<number> {
  return noted(page, ({ firstSuggestion }) => firstSuggestion);
}

/** When the table first had this number of rows, and kept it. */
export function rowCountAt(page: Page, rows: number): Promise<number> {
  return noted(page, ({ rowCounts }) => {
    const last = rowCounts.at(-1);
    return last?.[1] === rows ? last[0] : 0;
  });
}

/** The longest pause between two frames, in the window or a webview, between two moments. */
export async function longestPause(page: Page, start: number, end: number): Promise<number> {
  const all = await Promise.all(page.frames().map(read));
  const pauses = all.flatMap((found) => found?.pauses ?? []);
  return Math.max(0, ...pauses.map(([at, ms]) => Math.min(at + ms, end) - Math.max(at, start)));
}

/** The latest moment that `pick` finds in any frame; 0 where none has it yet. */
async function noted(page: Page, pick: (noted: Noted) => number): Promise<number> {
  const all = await Promise.all(page.frames().map(read));
  return Math.max(0, ...all.map((found) => (found ? pick(found) : 0)));
}

/** null for a frame that is just being replaced. */
function read(frame: Frame): Promise<Noted | null> {
  return frame.evaluate(() => window.benchNoted ?? null).catch(() => null);
}
