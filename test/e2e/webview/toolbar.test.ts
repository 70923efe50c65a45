/** The toolbar: one row in every window, nothing lost, and what the slider lets expect. */
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import type { Page } from "playwright-core";
import { englishStrings } from "../../../src/shared/strings";
import { asked, focused, focusOn, lastScope, screenshots, untilState, violations, withReview } from "./stage";

const query = "rows=2000&columns=11&checked=1";

/** Controls of the toolbar that are on the page. */
function controls(page: Page): Promise<{ readonly id: string; readonly left: number; readonly right: number; readonly middle: number; readonly height: number }[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll(".toolbar :is(button, select, input)")].map((control) => {
      const { left, right, top, height } = control.getBoundingClientRect();
      return { id: control.getAttribute("data-testid") ?? "", left, right, middle: top + height / 2, height };
    }),
  );
}

/** Everything the toolbar can do, by the id of its button or of its entry in the menu. */
const everything = ["filter", "previous", "next", "certainty", "accept-above", "accept-all", "reject-all", "undo", "redo", "show-columns", "save-copy", "check", "inspector-toggle"];

for (const width of [400, 460, 520, 640, 760, 900, 1040, 1400]) {
  test(`${width} px: one row, nothing cut off, nothing missing`, async () => {
    await withReview({ width, query: `${query}&notices=1` }, async (page) => {
      await page.getByTestId("header-1").click();
      await page.keyboard.press("h");
      await page.getByTestId("header-1").waitFor({ state: "detached" });
      await page.screenshot({ path: path.join(screenshots, `webview-toolbar-${width}.png`) });
      const shown = await controls(page);
      for (const { id, left, right, middle } of shown) {
        assert.ok(left >= 0 && right <= width, `${id} lies within the window: ${left} to ${right}`);
        assert.ok(Math.abs(middle - (shown[0]?.middle ?? 0)) < 2, `${id} lies in the one row`);
      }
      for (const [i, { id, left }] of shown.entries()) assert.ok(i === 0 || left >= (shown[i - 1]?.right ?? 0) - 0.5, `${id} covers nothing`);
      const bar = await page.getByTestId("toolbar").boundingBox();
      assert.ok((bar?.height ?? 99) <= 40, `the toolbar is ${bar?.height} px high`);
      await page.getByTestId("more").click();
      const entries = await page.locator("[data-testid=menu] [role=menuitem]").evaluateAll((found) => found.map((one) => one.getAttribute("data-testid")?.slice(5) ?? ""));
      const there = [...shown.map(({ id }) => id), ...entries];
      for (const id of everything) assert.equal(there.filter((one) => one === id).length, 1, `${id} is there once`);
      assert.deepEqual(await violations(page), []);
    });
  });
}

test("a wide window has no need of the menu, a narrow one keeps what is used most", async () => {
  const ids = async (width: number): Promise<string[]> => {
    let found: string[] = [];
    await withReview({ width, query }, async (page) => {
      found = (await controls(page)).map(({ id }) => id);
    });
    return found;
  };
  const wide = await ids(1100);
  for (const id of ["accept-all", "check", "undo", "next"]) assert.ok(wide.includes(id), id);
  const narrow = await ids(400);
  for (const id of ["filter", "certainty", "accept-above", "more", "inspector-toggle"]) assert.ok(narrow.includes(id), id);
  assert.ok(!narrow.includes("check"));
});

test("the menu of more actions works by keyboard, and gives the focus back", async () => {
  await withReview({ width: 420, query }, async (page) => {
    await page.getByTestId("more").focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("menu").waitFor();
    assert.equal(await page.getByTestId("more").getAttribute("aria-expanded"), "true");
    await page.keyboard.press("Escape");
    await focusOn(page, "more");
    await page.keyboard.press("Enter");
    await page.getByTestId("menu-reject-all").click();
    await untilState(page, 0, 0, 4);
    assert.deepEqual(await lastScope(page), { method: "reject", scope: { kind: "all" } });
    await page.getByTestId("more").click();
    await page.getByTestId("menu-suggest-again").click();
    await page.waitForFunction(() => (window as unknown as { syntheticHost: { asked: string[] } }).syntheticHost.asked.includes("runAgain"));
    await page.getByTestId("more").click();
    await page.getByTestId("menu").waitFor();
    await page.getByTestId("more").click();
    await page.getByTestId("menu").waitFor({ state: "detached" });
    assert.equal(await asked(page, "runAgain"), 1);
  });
});

test("a button that goes into the menu hands the focus on, and comes back with the room", async () => {
  await withReview({ width: 1200, query }, async (page) => {
    await page.getByTestId("check").focus();
    await page.setViewportSize({ width: 500, height: 800 });
    await page.getByTestId("check").waitFor({ state: "detached" });
    await focusOn(page, "more");
    await page.setViewportSize({ width: 1200, height: 800 });
    await page.getByTestId("check").waitFor();
    assert.equal(await focused(page), "more");
  });
});

test("words of another language take the room they need", async () => {
  const strings = { ...englishStrings, acceptAll: "Alle Vorschläge der ganzen Tabelle annehmen", check: "Genauigkeit auf dieser Tabelle überprüfen" };
  await withReview({ width: 1100, query, strings }, async (page) => {
    const shown = await controls(page);
    assert.ok(shown.every(({ right }) => right <= 1100));
    assert.ok(!shown.some(({ id }) => id === "check"), "what was there in English has gone into the menu");
  });
});

test("larger letters take the room they need, as soon as they come", async () => {
  await withReview({ width: 1100, query }, async (page) => {
    await page.getByTestId("check").waitFor();
    await page.evaluate(() => document.documentElement.style.setProperty("--vscode-font-size", "20px"));
    await page.getByTestId("check").waitFor({ state: "detached" });
    const shown = await controls(page);
    assert.ok(shown.every(({ right }) => right <= 1100));
    await page.evaluate(() => document.documentElement.style.removeProperty("--vscode-font-size"));
    await page.getByTestId("check").waitFor();
  });
});

test("the slider says live what the accuracy check lets expect, in one figure", async () => {
  await withReview({ width: 1400, query }, async (page) => {
    const text = async (id: string): Promise<string> => (await page.getByTestId(id).textContent()) ?? "";
    await page.getByTestId("accept-by").selectOption("certainty");
    await page.getByTestId("certainty").fill("50");
    assert.equal(await text("expected"), "Expected right or close: 75%");
    assert.match((await page.getByTestId("expected").getAttribute("title")) ?? "", /certainty of at least 50%.* within its column's tolerance/);
    await page.getByTestId("certainty").fill("90");
    assert.equal(await text("expected"), "Expected right or close: 95%");
    assert.equal(await page.getByTestId("accept-above").getAttribute("aria-describedby"), "expected");
    await page.getByTestId("certainty").fill("97");
    await page.getByTestId("expected").waitFor({ state: "detached" });
  });
  await withReview({ query: "rows=2000&columns=11" }, async (page) => {
    assert.equal(await page.getByTestId("expected").count(), 0, "nothing is promised before the check");
  });
});
