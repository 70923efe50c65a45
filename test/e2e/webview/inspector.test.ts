/** The inspector: what the model holds possible, what else, and why. */
import assert from "node:assert/strict";
import test from "node:test";
import { englishStrings, type StringKey } from "../../../src/shared/strings";
import { asked, focusOn, untilState, violations, withReview } from "./stage";

const table = { width: 2300, height: 1000, query: "rows=1000&columns=12" };

test("a number has its density over the column's values, with interval and value", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("cell-10-0").click();
    const plot = page.getByTestId("density");
    await plot.waitFor();
    assert.equal(await plot.locator("rect.behind").count(), 12, "the observed values lie behind");
    const curve = (await plot.locator("path.curve").getAttribute("d")) ?? "";
    assert.equal(curve.split("L").length - 1, 49, "a point per step, and the end");
    const band = await plot.locator("rect.band").boundingBox();
    const all = await plot.locator("svg").boundingBox();
    assert.ok(band && all && Math.abs(band.width / all.width - 0.54) < 0.01, "the band is as wide as the interval");
    const said = await plot.locator("svg").getAttribute("aria-label");
    assert.match(said ?? "", /90% interval 101\.00 to 640\.25/);
    await page.getByTestId("cell-1-0").click();
    await plot.waitFor({ state: "detached" });
  });
});

test("a number says what counts as right; its alternatives are ranges of the same width, and a click writes the middle of one", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("cell-10-0").click();
    const choices = page.getByTestId("alternatives").locator("button");
    await choices.first().waitFor();
    assert.match((await page.getByTestId("inspector-certainty").textContent()) ?? "", /^\d+% within ± 12$/);
    const own = (await page.getByTestId("inspector-value").textContent()) ?? "";
    assert.equal(await choices.first().locator(".listed").textContent(), `${own} ± 12`, "the suggestion comes first");
    assert.equal(`${await choices.first().locator(".probability").textContent()} within ± 12`, await page.getByTestId("inspector-certainty").textContent(), "on the same scale");
    const second = (await choices.nth(1).locator(".listed").textContent()) ?? "";
    assert.match((await choices.nth(1).getAttribute("title")) ?? "", /^Use [\d.]+: \d+% within ± 12$/);
    await choices.nth(1).click();
    await untilState(page, 10, 0, 5);
    assert.equal(`${await page.getByTestId("cell-10-0").locator(".value").textContent()} ± 12`, second);
  });
});

test("the rows above and below are shown in file order; a click goes to one", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("cell-10-0").click();
    const around = page.getByTestId("around").locator("li");
    await around.nth(4).waitFor();
    assert.deepEqual(await around.locator(".aroundrow").allTextContents(), ["9", "10", "11", "12", "13"]);
    assert.equal(await page.locator(".around [aria-current] .value").textContent(), await page.getByTestId("cell-10-0").locator(".value").textContent());
    assert.equal(await around.nth(3).locator(".value").textContent(), await page.getByTestId("cell-11-0").locator(".value").textContent());
    assert.deepEqual(await violations(page), []);
    await around.nth(3).locator("button").click();
    await focusOn(page, "cell-11-0");
    await page.keyboard.press("Control+Home");
    await page.locator('.around [aria-current] .aroundrow').getByText(/^1$/).waitFor();
    assert.deepEqual(await around.locator(".aroundrow").allTextContents(), ["1", "2", "3"], "nothing is above the first");
  });
});

test("a category has bars for what it could be, and how often the column has it; a click writes another", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("cell-7-1").click();
    const choices = page.getByTestId("alternatives").locator("button");
    await choices.first().waitFor();
    assert.equal(await choices.count(), 5);
    const own = (await page.getByTestId("inspector-value").textContent()) ?? "";
    assert.equal(await page.locator(".choice.own .listed").textContent(), own, "the suggested one is among them");
    const [bar, row] = [await page.locator(".choice.own .likely").boundingBox(), await choices.first().boundingBox()];
    const percent = Number.parseInt((await page.locator(".choice.own .probability").textContent()) ?? "", 10);
    assert.ok(bar && row && Math.abs((bar.width / row.width) * 100 - percent) < 1.5, "a bar is as long as its probability");
    assert.equal(await page.locator(".choice .observedshare").count(), 5);
    const other = (await choices.nth(1).locator(".listed").textContent()) ?? "";
    await choices.nth(1).click();
    await untilState(page, 7, 1, 5);
    assert.equal(await page.getByTestId("cell-7-1").locator(".value").textContent(), other);
  });
});

test("the rows the model attended to stand beside the cell's own, and lead to their place", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("cell-10-0").click();
    await page.getByTestId("why").click();
    const part = page.getByTestId("why-part");
    await part.locator("table").waitFor();
    assert.equal(await part.locator("tr.own td").last().textContent(), "12.60");
    assert.equal(await part.locator("th .mattered").count(), 2, "columns that mattered are marked");
    assert.equal(await part.locator("td.same").count(), 1, "equal values are marked");
    await part.locator("tr.clickable td").last().click();
    await focusOn(page, "cell-99-0");
    assert.equal(await asked(page, "locate"), 1);
    await page.getByTestId("cell-100-0").click();
    await page.getByTestId("why").click();
    await page.getByTestId("why-row-12").focus();
    await page.keyboard.press("Enter");
    await focusOn(page, "cell-12-0");
  });
});

test("the rows above and below that count are named, also those of the same key, and lead to their place", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("cell-10-0").click();
    await page.getByTestId("why").click();
    const near = page.getByTestId("why-neighbours");
    await near.first().waitFor();
    assert.deepEqual(
      (await near.allTextContents()).map((text) => text.replace(/\s+/g, " ")),
      ["Nearest known cells used 31%Above, row 12: Oslo", "Nearest rows with the same text 3 31%Above, row 5: RomeBelow, row 45: Oslo"],
    );
    await page.getByRole("button", { name: "Below, row 45:" }).click();
    await focusOn(page, "cell-44-0");
  });
});

test("a cell with nothing to decide says how many wait, how to decide, and leads on", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("cell-1-0").click();
    const guide = page.getByTestId("guide");
    await guide.getByText("1,100 suggestions to review").waitFor();
    assert.deepEqual(await guide.locator("kbd").allTextContents(), ["Enter", "Delete", "F2", "F8"]);
    await page.getByTestId("guide-next").click();
    await focusOn(page, "cell-2-6");
    await guide.waitFor({ state: "detached" });
  });
});

test("an accepted cell can be given another value, an observed one cannot", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("cell-0-0").click();
    await page.keyboard.press("Enter");
    await untilState(page, 0, 0, 3);
    await page.getByTestId("cell-0-0").click();
    await page.keyboard.type("13");
    await focusOn(page, "own-value");
    await page.keyboard.press("Enter");
    await untilState(page, 0, 0, 5);
    assert.equal(await page.getByTestId("cell-0-0").locator(".value").textContent(), "13");
    await page.getByTestId("cell-1-0").click();
    const before = await page.getByTestId("cell-1-0").locator(".value").textContent();
    await page.keyboard.type("7");
    await page.getByTestId("live").getByText("Observed values cannot be changed").waitFor();
    await focusOn(page, "cell-1-0");
    assert.equal(await page.getByTestId("cell-1-0").locator(".value").textContent(), before);
    assert.equal(await asked(page, "write"), 1);
  });
});

test("nothing on the page is written past the translations", async () => {
  const keys = Object.keys(englishStrings) as StringKey[];
  const strings = Object.fromEntries(keys.map((key) => [key, `⟦${englishStrings[key]}⟧`])) as Record<StringKey, string>;
  await withReview({ ...table, query: "rows=100&columns=3&running=1", strings }, async (page) => {
    await page.getByTestId("cell-10-0").click();
    await page.getByTestId("why").click();
    await page.getByTestId("why-part").locator("table").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("cell-7-1").click({ button: "right" });
    await page.getByTestId("menu").waitFor();
    const bare = await page.evaluate(() => {
      // Values of the table, and sentences that come from the host.
      const data = ".value, .gutter, .name, .listed, .whyscroll td, .whyscroll th, title, #boot, script, .bigvalue, #cell-title, #column-title, figcaption, dd, .link, .menukey, .accuracy, .alternatives, .score";
      const part = /⟦[^⟦⟧]*⟧/;
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found: string[] = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        let text = node.textContent ?? "";
        // Translated parts may stand in one another.
        while (part.test(text)) text = text.replace(part, "");
        if (/\p{L}/u.test(text) && !node.parentElement?.closest(data)) found.push(text);
      }
      for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [aria-valuetext]")) {
        if (element.matches(".headname, .score, .certainty, figcaption span")) continue;
        for (const name of ["aria-label", "title", "placeholder", "aria-valuetext"]) {
          let text = element.getAttribute(name) ?? "";
          while (part.test(text)) text = text.replace(part, "");
          if (/\p{L}/u.test(text)) found.push(`${name}: ${text}`);
        }
      }
      return found;
    });
    assert.deepEqual(bare, []);
  });
});
