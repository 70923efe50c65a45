/** Search, filters by value and range, and their chips: by mouse and by keyboard. */
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import type { Page } from "playwright-core";
import type { Condition } from "../../../src/shared/protocol";
import { until } from "../until";
import { asked, drawn, focusOn, screenshots, violations, withReview } from "./stage";
import type { Theme } from "./themes";

const table = { width: 1400, height: 900, query: "rows=1000&columns=12" };

/** What the rows are filtered by. */
function conditions(page: Page): Promise<readonly Condition[]> {
  return page.evaluate(() => (window as unknown as { syntheticHost: { state(): { conditions: readonly Condition[] } } }).syntheticHost.state().conditions);
}

test("Ctrl+F finds a text from the cursor on, Enter goes on, Escape leads back to the cell that was found", async () => {
  await withReview(table, async (page) => {
    await focusOn(page, "cell-0-0");
    await page.keyboard.press("Control+f");
    await focusOn(page, "search-field");
    await page.keyboard.type("stavanger");
    const found = page.getByTestId("search-found");
    await found.getByText(/^1 of [\d,]+$/).waitFor();
    await page.locator(".cell.active.found").waitFor();
    await focusOn(page, "search-field");
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("Enter");
    await found.getByText(/^2 of/).waitFor();
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.press("Shift+Enter");
    await until("the last match", async () => ((await found.textContent()) ?? "").split(" of "), ([at, total]) => at === total);
    await page.keyboard.press("Escape");
    await page.getByTestId("search").waitFor({ state: "detached" });
    await page.locator(".cell.active:focus").getByText("Stavanger").waitFor();
    assert.equal(await page.locator(".cell.found").count(), 0, "nothing is marked any more");
  });
});

test("a text that is nowhere is told of, and Ctrl+F calls the search back", async () => {
  await withReview(table, async (page) => {
    await focusOn(page, "cell-0-0");
    await page.keyboard.press("Control+f");
    await page.getByTestId("search-field").fill("no such text");
    await page.getByTestId("search-found").getByText("No results").waitFor();
    await page.getByTestId("cell-1-1").click();
    await page.keyboard.press("Control+f");
    await focusOn(page, "search-field");
    await page.keyboard.type("Oslo");
    await until("the new text", () => page.getByTestId("search-field").inputValue(), (text) => text === "Oslo");
    await page.getByTestId("search-close").click();
    await focusOn(page, "cell-1-1");
  });
});

test("values of a category are ticked from the keyboard alone; a chip takes the filter away", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("header-1").click();
    await page.keyboard.press("f");
    await focusOn(page, "value-search");
    await page.keyboard.type("o");
    await until("values with an o", () => page.getByTestId("value-list").getByRole("option").count(), (count) => count === 3);
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const chip = page.getByTestId("chips");
    await chip.getByText("category 1: Oslo, Trondheim").waitFor();
    assert.deepEqual(await conditions(page), [{ kind: "values", column: 1, values: ["Oslo", "Trondheim"], missing: false }]);
    assert.equal(await page.getByTestId("value-0").getAttribute("aria-selected"), "true");
    assert.deepEqual(await violations(page), []);
    await page.getByTestId("filter-missing").check();
    await chip.getByText("category 1: Oslo, Trondheim or missing").waitFor();
    await page.keyboard.press("Escape");
    await focusOn(page, "header-1");
    await page.getByTestId("chip-remove").click();
    await chip.waitFor({ state: "detached" });
    assert.deepEqual(await conditions(page), []);
  });
});

test("the funnel of a number's header leads to its range", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("header-4").hover();
    await page.locator('[data-testid=header-4] [data-action="filter"]').click();
    await focusOn(page, "filter-from");
    assert.equal(await page.getByTestId("filter-from").getAttribute("placeholder"), "0.01");
    await page.keyboard.type("10");
    await page.keyboard.press("Enter");
    await page.getByTestId("chips").getByText("number 4: ≥ 10").waitFor();
    await page.getByTestId("filter-to").fill("20");
    await page.keyboard.press("Enter");
    await page.getByTestId("chips").getByText("number 4: 10 – 20").waitFor();
    await page.locator('[data-testid=header-4] [data-action="filter"].on').waitFor();
    await page.getByTestId("header-1").click();
    await page.keyboard.press("f");
    await page.getByTestId("value-2").click();
    await page.getByTestId("chips-clear").click();
    await page.getByTestId("chips").waitFor({ state: "detached" });
    assert.deepEqual(await conditions(page), []);
  });
});

test("a drag over the column's picture filters by what its bars cover", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("cell-3-4").click();
    await page.getByTestId("tab-column").click();
    const picture = await page.getByTestId("brush").boundingBox();
    assert.ok(picture);
    const at = (bar: number): number => picture.x + ((bar + 0.5) / 12) * picture.width;
    await page.mouse.move(at(4), picture.y + 20);
    await page.mouse.down();
    await page.mouse.move(at(2), picture.y + 30, { steps: 3 });
    await page.locator(".brushed").waitFor();
    await page.mouse.up();
    await page.getByTestId("chips").getByText("number 4: 200 – 500").waitFor();
    await page.getByTestId("cell-3-1").click();
    const bars = await page.getByTestId("brush").boundingBox();
    await page.mouse.click((bars?.x ?? 0) + (bars?.width ?? 0) * 0.3, (bars?.y ?? 0) + 10);
    await page.getByTestId("chips").getByText("category 1: Bergen").waitFor();
  });
});

test("a filter that no row meets can be taken away where the rows would be", async () => {
  await withReview({ ...table, query: "rows=1000&columns=12&nohit" }, async (page) => {
    await page.getByTestId("filter").selectOption("rejected");
    await page.getByText("No rows match this filter.").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByTestId("show-all").click();
    await page.getByTestId("cell-0-0").waitFor();
    assert.equal(await page.getByTestId("filter").inputValue(), "all");
    assert.equal(await asked(page, "arrange"), 2);
  });
});

for (const theme of ["light", "dark", "contrast"] as Theme[]) {
  test(`a picture of search and filter: ${theme}`, async () => {
    await withReview({ ...table, theme }, async (page) => {
      await page.getByTestId("header-1").click();
      await page.keyboard.press("f");
      await page.getByTestId("value-1").click();
      await page.getByTestId("cell-3-1").click();
      await page.keyboard.press("Control+f");
      await page.keyboard.type("oslo");
      await page.getByTestId("search-found").getByText(/^\d+ of/).waitFor();
      await drawn(page);
      await page.screenshot({ path: path.join(screenshots, `webview-finding-${theme}.png`) });
    });
  });
}
