/** One browser for all tests of a file, and what they look at. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before } from "node:test";
import type { Browser, Page } from "playwright-core";
import type { HostMethod, Scope } from "../../../src/shared/protocol";
import { launchChromium } from "../chromium";
import { type ReviewOptions, ReviewPage } from "./reviewPage";

/** Where pictures go, for people to look at. */
export const screenshots = path.resolve(__dirname, "../../../out/screenshots");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
before(async () => {
  browser = await launchChromium();
  mkdirSync(screenshots, { recursive: true });
});
after(() => browser.close());

/** Opens a review for the time of `body`; fails on any error or policy violation in the page's console. */
export async function withReview(options: ReviewOptions, body: (page: Page, review: ReviewPage) => Promise<void>): Promise<void> {
  const review = await ReviewPage.open(browser, options);
  try {
    await body(review.page, review);
    assert.deepEqual(review.problems, [], "errors or policy violations in the page's console");
  } finally {
    await review.close();
  }
}

/** Test id of the element that has the focus. */
export const focused = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? null);

/** Waits until the element with that test id has the focus. */
export async function focusOn(page: Page, id: string): Promise<void> {
  await page.waitForFunction((wanted) => document.activeElement?.getAttribute("data-testid") === wanted, id, { timeout: 5000 });
}

/** Waits until the page has drawn what it knows by now: two of its frames. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(() => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))));
}

/** Waits until a cell is in a state. */
export async function untilState(page: Page, row: number, column: number, state: number): Promise<void> {
  await page.locator(`[data-testid="cell-${row}-${column}"][data-state="${state}"]`).waitFor();
}

export const stateOf = (page: Page, id: string): Promise<string | null> => page.getByTestId(id).getAttribute("data-state");

interface Globals {
  readonly syntheticHost: { readonly asked: HostMethod[]; readonly scopes: { readonly method: HostMethod; readonly scope: Scope }[] };
  readonly axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> };
}

/** How often the host was asked for something. */
export function asked(page: Page, method: HostMethod): Promise<number> {
  return page.evaluate((wanted) => (window as unknown as Globals).syntheticHost.asked.filter((one) => one === wanted).length, method);
}

/** What the last decision was about. */
export function lastScope(page: Page): Promise<{ readonly method: HostMethod; readonly scope: Scope } | undefined> {
  return page.evaluate(() => (window as unknown as Globals).syntheticHost.scopes.at(-1));
}

/** The accessibility checker's violations, in one line each. */
export async function violations(page: Page): Promise<string[]> {
  // As a devtools script, not as part of the page: the page's policy admits no foreign script.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations: found } = await (window as unknown as Globals).axe.run();
    return found.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`));
  });
}
