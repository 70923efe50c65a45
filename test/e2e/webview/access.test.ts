/** Access: contrast of what is drawn, sizes of what is clicked, and ways for the keyboard. */
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import type { Page } from "playwright-core";
import { focused, focusOn, screenshots, violations, withReview } from "./stage";
import type { Theme } from "./themes";

const table = { width: 1400, height: 1000, query: "rows=1000&columns=12&checked=1" };

/** Colours of the page, as the browser computes them: of what is drawn, and of the grounds it lies on, the nearest first. */
interface Drawn {
  readonly color: string;
  readonly opacity: number;
  readonly grounds: readonly string[];
}

type Color = readonly [red: number, green: number, blue: number, alpha: number];

function colorOf(text: string): Color {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue, alpha];
}

function over([r, g, b, a]: Color, [red, green, blue]: Color): Color {
  return [r * a + red * (1 - a), g * a + green * (1 - a), b * a + blue * (1 - a), 1];
}

/** Relative luminance (WCAG 2.2). */
function light([red, green, blue]: Color): number {
  const [r = 0, g = 0, b = 0] = [red, green, blue].map((channel) => (channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of the first element of each selector that is on the page, to what it lies on. */
async function contrasts(page: Page, selectors: readonly string[]): Promise<Record<string, number>> {
  const found = await page.evaluate((wanted) => {
    const drawn: Record<string, Drawn> = {};
    for (const selector of wanted) {
      const element = document.querySelector(selector);
      if (element === null) continue;
      const style = getComputedStyle(element);
      const shape = element instanceof SVGElement;
      const grounds: string[] = [];
      // A bar in its track is seen beside the track's surroundings, too: the track is the fainter one.
      for (let at = shape ? element.closest("div, aside") : (element.parentElement?.parentElement ?? null); at; at = at.parentElement) grounds.push(getComputedStyle(at).backgroundColor);
      drawn[selector] = { color: shape ? style.fill : style.backgroundColor, opacity: Number(style.opacity) * (shape ? Number(style.fillOpacity) : 1), grounds };
    }
    return drawn;
  }, selectors);
  return Object.fromEntries(
    Object.entries(found).map(([selector, { color, opacity, grounds }]) => {
      const ground = grounds.map(colorOf).reduceRight((below, top) => over(top, below), [255, 255, 255, 1] as Color);
      const [r, g, b, a] = colorOf(color);
      const [one, other] = [light(over([r, g, b, a * opacity], ground)), light(ground)];
      return [selector, (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)];
    }),
  );
}

for (const theme of ["light", "dark", "contrast"] as Theme[]) {
  test(`what is drawn stands out from its ground by 3 : 1 at least: ${theme}`, async () => {
    await withReview({ ...table, theme }, async (page) => {
      await page.getByTestId("cell-7-1").click();
      await page.getByTestId("alternatives").waitFor();
      const measure = (selectors: readonly string[]): Promise<Record<string, number>> => contrasts(page, selectors);
      const header = [".headcell .bar", ".headcell.selected .bar", ".headcell .suggestedbar", ".headcell.selected .suggestedbar", ".headmissing .sharefill", ".headcell.selected .sharefill", ".cell .meterfill"];
      const shown = await measure([...header, ".inspector .meterfill", ".inspector .likely"]);
      assert.equal(Object.keys(shown).length, header.length + 2, "all of them are on the page");
      await page.getByTestId("tab-column").click();
      Object.assign(shown, await measure([".inspector .bar", ".inspector .suggestedbar"]));
      await page.getByTestId("tab-table").click();
      await page.getByTestId("patterns").waitFor();
      Object.assign(shown, await measure([".inspector .sharefill"]));
      for (const [selector, contrast] of Object.entries(shown)) assert.ok(contrast >= 3, `${selector}: ${contrast.toFixed(2)} : 1`);
    });
  });
}

test("a suggestion does not look like a link", async () => {
  await withReview(table, async (page) => {
    const colour = (selector: string): Promise<string> => page.locator(selector).first().evaluate((element) => getComputedStyle(element).color);
    assert.notEqual(await colour(".cell .value.suggested"), await colour(".inspector button.link"));
  });
});

test("what is clicked is at least 24 px in both directions", async () => {
  await withReview(table, async (page) => {
    await page.getByTestId("cell-0-0").click();
    await page.getByTestId("header-1").hover();
    const small = (): Promise<string[]> =>
      page.evaluate(() =>
        [...document.querySelectorAll('button, select, input:not([type="checkbox"]), .tick, [role="tab"], [role="option"]')]
          // Links in the lines of a table are read with them.
          .filter((control) => control.closest(".whyscroll") === null)
          .map((control) => ({ control, box: control.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0 && (box.width < 23.5 || box.height < 23.5))
          .map(({ control, box }) => `${control.getAttribute("data-testid") ?? control.className}: ${box.width} x ${box.height}`),
      );
    assert.deepEqual(await small(), []);
    await page.getByTestId("header-1").click();
    await page.keyboard.press("f");
    await page.getByTestId("value-0").click();
    await page.getByTestId("chips").waitFor();
    assert.deepEqual(await small(), []);
    await page.getByTestId("tab-table").click();
    await page.getByTestId("patterns").waitFor();
    await page.keyboard.press("Control+f");
    assert.deepEqual(await small(), []);
  });
});

test("the toolbar is one tab stop; arrows go through it, up and down set its slider", async () => {
  await withReview(table, async (page) => {
    await focusOn(page, "cell-0-0");
    await page.keyboard.press("Shift+Tab");
    await focusOn(page, "filter");
    assert.equal(await page.locator('.toolbar [tabindex="0"]').count(), 1);
    for (const id of ["previous", "next", "accept-by", "certainty"]) {
      await page.keyboard.press("ArrowRight");
      await focusOn(page, id);
    }
    assert.equal(await page.getByTestId("filter").inputValue(), "all", "the list of filters kept its value");
    await page.keyboard.press("ArrowUp");
    assert.equal(await page.getByTestId("certainty").inputValue(), "91");
    assert.equal(await page.locator(".toolbar output, .toolbar [aria-live]").count(), 0, "a step of the slider is said once, by the slider");
    await page.keyboard.press("ArrowRight");
    await focusOn(page, "accept-above");
    await page.keyboard.press("End");
    await focusOn(page, "inspector-toggle");
    await page.keyboard.press("ArrowRight");
    await focusOn(page, "filter");
    await page.keyboard.press("ArrowLeft");
    await focusOn(page, "inspector-toggle");
    await page.keyboard.press("Tab");
    await focusOn(page, "cell-0-0");
    await page.keyboard.press("Shift+Tab");
    await focusOn(page, "inspector-toggle");
  });
});

test("F6 goes from part to part, and on to VS Code from the last one", async () => {
  await withReview(table, async (page) => {
    await focusOn(page, "cell-0-0");
    await page.keyboard.press("F6");
    await focusOn(page, "tab-cell");
    await page.evaluate(() => {
      document.addEventListener("keydown", (event) => document.body.setAttribute("data-passed", `${event.key} ${event.defaultPrevented}`));
    });
    await page.keyboard.press("F6");
    assert.equal(await page.evaluate(() => document.body.getAttribute("data-passed")), "F6 false");
    await page.keyboard.press("Shift+F6");
    await focusOn(page, "cell-0-0");
    await page.keyboard.press("Shift+F6");
    await focusOn(page, "filter");
    await page.keyboard.press("F6");
    await focusOn(page, "cell-0-0");
    await page.keyboard.press("Control+f");
    await focusOn(page, "search-field");
    await page.keyboard.press("F6");
    assert.match((await focused(page)) ?? "", /^cell-/);
  });
});

test("forced colours keep lists, chips and stripes apart", async () => {
  await withReview({ ...table, forcedColors: true }, async (page) => {
    await page.getByTestId("tab-table").click();
    await page.getByTestId("pattern-1-4").click();
    await page.locator('[data-testid="pattern-1-4"][aria-pressed="true"]').waitFor();
    const outline = await page.getByTestId("pattern-1-4").evaluate((pattern) => getComputedStyle(pattern).outlineStyle);
    assert.equal(outline, "solid");
    const track = await page.locator(".headmissing .sharebar").first().evaluate((bar) => getComputedStyle(bar).outlineStyle);
    assert.equal(track, "solid", "a bar keeps its track");
    assert.deepEqual(await violations(page), []);
    await page.screenshot({ path: path.join(screenshots, "webview-table-forced-colors.png") });
  });
});

test("chips and search fit a window of 400 px", async () => {
  await withReview({ width: 400, height: 800, query: "rows=1000&columns=12" }, async (page) => {
    await page.getByTestId("inspector-toggle").click();
    await page.getByTestId("tab-table").click();
    await page.getByTestId("pattern-1-4").click();
    await page.getByTestId("chips").waitFor();
    await page.keyboard.press("Control+f");
    await page.getByTestId("search-field").fill("oslo");
    await page.getByTestId("search-found").getByText(/of/).waitFor();
    const outside = await page.evaluate(() => [...document.querySelectorAll("button, select, input")].filter((control) => {
      const box = control.getBoundingClientRect();
      return box.width > 0 && !control.closest(".grid") && (box.right > window.innerWidth + 1 || box.left < -1);
    }).map((control) => control.getAttribute("data-testid")));
    assert.deepEqual(outside, []);
    await page.screenshot({ path: path.join(screenshots, "webview-narrow-filter.png") });
  });
});
