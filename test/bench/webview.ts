/**
 * What the review table holds and how long its frames take, with a host made of thin air. 1,000,000 rows x 20 columns:
 * the heap after a collection before and after a long scroll, and the longest frame while everything above a certainty
 * is accepted. x 100 columns: the time to the first rows, and to the frames after random jumps. The host is in the same
 * page, so its own few objects are counted too.
 *
 *   npm run bench:webview [-- --pages 2000 --rows 1000000 --columns 20]
 */
import { parseArgs } from "node:util";
import type { Browser, CDPSession, Page } from "playwright-core";
import { launchChromium } from "../e2e/chromium";
import { ReviewPage } from "../e2e/webview/reviewPage";

const { values } = parseArgs({
  options: {
    pages: { type: "string", default: "2000" },
    rows: { type: "string", default: "1000000" },
    columns: { type: "string", default: "20" },
  },
});
const pages = Number(values.pages);

interface Held {
  readonly megabytes: number;
  readonly nodes: number;
  readonly listeners: number;
}

async function heap(session: CDPSession, collected = true): Promise<Held> {
  if (collected) await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (name: string): number => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
  return { megabytes: of("JSHeapUsedSize") / 1e6, nodes: of("Nodes"), listeners: of("JSEventListeners") };
}

/** Requests of the page so far, by method. */
function asked(page: Page, method: string): Promise<number> {
  return page.evaluate((name) => (window as unknown as { syntheticHost: { counted: Record<string, number> } }).syntheticHost.counted[name] ?? 0, method);
}

/** Scrolls page by page, a frame each, over the whole table. */
function scroll(page: Page, count: number): Promise<void> {
  return page.evaluate(async (steps) => {
    const scroller = document.querySelector(".scroller");
    if (!scroller) throw new Error("no grid");
    for (let step = 1; step <= steps; step++) {
      scroller.scrollTop = (step / steps) * (scroller.scrollHeight - scroller.clientHeight);
      await new Promise(requestAnimationFrame);
    }
  }, count);
}

/** A model at work: `count` states that each make all cells out of date, a frame each. */
function stream(page: Page, count: number): Promise<void> {
  return page.evaluate(async (steps) => {
    const { syntheticHost } = window as unknown as { syntheticHost: { read(rows: number): void } };
    for (let step = 0; step < steps; step++) {
      syntheticHost.read(Number.POSITIVE_INFINITY);
      await new Promise(requestAnimationFrame);
    }
  }, count);
}

/** Sixty random jumps: ms to the first frame after each, and to the second, which has the new cells; in order of size. */
function jumps(page: Page): Promise<readonly [readonly number[], readonly number[]]> {
  return page.evaluate(async () => {
    const scroller = document.querySelector(".scroller");
    if (!scroller) throw new Error("no grid");
    const first: number[] = [];
    const second: number[] = [];
    let seed = 7;
    for (let jump = 0; jump < 60; jump++) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      await new Promise(requestAnimationFrame);
      const start = performance.now();
      scroller.scrollTop = (seed / 2 ** 32) * (scroller.scrollHeight - scroller.clientHeight);
      scroller.scrollLeft = ((seed >>> 8) / 2 ** 24) * (scroller.scrollWidth - scroller.clientWidth);
      await new Promise(requestAnimationFrame);
      first.push(performance.now() - start);
      await new Promise(requestAnimationFrame);
      second.push(performance.now() - start);
    }
    for (const taken of [first, second]) taken.sort((a, b) => a - b);
    return [first, second] as const;
  });
}

/** From the start of the webview's script to the frame that shows the first rows, ms. */
async function firstRows(page: Page): Promise<number> {
  await page.waitForFunction(() => !Number.isNaN((window as unknown as { reviewTimes: { firstRows: number } }).reviewTimes.firstRows));
  return page.evaluate(() => {
    const { started, firstRows: shown } = (window as unknown as { reviewTimes: { started: number; firstRows: number } }).reviewTimes;
    return shown - started;
  });
}

/** The longest time between two frames until `done` is on the page, ms. */
function longestFrame(page: Page, act: string, done: string): Promise<number> {
  return page.evaluate(
    async ([button, text]) => {
      let longest = 0;
      let before = performance.now();
      document.querySelector<HTMLElement>(button ?? "")?.click();
      for (let frames = 0; frames < 600; frames++) {
        await new Promise(requestAnimationFrame);
        longest = Math.max(longest, performance.now() - before);
        before = performance.now();
        if (frames > 30 && document.body.textContent?.includes(text ?? "")) break;
      }
      return longest;
    },
    [act, done],
  );
}

async function memory(browser: Browser): Promise<void> {
  const review = await ReviewPage.open(browser, { query: `rows=${values.rows}&columns=${values.columns}&bulk&latency=2`, width: 1600 });
  const { page } = review;
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  await page.getByTestId("cell-0-0").waitFor();
  const before = await heap(session);
  const start = performance.now();
  await scroll(page, pages);
  const seconds = (performance.now() - start) / 1000;
  await page.waitForTimeout(500);
  const grown = await heap(session, false);
  const after = await heap(session);
  const tiles = await asked(page, "tile");
  await stream(page, pages);
  const streamed = await heap(session);
  const frame = await longestFrame(page, "[data-testid=accept-above]", "suggestions accepted");
  const end = await heap(session);
  const line = (name: string, { megabytes, nodes, listeners }: Held): string =>
    `${name.padEnd(38)} ${megabytes.toFixed(1).padStart(8)} MB ${String(nodes).padStart(8)} nodes ${String(listeners).padStart(6)} listeners`;
  console.log(`${Number(values.rows).toLocaleString("en")} rows x ${values.columns} columns`);
  console.log(line("heap at first", before));
  console.log(line(`after ${pages} pages in ${seconds.toFixed(1)} s, ${tiles} tiles`, after));
  console.log(line("  the same before a collection", grown));
  console.log(line(`after ${pages} states of a model at work`, streamed));
  console.log(line("after accepting", end));
  console.log(`longest frame while accepting ${await page.getByTestId("summary-accepted").textContent()}: ${frame.toFixed(0)} ms`);
  await review.close();
}

async function speed(browser: Browser): Promise<void> {
  const review = await ReviewPage.open(browser, { query: `rows=${values.rows}&columns=100` });
  const first = await firstRows(review.page);
  const [frame, cells] = (await jumps(review.page)).map((taken) => `median ${taken[30]?.toFixed(1)} ms, p95 ${taken[57]?.toFixed(1)} ms`);
  console.log(`x 100 columns: first rows after ${first.toFixed(0)} ms; random jumps: first frame ${frame}; with the new cells ${cells}`);
  await review.close();
}

async function main(): Promise<void> {
  const browser = await launchChromium();
  await memory(browser);
  await speed(browser);
  await browser.close();
}

void main();
