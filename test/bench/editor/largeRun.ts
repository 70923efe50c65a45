/** One pass over a file that VS Code keeps from extensions: first rows, the exact count, first suggestions, memory. */
import { setTimeout as delay } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { until } from "../../e2e/until";
import type { Review } from "../../e2e/vscode/review";
import { type BenchPlace, BenchWindow, reviewTitle } from "./benchWindow";
import type { CsvFile } from "./csvFile";
import { pageHeap, renderersResident } from "./heap";
import { resetPeak } from "./memory";
import type { Blocked } from "./probe";
import { firstSuggestionAt, rowCountAt } from "./watch";

/** Times in ms, memory in bytes. */
export interface LargeFigures {
  readonly firstRow: number;
  readonly exactCount: number;
  /** From the click until a suggestion is in view; null where none came in time. */
  readonly firstSuggestion: number | null;
  readonly opening: Blocked;
  /** From the first row to the last suggestion waited for. */
  readonly suggesting: Blocked;
  /** Suggestions held when memory is measured. */
  readonly held: number;
  /** The extension host's process above what it used before the review: now, and at most. */
  readonly hostResident: number;
  readonly hostPeak: number;
  /** The extension host's JavaScript after a collection, above what it was before the review. */
  readonly hostHeap: number;
  readonly modelPeak: number;
  /** The webview's JavaScript after a collection, and as it was found before. */
  readonly webviewHeap: number;
  readonly webviewHeapFound: number;
  /** The browser's processes for pages, above what they used before the review. */
  readonly renderers: number;
}

/** Waits for `hold` suggestions, or the end of the run, or `patienceMs`. */
export function largePass(
  browser: Browser,
  vsix: string,
  file: CsvFile,
  place: BenchPlace,
  { hold, patienceMs }: { readonly hold: number; readonly patienceMs: number },
): Promise<LargeFigures> {
  return BenchWindow.use(browser, vsix, file, place, async (window) => {
    const { workbench, probe } = window;
    const { page } = workbench;
    const review = workbench.review();
    const idleHeap = await probe.collect();
    const idlePage = await pageHeap(page);
    const idle = window.hostMemory();
    const idleRenderers = await renderersResident(browser);
    resetPeak(window.host);

    const { clicked, firstRow } = await window.open(file.name, reviewTitle(vsix));
    const end = Date.now() + patienceMs;
    const exactCount = await until("the exact count is known", () => rowCountAt(page, file.rows), (at) => at > 0, patienceMs);
    const firstSuggestion = await until("a suggestion is in view", () => firstSuggestionAt(page), (at) => at > 0, patienceMs).catch(() => null);
    let modelPeak = 0;
    for (; Date.now() < end && !(await holds(review, hold)); await delay(1000)) modelPeak = Math.max(modelPeak, window.modelMemory().peak);
    modelPeak = Math.max(modelPeak, window.modelMemory().peak);
    const rest = Date.now();
    const host = window.hostMemory();
    const renderers = await renderersResident(browser);
    const held = await review.count("suggested");
    const suggesting = await probe.between(firstRow, rest);
    // What is collected while the model still runs is stopped first, so that both heaps stand still.
    if ((await review.byTestId("cancel").count()) > 0) await review.byTestId("cancel").click();
    await review.byTestId("run").waitFor({ state: "detached", timeout: patienceMs });
    await delay(5000);
    const heap = await probe.collect();
    const shown = await pageHeap(page);
    return {
      firstRow: firstRow - clicked,
      exactCount: exactCount - clicked,
      firstSuggestion: firstSuggestion === null ? null : firstSuggestion - clicked,
      opening: await probe.between(clicked, firstRow),
      suggesting,
      held,
      hostResident: host.resident - idle.resident,
      hostPeak: host.peak - idle.resident,
      hostHeap: heap.heapUsed + heap.external - idleHeap.heapUsed - idleHeap.external,
      modelPeak,
      webviewHeap: shown.collected - idlePage.collected,
      webviewHeapFound: shown.found - idlePage.collected,
      renderers: renderers - idleRenderers,
    };
  });
}

/** Whether so many suggestions are there, or no more will come. */
async function holds(review: Review, hold: number): Promise<boolean> {
  if ((await review.count("suggested")) >= hold) return true;
  return (await review.byTestId("run").count()) === 0;
}
