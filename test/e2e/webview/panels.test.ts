/** The panel at the right: tabs, folding sections, width, and the list of columns. */
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { until } from "../until";
import { asked, focusOn, screenshots, violations, withReview } from "./stage";
import type { Theme } from "./themes";

const table = { width: 1280, height: 900, query: "rows=1000&columns=40" };

test("a column is found by name and gone to, by keyboard alone", async () => {
  await withReview(table, async (page) => {
    await focusOn(page, "cell-0-0");
    await page.keyboard.press("Control+g");
    await focusOn(page, "column-search");
    await page.keyboard.type("date 3");
    await page.getByTestId("column-30").waitFor();
    await until("three columns listed", () => page.getByTestId("column-list").getByRole("option").count(), (count) => count === 3);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    // The next cell of "date 34" that waits for a decision.
    await focusOn(page, "cell-8-34");
    assert.ok(await page.getByTestId("cell-8-34").isVisible());
  });
});

test("the list says type and missing cells of each column, and can begin with the most missing", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("tab-table").click();
    assert.match((await page.getByTestId("column-0").textContent()) ?? "", /^number 0number100 missing \(10%\)$/);
    await page.getByTestId("columns-order").selectOption("missing");
    await page.getByTestId("column-39").waitFor();
    assert.equal(await page.getByTestId("column-0").count(), 0, "only what is in view is on the page");
    await page.getByTestId("column-search").fill("no such column");
    await page.getByText("No column matches.").waitFor();
  });
});

test("a hidden column is shown again when one goes to it", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("header-1").click();
    await page.keyboard.press("h");
    await page.getByTestId("header-1").waitFor({ state: "detached" });
    await page.keyboard.press("Control+g");
    await page.getByTestId("column-search").fill("category 1");
    await page.getByTestId("column-1").click();
    await focusOn(page, "cell-7-1");
  });
});

test("tabs are one tab stop; arrows choose among them, Escape leads back to the grid", async () => {
  await withReview(table, async (page) => {
    await focusOn(page, "cell-0-0");
    await page.getByTestId("tab-cell").focus();
    await page.keyboard.press("ArrowRight");
    await focusOn(page, "tab-column");
    await page.getByTestId("column-type").waitFor();
    await page.keyboard.press("ArrowRight");
    await focusOn(page, "tab-table");
    await page.getByTestId("column-list").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("Escape");
    await focusOn(page, "cell-0-0");
    await page.getByTestId("tab-cell").click();
    await page.getByTestId("header-2").click();
    await page.getByTestId("column-type").waitFor();
    assert.equal(await page.getByTestId("tab-column").getAttribute("aria-selected"), "true", "in a header no cell is meant");
  });
});

test("width, tab and folded sections are kept over a reload", async () => {
  await withReview(table, async (page) => {
    const width = async (): Promise<number> => Math.round((await page.getByTestId("inspector").boundingBox())?.width ?? 0);
    const before = await width();
    await page.getByTestId("sash").focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await until("a wider panel", width, (now) => now === before + 32);
    const edge = await page.getByTestId("sash").boundingBox();
    await page.mouse.move((edge?.x ?? 0) + 4, 400);
    await page.mouse.down();
    await page.mouse.move((edge?.x ?? 0) + 4 - 60, 420, { steps: 4 });
    await page.mouse.up();
    await until("a panel as wide as it was dragged", width, (now) => now === before + 92);
    await page.getByTestId("tab-table").click();
    await page.getByTestId("fold-columns").click();
    await page.getByTestId("column-list").waitFor({ state: "detached" });
    await page.reload();
    await page.getByTestId("fold-columns").waitFor();
    assert.equal(await page.getByTestId("fold-columns").getAttribute("aria-expanded"), "false");
    assert.equal(await width(), before + 92);
    await page.keyboard.press("Control+g");
    await focusOn(page, "column-search");
  });
});

test("a table that was never shown begins at the first cell to decide about, wherever that is", async () => {
  await withReview({ ...table, query: "rows=1000&columns=60&complete=57" }, async (page) => {
    await focusOn(page, "cell-3-59");
    assert.ok(await page.getByTestId("cell-3-59").isVisible());
    await page.keyboard.press("Enter");
    await page.locator('[data-testid="cell-3-59"][data-state="3"]').waitFor();
    assert.equal(await asked(page, "accept"), 1);
  });
});

test("what the user does first goes before the beginning that is found later", async () => {
  await withReview({ ...table, query: "rows=1000&columns=12&known=64" }, async (page) => {
    await page.getByTestId("cell-5-1").click();
    await page.evaluate(() => (window as unknown as { syntheticHost: { read(rows: number): void } }).syntheticHost.read(1000));
    await until("all rows known", () => page.getByTestId("grid").getAttribute("aria-rowcount"), (count) => count === "1001");
    await focusOn(page, "cell-5-1");
  });
});

for (const theme of ["light", "dark", "contrast"] as Theme[]) {
  test(`a picture of the list of columns: ${theme}`, async () => {
    await withReview({ ...table, theme }, async (page) => {
      await page.keyboard.press("Control+g");
      await page.getByTestId("column-5").waitFor();
      assert.deepEqual(await violations(page), []);
      await page.screenshot({ path: path.join(screenshots, `webview-table-${theme}.png`) });
    });
  });
}

test("which columns are missing together: a click filters the rows, a chip takes that back", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("tab-table").click();
    const pattern = page.getByTestId("pattern-1-4");
    assert.match((await pattern.textContent()) ?? "", /^category 1, number 4250 rows$/);
    await pattern.click();
    await page.locator('[data-testid="pattern-1-4"][aria-pressed="true"]').waitFor();
    await page.getByTestId("chips").getByText("Missing: category 1, number 4").waitFor();
    await page.getByTestId("live").getByText("500 rows shown").waitFor();
    assert.match((await page.getByTestId("accept-all").textContent()) ?? "", /^Accept Shown \([\d,]+\)$/);
    assert.deepEqual(await violations(page), []);
    await page.getByTestId("chip-remove").click();
    await page.getByTestId("chips").waitFor({ state: "detached" });
    assert.equal(await page.getByTestId("grid").getAttribute("aria-rowcount"), "1001");
  });
});

test("where most is missing is gone to by a click on the stripe, and by keyboard", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("tab-table").click();
    await page.getByTestId("peak").focus();
    assert.match((await page.getByTestId("peak").textContent()) ?? "", /rows 335 to 384: 80% of the cells/);
    await page.keyboard.press("Enter");
    await focusOn(page, "cell-334-0");
    const stripe = await page.getByTestId("stripe").boundingBox();
    await page.mouse.click((stripe?.x ?? 0) + (stripe?.width ?? 0) * 0.75, (stripe?.y ?? 0) + 7);
    await page.waitForFunction(() => /^cell-7[45]\d-0$/.test(document.activeElement?.getAttribute("data-testid") ?? ""));
  });
});

test("a column tells where its cells are missing, and what that depends on", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("cell-7-1").click();
    await page.getByTestId("tab-column").click();
    assert.match((await page.getByTestId("missing-where").textContent()) ?? "", /^Missing more often where number 0 < 12\.5: 31% of 1,120 rows, 4% elsewhere\.$/);
    await page.getByTestId("longest-gap").click();
    await focusOn(page, "cell-333-1");
    await page.getByTestId("cell-333-2").click();
    await page.getByTestId("missing-where").waitFor({ state: "detached" });
  });
});
