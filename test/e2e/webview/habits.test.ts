/** Habits of spreadsheets: copy, select rows and columns, names that stay in view; and the page of keys. */
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import type { Page } from "playwright-core";
import type { CopyArguments } from "../../../src/shared/protocol";
import { until } from "../until";
import { drawn, focusOn, lastScope, screenshots, violations, withReview } from "./stage";
import type { Theme } from "./themes";

const table = { width: 1400, height: 900, query: "rows=1000&columns=12" };

/** What was copied last, once something was. */
function copied(page: Page, done: (last: CopyArguments) => boolean): Promise<CopyArguments | null> {
  const last = (): Promise<CopyArguments | null> => page.evaluate(() => (window as unknown as { syntheticHost: { copied: CopyArguments | null } }).syntheticHost.copied);
  return until("a copy", last, (one) => one !== null && done(one));
}

test("a cell, a range and a column are copied; with Shift their names, too", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("cell-1-1").click();
    await page.keyboard.press("Control+c");
    await copied(page, ({ fromViewRow, toViewRow, columns, headers }) => fromViewRow === 1 && toViewRow === 1 && columns.join() === "1" && !headers);
    await page.getByTestId("live").getByText("1 cell copied").waitFor();
    await page.getByTestId("cell-4-3").click({ modifiers: ["Shift"] });
    await page.keyboard.press("Control+Shift+c");
    await copied(page, ({ fromViewRow, toViewRow, columns, headers }) => fromViewRow === 1 && toViewRow === 4 && columns.join() === "1,2,3" && headers);
    await page.getByTestId("header-2").click();
    await page.keyboard.press("Control+c");
    await copied(page, ({ fromViewRow, toViewRow, columns }) => fromViewRow === 0 && toViewRow === 999 && columns.join() === "2");
    await page.getByTestId("live").getByText("1,000 cells copied").waitFor();
  });
});

test("what is copied has the order shown, and no hidden column", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("header-2").click();
    await page.keyboard.press("p");
    await page.locator(".pins [data-testid=header-2]").waitFor();
    await page.getByTestId("header-1").click();
    await page.keyboard.press("h");
    await page.getByTestId("header-1").waitFor({ state: "detached" });
    await page.getByTestId("cell-5-0").click();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+c");
    const all = await copied(page, ({ toViewRow }) => toViewRow === 999);
    assert.deepEqual(all?.columns, [2, 0, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });
});

test("columns and rows are selected whole, by keyboard and by their numbers, and decided at once", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("cell-3-1").click();
    await page.keyboard.press("Control+Space");
    await page.locator('[data-testid="cell-0-1"][aria-selected="true"]').waitFor();
    assert.equal(await page.getByTestId("cell-0-0").getAttribute("aria-selected"), "false");
    await page.keyboard.press("Shift+ArrowRight");
    await page.locator('[data-testid="cell-0-2"][aria-selected="true"]').waitFor();
    await page.keyboard.press("Enter");
    await page.locator('[data-testid="cell-7-1"][data-state="3"]').waitFor();
    assert.deepEqual((await lastScope(page))?.scope, { kind: "range", fromViewRow: 0, toViewRow: 999, columns: [1, 2] });
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.locator('[role=gridcell][aria-selected="true"]').count(), 1, "the next move selects a cell again");

    await page.locator(".body .gutter").nth(5).click();
    await page.locator('[data-testid="cell-5-0"][aria-selected="true"]').waitFor();
    await page.locator(".body .gutter").nth(7).click({ modifiers: ["Shift"] });
    await page.locator('[data-testid="cell-7-4"][aria-selected="true"]').waitFor();
    await page.keyboard.press("Control+c");
    await copied(page, ({ fromViewRow, toViewRow, columns }) => fromViewRow === 5 && toViewRow === 7 && columns.length === 12);
    await page.getByTestId("cell-20-4").click();
    await page.keyboard.press("Shift+Space");
    await page.locator('[data-testid="cell-20-0"][aria-selected="true"]').waitFor();
    assert.equal(await page.getByTestId("cell-19-0").getAttribute("aria-selected"), "false");
  });
});

test("text selected in the inspector is copied by the browser, not the table", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("cell-1-1").click();
    await page.getByTestId("tab-cell").focus();
    await page.keyboard.press("Control+c");
    await drawn(page);
    assert.equal(await page.evaluate(() => (window as unknown as { syntheticHost: { copied: unknown } }).syntheticHost.copied), null);
  });
});

test("columns that name the rows stay in view until the user says otherwise", async () => {
  await withReview({ ...table, query: "rows=1000&columns=30&names=2" }, async (page) => {
    await page.locator(".pins [data-testid=header-1]").waitFor();
    assert.equal(await page.locator(".pins [role=columnheader]").count(), 2);
    await page.getByTestId("header-0").click();
    await page.keyboard.press("p");
    await until("one pinned column", () => page.locator(".pins [role=columnheader]").count(), (count) => count === 1);
    await page.reload();
    await page.locator(".pins [data-testid=header-1]").waitFor();
    assert.equal(await page.locator(".pins [role=columnheader]").count(), 1, "that is kept");
  });
});

for (const theme of ["light", "dark", "contrast"] as Theme[]) {
  test(`? shows the page of keys, Escape leads back: ${theme}`, async () => {
    await withReview({ ...table, theme }, async (page) => {
      await focusOn(page, "cell-0-0");
      await page.keyboard.press("?");
      await page.getByTestId("keys").waitFor();
      assert.deepEqual(await violations(page), []);
      await page.screenshot({ path: path.join(screenshots, `webview-keys-${theme}.png`) });
      await page.keyboard.press("Enter");
      await page.getByTestId("keys").waitFor({ state: "detached" });
      await focusOn(page, "cell-0-0");
      assert.equal(await page.getByTestId("cell-0-0").getAttribute("data-state"), "2", "Enter closed the page, and decided nothing");
    });
  });
}
