/** The review's page alone in a browser, under the product's content-security policy, with a host made of thin air. */
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { until } from "../until";
import { asked, drawn, focused, focusOn, screenshots, stateOf, violations, withReview } from "./stage";
import { type Theme, themes } from "./themes";

test("at the start only windows of rows are asked for, and only a screenful is in the page", async () => {
  await withReview({ query: "rows=100000&columns=100" }, async (page, review) => {
    await page.getByTestId("cell-0-0").waitFor();
    const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
    assert.ok(nodes < 2500, `${nodes} elements`);
    assert.equal(await page.getByTestId("grid").getAttribute("aria-rowcount"), "100001");
    assert.equal(await page.getByTestId("grid").getAttribute("aria-colcount"), "101");
    assert.ok((await asked(page, "tile")) <= 4, "only windows of rows cross the border");
    assert.deepEqual(review.problems, []);
  });
});

test("the keyboard alone: move, accept, reject, take back, next missing cell, type a value", async () => {
  await withReview({ width: 2300, query: "rows=1000&columns=12" }, async (page) => {
    await focusOn(page, "cell-0-0");
    await page.keyboard.press("Enter");
    await page.locator('[data-testid="cell-0-0"][data-state="3"]').waitFor();
    await focusOn(page, "cell-0-10");
    await page.keyboard.press("Delete");
    await page.locator('[data-testid="cell-0-10"][data-state="4"]').waitFor();
    await page.keyboard.press("Delete");
    await page.locator('[data-testid="cell-0-10"][data-state="2"]').waitFor();
    await page.keyboard.press("F8");
    await focusOn(page, "cell-2-6");
    await page.keyboard.press("Shift+F8");
    await focusOn(page, "cell-0-10");
    await page.keyboard.press("F2");
    await focusOn(page, "own-value");
    await page.keyboard.type("Voss");
    await page.keyboard.press("Enter");
    await page.locator('[data-testid="cell-0-10"][data-state="5"]').waitFor();
    await focusOn(page, "cell-0-10");
    await page.keyboard.press("Control+End");
    await focusOn(page, "cell-999-11");
    await page.keyboard.press("Control+Home");
    await focusOn(page, "cell-0-0");
    await page.keyboard.press("PageDown");
    await page.keyboard.press("End");
    assert.match((await focused(page)) ?? "", /^cell-\d+-11$/);
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("ArrowUp");
    await focusOn(page, "header-0");
  });
});

test("the grid is one tab stop", async () => {
  await withReview({ width: 2300, query: "rows=1000&columns=12" }, async (page) => {
    await focusOn(page, "cell-0-0");
    assert.equal(await page.locator('[role=grid] [tabindex="0"]').count(), 1);
    await page.keyboard.press("Tab");
    assert.ok(!(await page.evaluate(() => document.activeElement?.closest("[role=grid]"))), "Tab leaves the grid");
    await page.keyboard.press("Shift+Tab");
    await focusOn(page, "cell-0-0");
  });
});

test("the focus stays with its cell when that is scrolled away", async () => {
  await withReview({ query: "rows=100000&columns=30" }, async (page) => {
    await page.getByTestId("cell-5-1").click();
    await page.locator(".scroller").evaluate((scroller) => {
      scroller.scrollTop = 500_000;
    });
    await page.getByTestId("cell-5-1").waitFor({ state: "attached" });
    await page.waitForFunction(() => [...document.querySelectorAll("[role=row]")].some((row) => Number(row.getAttribute("aria-rowindex")) > 1000));
    await drawn(page);
    assert.equal(await focused(page), "cell-5-1");
    await page.keyboard.press("ArrowDown");
    await focusOn(page, "cell-6-1");
    assert.ok(await page.getByTestId("cell-6-1").isVisible());
  });
});

test("ranges are chosen with Shift and decided at once", async () => {
  await withReview({ width: 2300, query: "rows=1000&columns=12" }, async (page) => {
    await page.getByTestId("cell-0-0").click();
    for (let i = 0; i < 10; i++) await page.keyboard.press("Shift+ArrowDown");
    const selected = page.locator('[role=gridcell][aria-selected="true"]');
    await until("eleven selected cells", () => selected.count(), (count) => count === 11);
    await page.keyboard.press("Enter");
    await page.locator('[data-testid="cell-10-0"][data-state="3"]').waitFor();
    assert.equal(await stateOf(page, "cell-0-0"), "3");
    assert.match((await page.getByTestId("live").textContent()) ?? "", /2 suggestions accepted/);
  });
});

test("undo and redo go to the host, from the keyboard and the toolbar; in a field they are the field's own", async () => {
  await withReview({ width: 2300, query: "rows=1000&columns=12" }, async (page) => {
    await page.getByTestId("cell-0-0").click();
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+Shift+z");
    await page.keyboard.press("Control+y");
    await page.getByTestId("undo").click();
    const counts = async (): Promise<number[]> => [await asked(page, "undo"), await asked(page, "redo")];
    await until("two undos and two redos", counts, ([undos, redos]) => undos === 2 && redos === 2);
    await page.getByTestId("own-value").fill("abc");
    await page.keyboard.press("Control+z");
    await until("the field has undone its own change", () => page.getByTestId("own-value").inputValue(), (value) => value === "");
    assert.equal(await asked(page, "undo"), 2);
  });
});

test("cells' text is shown as text, whatever it looks like", async () => {
  await withReview({ width: 2300, query: "rows=1000&columns=12" }, async (page) => {
    const text = await page.getByTestId("cell-0-7").locator(".value").textContent();
    assert.match(text ?? "", /<b>&amp; "co"/);
    assert.equal(await page.locator("[role=gridcell] b").count(), 0);
  });
});

test("numbers end at one edge, suggested and observed ones alike; other texts begin at one", async () => {
  await withReview({ width: 2300, query: "rows=1000&columns=12" }, async (page) => {
    await page.locator('[data-testid="cell-1-0"].numeric').waitFor();
    const edges = (ids: readonly string[], right: boolean): Promise<number[]> =>
      page.evaluate(
        ([cells, end]) =>
          cells.map((id) => {
            const range = document.createRange();
            range.selectNodeContents(document.querySelector(`[data-testid="${id}"] .value`)!);
            const box = range.getBoundingClientRect();
            return Math.round(end ? box.right : box.left);
          }),
        [ids, right] as const,
      );
    assert.equal(new Set(await edges(["cell-1-0", "cell-4-0", "cell-10-0"], true)).size, 1);
    assert.equal(new Set(await edges(["cell-1-1", "cell-7-1"], false)).size, 1);
  });
});

test("a suggestion is read as state, value and certainty; observed cells are said to be read-only", async () => {
  await withReview({ width: 2300, query: "rows=1000&columns=12" }, async (page) => {
    const cell = page.getByTestId("cell-10-0");
    await cell.and(page.getByRole("gridcell", { name: /^suggested [\d.]+ ?, \d+% within ± 12$/ })).waitFor();
    assert.match((await cell.locator(".certainty").getAttribute("title")) ?? "", /^\d+% within ± 12$/);
    await page.getByTestId("cell-7-1").and(page.getByRole("gridcell", { name: /^suggested \D+, \d+%$/ })).waitFor();
    assert.equal(await cell.getAttribute("aria-readonly"), null);
    assert.equal(await page.getByTestId("cell-1-0").getAttribute("aria-readonly"), "true");
  });
});

test("what was done is said whole in a narrow window, and moves nothing", async () => {
  await withReview({ width: 400, query: "rows=1000&columns=12" }, async (page) => {
    await page.getByTestId("cell-0-0").waitFor();
    const top = async (): Promise<number> => (await page.getByTestId("grid").boundingBox())?.y ?? Number.NaN;
    const before = await top();
    await page.keyboard.press("Enter");
    await page.getByTestId("live").getByText("1 suggestion accepted").waitFor();
    const live = page.getByTestId("live");
    assert.ok(await live.evaluate((element) => element.scrollWidth <= element.clientWidth && element.clientWidth > 150));
    assert.equal(await top(), before);
  });
});

test("the slider says live how many cells it would take", async () => {
  await withReview({ width: 2300, query: "rows=1000&columns=12" }, async (page) => {
    const label = async (): Promise<number> =>
      Number(((await page.getByTestId("accept-above").textContent()) ?? "").replaceAll(/\D/g, ""));
    await page.getByTestId("certainty").fill("50");
    const half = await label();
    await page.getByTestId("certainty").fill("90");
    const few = await label();
    assert.ok(half > few && few > 0, `${half} > ${few}`);
  });
});

test("a failure of the host is told, and can be put away", async () => {
  await withReview({ width: 2300, query: "rows=1000&columns=12&running=1" }, async (page) => {
    await page.getByTestId("cancel").click();
    await page.getByTestId("failure").waitFor();
    assert.match((await page.getByTestId("failure").textContent()) ?? "", /nothing to cancel/);
    await page.getByTestId("dismiss").click();
    await page.getByTestId("failure").waitFor({ state: "detached" });
  });
});

test("a million rows: every part is reached, by thumb, wheel and keys", async () => {
  await withReview({ query: "rows=1000000&columns=100" }, async (page) => {
    await page.getByTestId("cell-0-0").click();
    await page.keyboard.press("Control+End");
    await focusOn(page, "cell-999999-99");
    assert.ok(await page.getByTestId("cell-999999-99").isVisible());
    await page.keyboard.press("PageUp");
    assert.match((await focused(page)) ?? "", /^cell-9999\d\d-99$/);
    const scroller = page.locator(".scroller");
    await scroller.evaluate((element) => {
      element.scrollTop = element.scrollHeight / 2;
    });
    await page.waitForFunction(() => {
      const row = Number(document.querySelector("[role=row][aria-rowindex]:nth-child(5)")?.getAttribute("aria-rowindex"));
      return row > 490_000 && row < 510_000;
    });
    await scroller.evaluate((element) => {
      element.scrollTop = 0;
    });
    await page.waitForFunction(() => document.querySelector('[data-testid="cell-0-99"]') !== null);
  });
});

test("a jump anywhere shows the rows of that place, and the page grows no larger", async () => {
  for (const rows of [100_000, 1_000_000]) {
    await withReview({ query: `rows=${rows}&columns=100` }, async (page) => {
      await page.getByTestId("cell-0-0").waitFor();
      for (const share of [0.5, 0.01, 0.99, 0.37]) {
        await page.locator(".scroller").evaluate((scroller, to) => {
          scroller.scrollTop = to * (scroller.scrollHeight - scroller.clientHeight);
          scroller.scrollLeft = to * (scroller.scrollWidth - scroller.clientWidth);
        }, share);
        await page.waitForFunction(
          ([count, to]) => {
            const cell = document.querySelector<HTMLElement>(".row:nth-child(9) > .cells > .cell:has(.value:not(:empty))");
            return cell !== null && Math.abs(Number(cell.dataset.row) - to * count) < 100 && Math.abs(Number(cell.dataset.column) - to * 92) < 12;
          },
          [rows, share] as const,
        );
      }
      const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
      assert.ok(nodes < 2500, `${nodes} elements`);
    });
  }
});

for (const theme of Object.keys(themes) as Theme[]) {
  test(`no accessibility violations, and a picture: ${theme}`, async () => {
    await withReview({ theme, width: 2000, height: 900, query: "rows=2000&columns=11&notices=1&running=1" }, async (page) => {
      await page.getByTestId("cell-0-0").click();
      await page.keyboard.press("Enter");
      await focusOn(page, "cell-0-10");
      await page.keyboard.press("Delete");
      await page.getByTestId("cell-10-0").click();
      await page.getByTestId("why").click();
      await page.getByTestId("why-part").waitFor();
      assert.deepEqual(await violations(page), []);
      await page.screenshot({ path: path.join(screenshots, `webview-${theme}.png`) });
    });
  });
}

test("at 200 % in a narrow window nothing is cut off", async () => {
  await withReview({ width: 640, height: 512, scale: 2, query: "rows=2000&columns=20" }, async (page) => {
    await page.getByTestId("cell-0-0").waitFor();
    const outside = await page.evaluate(() =>
      [...document.querySelectorAll("button, select, input")]
        .map((control) => control.getBoundingClientRect())
        .filter((box) => box.width > 0 && (box.right > window.innerWidth + 1 || box.left < -1)).length,
    );
    assert.equal(outside, 0, "controls outside the window");
    const grid = await page.getByTestId("grid").boundingBox();
    assert.ok((grid?.height ?? 0) > 120, `the grid is ${grid?.height} px high`);
    await page.screenshot({ path: path.join(screenshots, "webview-zoom.png") });
  });
});

test("forced colours keep states apart by line and sign", async () => {
  await withReview({ forcedColors: true, width: 2000, query: "rows=2000&columns=11" }, async (page) => {
    await page.getByTestId("cell-0-0").click();
    await page.keyboard.press("Enter");
    await page.locator('[data-testid="cell-0-0"][data-state="3"] .icon-accept').waitFor();
    const line = await page
      .locator('.cell.suggested .value')
      .first()
      .evaluate((value) => getComputedStyle(value).textDecorationStyle);
    assert.equal(line, "dashed");
    await page.screenshot({ path: path.join(screenshots, "webview-forced-colors.png") });
  });
});

test("nothing moves for those who asked for less motion", async () => {
  for (const motion of [true, false]) {
    await withReview({ motion, query: "rows=1000&columns=5" }, async (page) => {
      const moving = await page.evaluate(() =>
        [...document.querySelectorAll("*")].some((element) => {
          const { transitionDuration, animationName } = getComputedStyle(element);
          return animationName !== "none" || transitionDuration.split(", ").some((one) => one !== "0s");
        }),
      );
      assert.equal(moving, motion);
    });
  }
});
