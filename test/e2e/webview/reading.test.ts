/** A table whose file is still being read: what is known is shown, and nothing jumps while more comes. */
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import type { Page } from "playwright-core";
import { focusOn, screenshots, violations, withReview } from "./stage";

const query = "rows=1000000&columns=12&known=1000";

function read(page: Page, rows: number): Promise<void> {
  return page.evaluate((count) => (window as unknown as { syntheticHost: { read(rows: number): void } }).syntheticHost.read(count), rows);
}

/** The rows the host was last told to be in view. */
function told(page: Page): Promise<{ readonly from: number; readonly to: number } | null> {
  return page.evaluate(() => (window as unknown as { syntheticHost: { inView: { from: number; to: number } | null } }).syntheticHost.inView);
}

test("rows so far and progress are shown; both go when everything is known", async () => {
  await withReview({ width: 2300, query }, async (page) => {
    const reading = page.getByTestId("reading");
    await reading.getByText("≥ 1,000 rows").waitFor();
    await reading.getByText("Reading… 0%").waitFor();
    assert.equal(await page.getByTestId("grid").getAttribute("aria-rowcount"), "-1", "the number of rows is not known");
    await read(page, 420_000);
    await reading.getByText("≥ 420,000 rows").waitFor();
    await reading.getByText("Reading… 42%").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.screenshot({ path: path.join(screenshots, "webview-reading.png") });
    await read(page, 1_000_000);
    await reading.waitFor({ state: "detached" });
    assert.equal(await page.getByTestId("grid").getAttribute("aria-rowcount"), "1000001");
  });
});

test("cursor and scroll position stay while rows are added, and the added ones can be reached", async () => {
  await withReview({ width: 2300, query }, async (page) => {
    await page.getByTestId("cell-0-0").click();
    await page.keyboard.press("Control+End");
    await focusOn(page, "cell-999-11");
    const top = async (): Promise<number> => (await page.getByTestId("cell-999-11").boundingBox())?.y ?? Number.NaN;
    const before = await top();
    for (const rows of [1010, 20_000, 300_000, 900_000]) {
      await read(page, rows);
      await page.waitForFunction((count) => document.querySelector("[data-testid=reading]")?.textContent?.includes(count.toLocaleString("en")), rows);
    }
    await focusOn(page, "cell-999-11");
    assert.ok(Math.abs((await top()) - before) < 1, "the rows stay where they were");
    await page.locator('[data-testid="cell-1000-11"] .value:not(:empty)').waitFor();
    await page.keyboard.press("Control+End");
    await focusOn(page, "cell-899999-11");
    await read(page, 1_000_000);
    await focusOn(page, "cell-899999-11");
  });
});

test("a review that comes back goes to where one was as soon as that row is known, unless one does something else", async () => {
  await withReview({ width: 2300, query: "rows=100000&columns=12" }, async (page) => {
    await page.getByTestId("cell-0-0").click();
    await page.keyboard.press("Control+End");
    await focusOn(page, "cell-99999-11");
    const again = async (): Promise<void> => {
      await page.goto(`${new URL(page.url()).origin}/?rows=100000&columns=12&known=500`);
      await page.getByTestId("reading").waitFor();
    };
    await again();
    await read(page, 50_000);
    await read(page, 100_000);
    await focusOn(page, "cell-99999-11");
    assert.ok(await page.getByTestId("cell-99999-11").isVisible());
    await again();
    await page.getByTestId("grid").locator(".active").waitFor();
    await page.keyboard.press("ArrowUp");
    await read(page, 100_000);
    await page.getByTestId("reading").waitFor({ state: "detached" });
    await focusOn(page, "cell-498-11");
  });
});

test("the host hears which rows are in view, once they stay there", async () => {
  await withReview({ query: "rows=100000&columns=12" }, async (page) => {
    await page.getByTestId("cell-0-0").waitFor();
    await page.waitForFunction(() => (window as unknown as { syntheticHost: { inView: { from: number } | null } }).syntheticHost.inView?.from === 0);
    await page.locator(".scroller").evaluate((scroller) => {
      scroller.scrollTop = scroller.scrollHeight / 2;
    });
    await page.waitForFunction(() => ((window as unknown as { syntheticHost: { inView: { from: number } | null } }).syntheticHost.inView?.from ?? 0) > 40_000);
    const rows = await told(page);
    assert.ok(rows && rows.from < 50_000 && rows.to > 50_000 && rows.to - rows.from < 100, JSON.stringify(rows));
  });
});
