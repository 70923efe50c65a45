/** How the file is read: the panel, the column's menu and card, doubts; by mouse and keyboard. */
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import type { Page } from "playwright-core";
import { asked, focused, focusOn, screenshots, violations, withReview } from "./stage";

const small = "rows=1000&columns=12";

interface Globals {
  readonly syntheticHost: { readonly reading: { readonly stated: readonly unknown[]; readonly saves: number } };
}

/** What was stated last. */
const lastStated = (page: Page): Promise<unknown> => page.evaluate(() => (window as unknown as Globals).syntheticHost.reading.stated.at(-1));

async function untilStated(page: Page, stated: unknown): Promise<void> {
  await page.waitForFunction((wanted) => JSON.stringify((window as unknown as Globals).syntheticHost.reading.stated.at(-1)) === wanted, JSON.stringify(stated), { timeout: 5000 });
}

async function openPanel(page: Page): Promise<void> {
  await page.getByTestId("more").click();
  await page.getByTestId("menu-show-reading").click();
  await page.getByTestId("reading-type-0").waitFor();
}

test("the panel opens from the toolbar's menu, takes the focus, and gives it back", async () => {
  await withReview({ query: small }, async (page) => {
    await page.getByTestId("cell-3-1").click();
    await openPanel(page);
    await focusOn(page, "reading-title");
    assert.equal(await page.getByTestId("inspector").count(), 0, "in place of the inspector");
    await page.keyboard.press("Escape");
    await focusOn(page, "cell-3-1");
    assert.equal(await page.getByTestId("reading-panel").count(), 1);
    await page.getByTestId("reading-close").click();
    await page.getByTestId("inspector").waitFor();
    await focusOn(page, "cell-3-1");
  });
});

test("everything about a column is changed with the keyboard alone", async () => {
  await withReview({ query: small }, async (page) => {
    await openPanel(page);
    await page.getByTestId("reading-type-0").focus();
    await page.keyboard.type("Code");
    await untilStated(page, { column: 0, type: "code" });
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "reading-role-0");
    await page.keyboard.press("ArrowDown");
    await untilStated(page, { column: 0, role: "learn" });
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "reading-tokens-0");
    await page.keyboard.press("Control+A");
    await page.keyboard.type('NA, "a,b", ?');
    await page.keyboard.press("Enter");
    await untilStated(page, { column: 0, missingTokens: ["NA", "a,b", "?"] });
    await page.getByTestId("reading-type-0").selectOption("number");
    await page.getByTestId("reading-minimum-0").fill("0");
    await page.keyboard.press("Tab");
    await untilStated(page, { column: 0, minimum: "0" });
    assert.equal(await focused(page), "reading-maximum-0");
    await page.keyboard.type("9");
    await page.keyboard.press("Escape");
    assert.equal(await page.getByTestId("reading-maximum-0").inputValue(), "", "Escape takes back what was typed");
    assert.equal(await focused(page), "reading-maximum-0");
    await page.getByTestId("reading-column-0").getByText("2 values violate a rule").waitFor();
    await page.getByTestId("reading-reset-0").click();
    await untilStated(page, { column: 0, type: null, role: null, missingTokens: null, minimum: null, maximum: null, tolerance: null });
    await page.getByTestId("reading-reset-0").waitFor({ state: "detached" });
  });
});

test("a tolerance is typed with either decimal mark; what is no number above 0 is not taken", async () => {
  await withReview({ query: small }, async (page) => {
    await openPanel(page);
    const field = page.getByTestId("reading-tolerance-0");
    assert.equal(await field.getAttribute("placeholder"), "12", "what counts where nothing is stated");
    await field.fill("0,4");
    await page.keyboard.press("Enter");
    await untilStated(page, { column: 0, tolerance: 0.4 });
    for (const nonsense of ["x", "0", "-1"]) {
      await field.fill(nonsense);
      await page.keyboard.press("Tab");
      assert.equal(await field.inputValue(), "0.4", nonsense);
    }
    await field.fill("");
    await page.keyboard.press("Enter");
    await untilStated(page, { column: 0, tolerance: null });
  });
});

test("what cannot be is said, and the field shows again what is true", async () => {
  await withReview({ query: small }, async (page, review) => {
    await openPanel(page);
    await page.getByTestId("reading-minimum-0").fill("x");
    await page.keyboard.press("Enter");
    await page.getByTestId("failure").getByText("“x” is no number.").waitFor();
    await page.getByTestId("reading-preamble").fill("-1");
    await page.keyboard.press("Enter");
    assert.equal(await page.getByTestId("reading-preamble").inputValue(), "0");
    assert.equal(await asked(page, "restateTable"), 0);
    assert.deepEqual(review.problems, []);
  });
});

test("the table's own reading is changed, taken back, and saved", async () => {
  await withReview({ query: small }, async (page) => {
    await openPanel(page);
    await page.getByTestId("reading-delimiter").selectOption(";");
    await untilStated(page, { delimiter: ";" });
    await page.getByTestId("reading-quote").selectOption("");
    await untilStated(page, { quote: "" });
    await page.getByTestId("reading-short").click();
    await untilStated(page, { fillShortRows: true });
    await page.getByTestId("reading-header").click();
    await untilStated(page, { header: false });
    await page.getByTestId("reading-blank").press("Space");
    await untilStated(page, { blankIsMissing: true });
    for (const [id, typed, stated] of [
      ["preamble", "2", { preamble: 2 }],
      ["unitRows", "1", { unitRows: 1 }],
      ["comment", "#", { comment: "#" }],
      ["missingTokens", "NA, -", { missingTokens: ["NA", "-"] }],
    ] as const) {
      await page.getByTestId(`reading-${id}`).fill(typed);
      await page.keyboard.press("Enter");
      await untilStated(page, stated);
    }
    await page.getByText("Some changes are not saved.").waitFor();
    await page.getByTestId("reading-save").click();
    await page.getByText("As saved in synthetic.schema.json.").waitFor();
    assert.equal(await page.getByTestId("reading-reset").getAttribute("aria-disabled"), "true");
    await page.getByTestId("reading-header").click();
    await page.getByTestId("reading-reset").click();
    await page.locator("[data-testid=reading-delimiter] >> text=Comma (detected)").waitFor({ state: "attached" });
  });
});

test("the column's menu changes type and use, and leads to its missing values and bounds", async () => {
  await withReview({ query: small }, async (page) => {
    await page.getByTestId("cell-0-4").click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("ArrowUp");
    await focusOn(page, "header-0");
    await page.keyboard.press("Alt+ArrowDown");
    for (let k = 0; k < 5; k++) await page.keyboard.press("ArrowUp");
    await focusOn(page, "menu-type");
    await page.keyboard.press("Enter");
    await focusOn(page, "menu-type-");
    assert.equal(await page.getByTestId("menu-type-").getAttribute("aria-checked"), "true");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assert.equal(await focused(page), "menu-type-number");
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("Enter");
    await untilStated(page, { column: 0, type: "number" });
    await focusOn(page, "header-0");

    await page.getByTestId("header-2").click({ button: "right" });
    await page.getByTestId("menu-role").click();
    await page.getByTestId("menu-role-leave").click();
    await untilStated(page, { column: 2, role: "leave" });
    await page.getByTestId("header-4").click({ button: "right" });
    await page.getByTestId("menu-bounds").click();
    await focusOn(page, "reading-minimum-4");
    await page.getByTestId("header-4").click({ button: "right" });
    await page.getByTestId("menu-tolerance").click();
    await focusOn(page, "reading-tolerance-4");
    await page.getByTestId("header-1").click({ button: "right" });
    assert.equal(await page.getByTestId("menu-tolerance").count(), 0, "a category has none");
    await page.getByTestId("menu-tokens").click();
    await focusOn(page, "reading-tokens-1");
  });
});

test("the column's card changes type and use", async () => {
  await withReview({ query: small }, async (page) => {
    await page.getByTestId("cell-0-4").click();
    await page.getByTestId("tab-column").click();
    await page.getByTestId("column-type").selectOption("category");
    await untilStated(page, { column: 4, type: "category" });
    await page.getByTestId("column-role").selectOption("learn");
    await untilStated(page, { column: 4, role: "learn" });
    assert.deepEqual(await violations(page), []);
    await page.getByTestId("column-reading").click();
    await focusOn(page, "reading-tokens-4");
  });
});

test("20,000 columns: the list is as fast as a short one, and any of them is found", async () => {
  await withReview({ query: "rows=1000&columns=20000" }, async (page) => {
    await openPanel(page);
    assert.ok((await page.locator(".readingitem").count()) < 30);
    const started = Date.now();
    await page.getByTestId("reading-panel").evaluate((panel) => {
      panel.scrollTop = panel.scrollHeight;
    });
    await page.getByTestId("reading-type-19999").waitFor();
    assert.ok(Date.now() - started < 3000, `${Date.now() - started} ms to the last column`);
    assert.ok((await page.locator(".readingitem").count()) < 30);
    assert.equal(await page.getByTestId("reading-column-19999").getAttribute("aria-posinset"), "20000");
    await page.getByTestId("reading-search").fill("17777");
    await page.getByTestId("reading-type-17777").waitFor();
    assert.equal(await page.locator(".readingitem").count(), 1);
    await page.getByText("Columns (1)").waitFor();
    await page.getByTestId("reading-role-17777").selectOption("leave");
    await untilStated(page, { column: 17777, role: "leave" });
  });
});

test("doubts are told with the buttons that settle them; more than three in the panel", async () => {
  await withReview({ query: `${small}&doubts=5` }, async (page) => {
    const notices = page.getByTestId("notice-doubt");
    assert.equal(await notices.count(), 3);
    await page.getByTestId("notice-moreDoubts").getByText("2 more in the Reading panel.").waitFor();
    await notices.first().getByRole("button", { name: "Treat -999 as Missing" }).click();
    await page.waitForFunction(() => document.querySelector("[data-testid=notices]")?.textContent?.includes("-999 as") === false);
    assert.equal(await asked(page, "settle"), 1);
    await notices.first().getByTestId("put-away").click();
    await page.waitForFunction(() => document.querySelector("[data-testid=notices]")?.textContent?.includes("-1000 as") === false);
    assert.equal(await page.getByTestId("notice-moreDoubts").count(), 0);
    assert.deepEqual(await violations(page), []);
  });
  await withReview({ query: `${small}&doubts=5` }, async (page) => {
    await page.getByTestId("notice-moreDoubts").getByRole("button", { name: "Show Reading" }).click();
    await focusOn(page, "reading-title");
    await page.getByTestId("reading-doubt").nth(4).waitFor();
    await page.getByTestId("reading-doubt").nth(4).getByRole("button", { name: "Keep as Values" }).click();
    await page.getByTestId("reading-doubt").nth(4).waitFor({ state: "detached" });
    await page.getByTestId("reading-column-0").locator("svg").first().waitFor();
  });
});

test("Ctrl+Z undoes the review from the panel, and what is typed in its fields", async () => {
  await withReview({ query: small }, async (page) => {
    await openPanel(page);
    await page.getByTestId("reading-role-0").focus();
    await page.keyboard.press("Control+z");
    await page.waitForFunction(() => (window as unknown as { syntheticHost: { asked: string[] } }).syntheticHost.asked.includes("undo"));
    await page.getByTestId("reading-tokens-0").focus();
    await page.keyboard.type("zz");
    await page.keyboard.press("Control+z");
    assert.equal(await asked(page, "undo"), 1);
    assert.equal(await lastStated(page), undefined);
  });
});

for (const theme of ["light", "dark", "contrast"] as const) {
  test(`the panel in ${theme}: readable, and nothing an accessibility checker objects to`, async () => {
    await withReview({ theme, width: 1500, height: 1000, query: `${small}&doubts=2` }, async (page) => {
      await openPanel(page);
      await page.getByTestId("reading-type-1").selectOption("code");
      await page.getByTestId("reading-reset-1").waitFor();
      assert.deepEqual(await violations(page), []);
      await page.screenshot({ path: path.join(screenshots, `webview-reading-panel-${theme}.png`) });
    });
  });
}

test("a narrow window and large text keep the panel usable", async () => {
  await withReview({ width: 420, height: 900, query: `${small}&doubts=1` }, async (page) => {
    await openPanel(page);
    assert.deepEqual(await violations(page), []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    assert.equal(wide, false);
    await page.screenshot({ path: path.join(screenshots, "webview-reading-panel-narrow.png") });
  });
});
