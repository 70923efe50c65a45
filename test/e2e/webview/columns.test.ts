/** Columns: pinned, hidden, made wider, sorted; from the keyboard, the menu and the mouse. */
import assert from "node:assert/strict";
import test from "node:test";
import type { Page } from "playwright-core";
import { asked, drawn, focused, focusOn, lastScope, violations, withReview } from "./stage";

const wide = "rows=1000&columns=30";

/** Left edge of an element in the window, px. */
async function leftOf(page: Page, id: string): Promise<number> {
  return (await page.getByTestId(id).boundingBox())?.x ?? Number.NaN;
}

async function scrollTo(page: Page, left: number): Promise<void> {
  await page.locator(".scroller").evaluate((scroller, to) => {
    scroller.scrollLeft = to;
  }, left);
  await drawn(page);
}

test("a column is pinned from the keyboard, stays at the left, and is still there after a reload", async () => {
  await withReview({ query: wide }, async (page) => {
    await page.getByTestId("cell-0-2").click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await focusOn(page, "header-2");
    await page.keyboard.press("p");
    await page.locator(".pins [data-testid=header-2]").waitFor();
    await focusOn(page, "header-2");
    const at = await leftOf(page, "cell-0-2");
    assert.ok(at < (await leftOf(page, "cell-0-0")), "pinned columns come first");
    await scrollTo(page, 1500);
    assert.equal(await leftOf(page, "cell-0-2"), at, "and stay while the others are scrolled");
    assert.ok((await page.getByTestId("cell-0-14").boundingBox()) !== null);

    await page.reload();
    await page.getByTestId("cell-0-0").waitFor();
    await scrollTo(page, 1500);
    assert.equal(await leftOf(page, "cell-0-2"), at);
    await page.getByTestId("header-2").click();
    await page.keyboard.press("p");
    await page.locator(".pins").first().waitFor({ state: "detached" });
  });
});

test("what was kept for the file counts where VS Code kept an older arrangement for the tab, and not the other way round", async () => {
  await withReview({ query: wide }, async (page) => {
    const keep = async (name: string, at: number, pinned: readonly number[]): Promise<void> => {
      const view = { version: 2, at, widths: [], hidden: [], pinned, inspector: true, percent: null, cursor: { viewRow: 0, place: 0 } };
      await page.evaluate(([key, text]) => sessionStorage.setItem(key, text), [name, JSON.stringify(view)] as const);
    };
    for (const [tab, file, pinned] of [[1000, 2000, 3], [2000, 1000, 2]] as const) {
      await keep("kept", tab, [2]);
      await keep("lastView", file, [3]);
      await page.reload();
      await page.locator(`.pins [data-testid=header-${pinned}]`).waitFor();
    }
  });
});

test("the cursor never hides behind pinned columns", async () => {
  await withReview({ query: wide }, async (page) => {
    await page.getByTestId("header-0").click();
    await page.keyboard.press("p");
    await page.locator(".pins").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("End");
    await focusOn(page, "cell-0-29");
    for (let column = 28; column >= 1; column--) {
      await page.keyboard.press("ArrowLeft");
      await focusOn(page, `cell-0-${column}`);
    }
    const pins = await page.locator(".pins").first().boundingBox();
    assert.ok((await leftOf(page, "cell-0-1")) >= (pins?.x ?? 0) + (pins?.width ?? 0) - 1, "column 1 is in full view");
    await page.keyboard.press("ArrowLeft");
    await focusOn(page, "cell-0-0");
  });
});

test("pins give way where they would leave no room", async () => {
  await withReview({ query: wide, width: 420 }, async (page) => {
    await page.getByTestId("header-0").click();
    await page.keyboard.press("p");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("p");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("p");
    await page.getByTestId("header-2").and(page.locator(":focus")).waitFor();
    await drawn(page);
    assert.equal(await page.locator(".pins").count(), 0);
  });
});

test("keys in the header make columns wider and narrower, and hide them; hidden ones come back", async () => {
  await withReview({ query: wide }, async (page) => {
    await page.getByTestId("header-1").click();
    const width = async (): Promise<number> => (await page.getByTestId("header-1").boundingBox())?.width ?? 0;
    const before = await width();
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("Shift+ArrowLeft");
    assert.equal(await width(), before + 16);
    await page.keyboard.press("h");
    await page.getByTestId("header-1").waitFor({ state: "detached" });
    assert.match((await page.getByTestId("live").textContent()) ?? "", /category 1 hidden/);
    await focusOn(page, "header-2");
    await page.reload();
    await page.getByTestId("header-2").waitFor();
    assert.equal(await page.getByTestId("header-1").count(), 0, "hidden columns stay hidden");
    await page.getByTestId("show-columns").click();
    await page.getByTestId("header-1").waitFor();
    assert.equal(await width(), before + 16, "and widths are kept");
  });
});

test("a click on the arrow sorts, as Enter in the header does", async () => {
  await withReview({ query: wide }, async (page) => {
    const sorted = (column: number): Promise<string | null> => page.getByTestId(`header-${column}`).getAttribute("aria-sort");
    await page.getByTestId("header-1").hover();
    await page.locator('[data-testid=header-1] [data-action="sort"]').click();
    await page.locator('[data-testid=header-1][aria-sort="ascending"]').waitFor();
    await focusOn(page, "header-1");
    await page.keyboard.press("Enter");
    await page.locator('[data-testid=header-1][aria-sort="descending"]').waitFor();
    await page.keyboard.press("Enter");
    await page.locator('[data-testid=header-1][aria-sort="none"]').waitFor();
    assert.equal(await sorted(0), "none");
    assert.equal(await asked(page, "arrange"), 3);
  });
});

test("Delete in a header decides nothing; right after F8 it is about the cell that F8 leads to", async () => {
  await withReview({ query: `${wide}&latency=40` }, async (page) => {
    await page.getByTestId("header-1").click();
    await page.keyboard.press("Delete");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("F8");
    await page.keyboard.press("Delete");
    await page.locator('[role=gridcell][data-state="4"]').waitFor();
    assert.equal(await asked(page, "reject"), 1);
    assert.equal((await lastScope(page))?.scope.kind, "cell");
  });
});

test("the menu of a column opens by mouse and key, does what it says, and gives the focus back", async () => {
  await withReview({ query: wide }, async (page) => {
    await page.getByTestId("header-1").click({ button: "right" });
    await focusOn(page, "menu-ascending");
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("ArrowUp");
    await focusOn(page, "menu-bounds");
    await page.keyboard.press("Home");
    await page.keyboard.press("Escape");
    await focusOn(page, "header-1");
    await page.keyboard.press("Alt+ArrowDown");
    await focusOn(page, "menu-ascending");
    for (let i = 0; i < 6; i++) await page.keyboard.press("ArrowDown");
    await focusOn(page, "menu-pin");
    await page.keyboard.press("Enter");
    await page.locator(".pins [data-testid=header-1]").waitFor();
    await focusOn(page, "header-1");
    await page.keyboard.press("Shift+F10");
    await page.getByTestId("menu-reject-column").click();
    await page.locator('[data-testid="cell-7-1"][data-state="4"]').waitFor();
    assert.deepEqual(await lastScope(page), { method: "reject", scope: { kind: "column", column: 1 } });
  });
});

test("the menu of a cell decides about what is selected, and goes when one clicks elsewhere", async () => {
  await withReview({ query: wide }, async (page) => {
    await page.getByTestId("cell-0-0").click();
    await page.getByTestId("cell-10-0").click({ modifiers: ["Shift"] });
    await page.getByTestId("cell-5-0").click({ button: "right" });
    assert.match((await page.getByTestId("menu-accept").textContent()) ?? "", /Accept Selected Cells/);
    await page.getByTestId("menu-accept").click();
    await page.locator('[data-testid="cell-10-0"][data-state="3"]').waitFor();
    assert.deepEqual((await lastScope(page))?.scope, { kind: "range", fromViewRow: 0, toViewRow: 10, columns: [0] });
    await page.getByTestId("cell-2-6").click({ button: "right" });
    await page.getByTestId("menu").waitFor();
    await page.getByTestId("cell-3-1").click();
    await page.getByTestId("menu").waitFor({ state: "detached" });
    assert.equal(await focused(page), "cell-3-1");
  });
});
