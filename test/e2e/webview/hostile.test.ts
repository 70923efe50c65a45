/** Whatever the host sends as text stays text: nothing of it runs, loads or becomes an element. */
import assert from "node:assert/strict";
import test from "node:test";
import { hostileTexts } from "../../hostile";
import { until } from "../until";
import { asked, drawn, withReview } from "./stage";

interface Globals {
  readonly ran?: string;
  readonly poisoned: number;
}

const active = "script, iframe, object, embed, img, form, meta, link, a[href], [onerror], [onload], [onclick], [ontoggle], [onmouseover], [style*=url]";

/** Runs in the page: from here on, every text of the host's is a hostile one. The words of the protocol stay. */
const poison = `(texts) => {
  const words = new Set(["type", "event", "method", "phase", "kind", "id", "filter"]);
  window.poisoned = 0;
  function poisoned(value, key) {
    if (typeof value === "string") return words.has(key) ? value : texts[window.poisoned++ % texts.length];
    if (Array.isArray(value)) return value.map((one) => poisoned(one, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, poisoned(one, name)]));
  }
  const post = window.postMessage.bind(window);
  window.postMessage = (message, origin) => post(poisoned(message, ""), origin);
}`;

for (const theme of ["light", "contrast"] as const) {
  test(`cells, names, reasons and notices that look like code run nothing (${theme})`, async () => {
    await withReview({ theme, query: "rows=3000&columns=40&notices", width: 1600 }, async (page) => {
      const requests: string[] = [];
      page.on("request", (request) => requests.push(request.url()));
      page.on("dialog", (dialog) => requests.push(`a dialog: ${dialog.message()}`));
      await page.getByTestId("cell-0-0").waitFor();
      const elements = () => page.evaluate((selector) => [...document.querySelectorAll(selector)].map((one) => one.outerHTML.slice(0, 200)), active);
      const before = await elements();
      await page.evaluate(`(${poison})(${JSON.stringify(hostileTexts)})`);

      // New rows and columns, details and reasons of a cell, a decision and what it announces.
      const scroller = page.locator(".scroller");
      for (const [top, left] of [[4000, 0], [20_000, 1500], [60_000, 3000]] as const) {
        await scroller.evaluate((element, at) => element.scrollTo(at[1], at[0]), [top, left] as const);
        await page.waitForFunction(() => document.body.textContent?.includes("<script>window.ran"));
        await page.locator('[role=gridcell][data-state="2"]').first().click();
        const [accepted, rejected] = [await asked(page, "accept"), await asked(page, "reject")];
        await page.keyboard.press("Enter");
        await until("it is accepted", () => asked(page, "accept"), (count) => count > accepted);
        await page.keyboard.press("Delete");
        await until("the next one is rejected", () => asked(page, "reject"), (count) => count > rejected);
        await drawn(page);
      }
      const after = await page.evaluate(() => {
        const { ran, poisoned } = window as unknown as Globals;
        return { ran, poisoned };
      });
      assert.equal(after.ran, undefined, "a text ran");
      assert.ok(after.poisoned > 1000, `${after.poisoned} texts were replaced`);
      assert.deepEqual((await elements()).filter((one) => !before.includes(one)), [], "a text became an element");
      assert.deepEqual(requests, [], "a text made the page load something");
    });
  });
}
