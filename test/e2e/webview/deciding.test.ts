/** Deciding: fast keys, ranges, what is shown, the whole job by keyboard alone. */
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../until";
import { asked, focused, focusOn, lastScope, stateOf, untilState, withReview } from "./stage";

const table = { width: 2300, query: "rows=1000&columns=12" };

test("a key pressed before the last one has moved the cursor is about where the cursor comes to rest", async () => {
  await withReview({ ...table, query: `${table.query}&latency=60` }, async (page) => {
    await focusOn(page, "cell-0-0");
    await untilState(page, 0, 0, 2);
    await page.keyboard.press("F8");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await page.keyboard.press("F8");
    await page.keyboard.press("Delete");
    // F8 goes to column 10, Enter accepts it and goes to row 2, Enter accepts that and goes on, F8 skips one.
    await page.locator('[data-state="4"]').waitFor();
    assert.equal(await stateOf(page, "cell-0-0"), "2");
    assert.equal(await stateOf(page, "cell-0-10"), "3");
    assert.equal(await stateOf(page, "cell-2-6"), "3");
    const rejected = await page.locator('[data-state="4"]').getAttribute("data-testid");
    assert.equal(await focused(page), rejected);
    assert.notEqual(rejected, "cell-0-0");
  });
});

test("from the header too: F8 and Enter at once accept, and sort nothing", async () => {
  await withReview({ ...table, query: `${table.query}&latency=60` }, async (page) => {
    await page.getByTestId("header-1").click();
    await page.keyboard.press("F8");
    await page.keyboard.press("Enter");
    await page.locator('[role=gridcell][data-state="3"]').waitFor();
    assert.equal(await page.locator('[role=gridcell][data-state="3"]').count(), 1);
    assert.equal(await asked(page, "arrange"), 0);
  });
});

test("F8 and Enter at once, to a missing cell whose row is not on the page yet", async () => {
  await withReview({ ...table, query: `${table.query}&latency=150` }, async (page) => {
    await page.getByTestId("cell-5-5").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.press("Shift+F8");
    await page.keyboard.press("Enter");
    await page.locator('[role=gridcell][data-state="3"]').waitFor();
    const accepted = (await page.locator('[role=gridcell][data-state="3"]').getAttribute("data-row")) ?? "";
    assert.ok(Number(accepted) > 990, accepted);
  });
});

test("typing at once after F8 goes into the missing cell that F8 leads to, not a letter is lost", async () => {
  await withReview({ ...table, query: `${table.query}&latency=60` }, async (page) => {
    await focusOn(page, "cell-0-0");
    await untilState(page, 0, 0, 2);
    await page.keyboard.press("F8");
    await page.keyboard.type("Voss", { delay: 25 });
    await focusOn(page, "own-value");
    await page.waitForFunction(() => (document.querySelector("[data-testid=own-value]") as HTMLInputElement).value === "Voss");
    await page.keyboard.press("Enter");
    await untilState(page, 0, 10, 5);
    assert.equal(await page.getByTestId("cell-0-10").locator(".value").textContent(), "Voss");
    assert.equal(await stateOf(page, "cell-0-0"), "2");
  });
});

test("Delete twice at once rejects and takes that back", async () => {
  await withReview({ ...table, query: `${table.query}&latency=60` }, async (page) => {
    await untilState(page, 0, 0, 2);
    await page.keyboard.press("Delete");
    await page.keyboard.press("Delete");
    await page.waitForFunction(() => /1 rejection undone/.test(document.querySelector("[data-testid=live]")?.textContent ?? ""));
    await untilState(page, 0, 0, 2);
  });
});

test("a drag with the mouse selects a range", async () => {
  await withReview(table, async (page) => {
    const from = await page.getByTestId("cell-2-1").boundingBox();
    const to = await page.getByTestId("cell-6-3").boundingBox();
    assert.ok(from && to);
    await page.mouse.move(from.x + 20, from.y + 8);
    await page.mouse.down();
    await page.mouse.move(to.x + 20, to.y + 8, { steps: 8 });
    await page.mouse.up();
    await page.mouse.move(to.x + 20, to.y + 60);
    assert.equal(await page.locator('[role=gridcell][aria-selected="true"]').count(), 15);
    await page.keyboard.press("Delete");
    await page.waitForFunction(() => document.querySelectorAll('[data-state="4"]').length > 0);
    assert.deepEqual((await lastScope(page))?.scope, { kind: "range", fromViewRow: 2, toViewRow: 6, columns: [1, 2, 3] });
  });
});

test("typing on a missing cell writes into it, not a letter is lost", async () => {
  await withReview(table, async (page) => {
    await focusOn(page, "cell-0-0");
    await page.getByTestId("accept-cell").waitFor();
    await page.keyboard.type("12.5");
    await focusOn(page, "own-value");
    assert.equal(await page.getByTestId("own-value").inputValue(), "12.5");
    await page.keyboard.press("Enter");
    await untilState(page, 0, 0, 5);
    assert.equal(await page.getByTestId("cell-0-0").locator(".value").textContent(), "12.5");
    await focusOn(page, "cell-0-0");
  });
});

test("with a filter, accept and reject are about what is shown", async () => {
  await withReview(table, async (page) => {
    assert.match((await page.getByTestId("reject-all").textContent()) ?? "", /Reject All/);
    await page.getByTestId("reject-all").click();
    await untilState(page, 0, 0, 4);
    assert.deepEqual(await lastScope(page), { method: "reject", scope: { kind: "all" } });
    await page.getByTestId("filter").selectOption("lowCertainty");
    await page.getByTestId("accept-all").filter({ hasText: "Accept Shown" }).waitFor();
    await page.getByTestId("accept-all").click();
    await page.waitForFunction(() => (window as unknown as { syntheticHost: { scopes: { method: string }[] } }).syntheticHost.scopes.at(-1)?.method === "accept");
    assert.deepEqual((await lastScope(page))?.scope, { kind: "filter" });
  });
});

test("a button that has nothing left to do keeps the focus", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("accept-all").focus();
    await page.keyboard.press("Space");
    await untilState(page, 0, 0, 3);
    assert.equal(await focused(page), "accept-all");
  });
});

test("the whole job by keyboard alone: look, decide, take the sure ones, filter, undo", async () => {
  await withReview(table, async (page) => {
    await focusOn(page, "cell-0-0");
    await page.keyboard.press("Enter");
    await untilState(page, 0, 0, 3);
    await page.keyboard.press("Delete");
    await untilState(page, 0, 10, 4);
    await page.keyboard.press("F8");
    await focusOn(page, "cell-2-6");
    await page.keyboard.press("F2");
    await focusOn(page, "own-value");
    await page.keyboard.type("2020-01-15");
    await page.keyboard.press("Enter");
    await untilState(page, 2, 6, 5);
    // Out of the grid to the toolbar, in it to the slider, which says how many cells it would take, and to its button.
    const reach = async (id: string, key: string): Promise<void> => {
      for (let presses = 0; presses < 30 && (await focused(page)) !== id; presses++) await page.keyboard.press(key);
      assert.equal(await focused(page), id);
    };
    await page.keyboard.press("Escape");
    await page.keyboard.press("Shift+F6");
    await reach("certainty", "ArrowRight");
    const text = async (): Promise<string> => (await page.getByTestId("certainty").getAttribute("aria-valuetext")) ?? "";
    for (let i = 0; i < 10; i++) await page.keyboard.press("ArrowUp");
    assert.match(await text(), /^90%, [\d,]+ suggestions$/);
    await reach("accept-above", "ArrowRight");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => (window as unknown as { syntheticHost: { scopes: { scope: { kind: string } }[] } }).syntheticHost.scopes.at(-1)?.scope.kind === "above");
    assert.deepEqual((await lastScope(page))?.scope, { kind: "above", percent: 90 });
    await reach("filter", "ArrowLeft");
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => (document.querySelector("[data-testid=filter]") as HTMLSelectElement).value === "missing");
    for (let presses = 0; presses < 30 && !/^cell-/.test((await focused(page)) ?? ""); presses++) await page.keyboard.press("Tab");
    assert.match((await focused(page)) ?? "", /^cell-2-6$/, "back in the grid where one was");
    await page.keyboard.press("Control+z");
    await page.waitForFunction(() => (window as unknown as { syntheticHost: { asked: string[] } }).syntheticHost.asked.includes("undo"));
  });
});

test("the focus is never lost: a button that goes with what it did leaves it to the grid", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("cell-0-0").click();
    await page.getByTestId("accept-cell").focus();
    await page.keyboard.press("Enter");
    await untilState(page, 0, 0, 3);
    await focusOn(page, "cell-0-0");
    await page.getByTestId("header-1").click();
    await page.keyboard.press("h");
    await page.getByTestId("show-columns").focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("show-columns").waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement?.closest("[role=grid]") !== null);
  });
});

test("undo and the way to the next missing cell work from buttons, too", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("accept-all").focus();
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+Shift+z");
    await page.waitForFunction(() => (window as unknown as { syntheticHost: { asked: string[] } }).syntheticHost.asked.includes("redo"));
    assert.deepEqual([await asked(page, "undo"), await asked(page, "redo")], [1, 1]);
    assert.equal(await focused(page), "accept-all");
    await page.keyboard.press("F8");
    await focusOn(page, "cell-0-10");
    await page.getByTestId("own-value").fill("a");
    await page.keyboard.press("Control+z");
    await until("the field has undone its own change", () => page.getByTestId("own-value").inputValue(), (value) => value === "");
    assert.equal(await asked(page, "undo"), 1, "in a field it is the field's own");
  });
});

test("while the user is elsewhere in VS Code the review takes no focus; back in it, one is where the cursor went", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("cell-0-0").click();
    const elsewhere = (away: boolean): Promise<void> =>
      page.evaluate((gone) => {
        document.hasFocus = () => !gone;
        if (gone) (document.activeElement as HTMLElement).blur();
        else window.dispatchEvent(new Event("focus"));
      }, away);
    await elsewhere(true);
    await page.evaluate(() => window.postMessage({ type: "event", event: "reveal", place: { viewRow: 10, column: 0 } }, "*"));
    await page.locator('[data-testid="cell-10-0"].active').waitFor();
    assert.equal(await focused(page), null, "what is typed into the palette stays there");
    await elsewhere(false);
    await focusOn(page, "cell-10-0");
  });
});

test("what was undone, and how many rows a filter leaves, is shown and read out", async () => {
  await withReview(table, async (page) => {
    const said = (sentence: string): Promise<void> => page.getByTestId("live").getByText(sentence, { exact: true }).waitFor();
    await page.getByTestId("cell-0-0").click();
    await page.getByTestId("cell-10-0").click({ modifiers: ["Shift"] });
    await page.keyboard.press("Enter");
    await said("2 suggestions accepted");
    await page.keyboard.press("Control+z");
    await said("Undone: 2 cells");
    await untilState(page, 0, 0, 2);
    await page.getByTestId("filter").selectOption("suggested");
    await said("500 rows shown");
    assert.ok(await page.getByTestId("live").isVisible());
  });
});

test("progress says what happens and how far it is, of suggesting and of checking", async () => {
  for (const [query, text] of [
    ["running=1", "Computing suggestions: 1,234 of 5,000 missing cells"],
    ["running=1&checking=1", "Hiding known cells… 1,234 of 5,000 cells"],
  ] as const) {
    await withReview({ ...table, query: `${table.query}&${query}` }, async (page) => {
      await page.getByTestId("run").getByText(text).waitFor();
      assert.deepEqual(await page.locator("progress").evaluate((bar) => [bar.getAttribute("value"), bar.getAttribute("max")]), ["1234", "5000"]);
    });
  }
});
