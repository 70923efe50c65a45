/** After the check: what can be accepted because it is as often right as wished, and what Accept All would take. */
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { asked, focused, focusOn, lastScope, screenshots, violations, withReview } from "./stage";
import type { Theme } from "./themes";

const table = { width: 1500, height: 800, query: "rows=2000&columns=11&checked" };

test("the first button says how many of how many it takes, how sure, and what it leaves out; the slider changes that", async () => {
  await withReview(table, async (page) => {
    const text = async (id: string): Promise<string> => ((await page.getByTestId(id).textContent()) ?? "").trim();
    assert.equal(await text("accept-above"), "Accept 200 of 2,000");
    assert.equal(await text("expected"), "Expected right or close: 91%. Leaves out text 7, category 1.");
    assert.match((await page.getByTestId("accept-above").getAttribute("title")) ?? "", /90% of the tested known cells.* Leaves out text 7, category 1\.$/);
    assert.equal(await page.getByTestId("certainty").getAttribute("aria-valuetext"), "90%, 200 of 2,000 suggestions");
    await page.getByTestId("certainty").fill("80");
    assert.equal(await text("accept-above"), "Accept 400 of 2,000");
    assert.equal(await text("expected"), "Expected right or close: 81%");
    await page.getByTestId("certainty").fill("97");
    assert.match(await text("expected"), /Leaves out text 7, category 1, date 2 and 3 more columns\.$/);
    await page.getByTestId("accept-above").click();
    await page.waitForFunction(() => (window as unknown as { syntheticHost: { scopes: unknown[] } }).syntheticHost.scopes.length === 1);
    assert.deepEqual(await lastScope(page), { method: "accept", scope: { kind: "sure", wish: 97 } });
    assert.equal(await asked(page, "accept"), 1, "one step to undo");
  });
});

test("accepting by certainty is still there", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("accept-by").selectOption("certainty");
    await page.getByTestId("accept-above").getByText(/^Accept \d+ Cells$/).waitFor();
    await page.getByTestId("accept-above").click();
    await page.waitForFunction(() => (window as unknown as { syntheticHost: { scopes: unknown[] } }).syntheticHost.scopes.length === 1);
    assert.deepEqual((await lastScope(page))?.scope, { kind: "above", percent: 80 });
  });
});

test("Accept All says first what it would take, by keyboard, and takes what is chosen", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("accept-all").focus();
    await page.keyboard.press("Enter");
    await focusOn(page, "menu-accept-sure");
    const entries = await page.locator("[role=menu] .menulabel").allTextContents();
    assert.deepEqual(entries, ["Accept 200 of 2,000: 91% expected right", "Accept All 2,000: 50% expected right (doubtful: text 7, category 1)"]);
    assert.ok(await page.locator("[role=menu] .menulabel").evaluateAll((labels) => labels.every((label) => label.scrollWidth <= label.clientWidth)), "nothing is cut off");
    assert.deepEqual(await violations(page), []);
    assert.equal(await asked(page, "accept"), 0, "nothing is accepted before");
    await page.keyboard.press("Escape");
    assert.equal(await focused(page), "accept-all");
    await page.keyboard.press("Enter");
    await focusOn(page, "menu-accept-sure");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => (window as unknown as { syntheticHost: { scopes: unknown[] } }).syntheticHost.scopes.length === 1);
    assert.deepEqual((await lastScope(page))?.scope, { kind: "all" });
  });
});

test("in a narrow window it is told from the menu of more actions", async () => {
  await withReview({ ...table, width: 700 }, async (page) => {
    await page.getByTestId("more").click();
    await page.getByTestId("menu-accept-all").click();
    await page.getByTestId("menu-accept-sure").click();
    await page.waitForFunction(() => (window as unknown as { syntheticHost: { scopes: unknown[] } }).syntheticHost.scopes.length === 1);
    assert.deepEqual((await lastScope(page))?.scope, { kind: "sure", wish: 90 });
    await page.getByTestId("more").click();
    await page.getByTestId("menu-by-certainty").click();
    await page.getByTestId("accept-above").getByText(/^Accept \d+ Cells?$|^Accept$/).waitFor();
  });
});

for (const theme of ["light", "dark", "contrast"] as const satisfies readonly Theme[]) {
  test(`after a check the toolbar is one row, and accessible (${theme})`, async () => {
    await withReview({ ...table, theme }, async (page) => {
      await page.getByTestId("accept-by").waitFor();
      assert.ok(((await page.getByTestId("toolbar").boundingBox())?.height ?? 99) < 45);
      assert.deepEqual(await violations(page), []);
      await page.getByTestId("accept-all").click();
      await page.getByTestId("menu").waitFor();
      await page.screenshot({ path: path.join(screenshots, `sure-${theme}.png`) });
    });
  });
}
