import { setTimeout as delay } from "node:timers/promises";
import type { FrameLocator, Locator, Page } from "playwright-core";
import type { CellState } from "../../../src/shared/cellState";

/** How long the model may take over a test's table on a busy machine, in milliseconds. */
const modelPatience = 120_000;

/** The review table in front: its page lies two frames deep in the window. */
export class Review {
  private readonly frame: FrameLocator;

  constructor(private readonly page: Page) {
    this.frame = page.frameLocator("iframe.webview.ready:visible").frameLocator("iframe#active-frame");
  }

  get grid(): Locator {
    return this.frame.getByTestId("grid");
  }

  byTestId(id: string): Locator {
    return this.frame.getByTestId(id);
  }

  /** Any control that cannot be used now. */
  disabled(): Locator {
    return this.frame.locator('[aria-disabled="true"]');
  }

  /** A cell in view by the row and column of the grid, both 0-based, headers left out. */
  cell(row: number, column: number): Locator {
    return this.frame.getByTestId(`cell-${row}-${column}`);
  }

  cellIn(row: number, column: number, state: CellState): Locator {
    return this.frame.locator(`[data-testid="cell-${row}-${column}"][data-state="${state}"]`);
  }

  /** The header of a column that is pinned at the left. */
  pinned(column: number): Locator {
    return this.frame.locator(`.pins [data-testid="header-${column}"]`);
  }

  /** The cell under the cursor, once it is in a state. */
  cursorOn(state: CellState): Locator {
    return this.frame.locator(`[role="gridcell"][tabindex="0"][data-state="${state}"]`);
  }

  /** The value a cell shows, without its certainty. */
  async valueOf(row: number, column: number): Promise<string> {
    return (await this.cell(row, column).locator(".value").textContent()) ?? "";
  }

  /** How the value of a cell is drawn: "italic" for a suggestion. */
  async fontStyle(row: number, column: number): Promise<string> {
    const value = this.cell(row, column).locator(".value");
    return value.evaluate((element) => getComputedStyle(element).fontStyle);
  }

  /** Waits until the model has ended its run with suggestions. */
  async suggestions(patience = modelPatience): Promise<void> {
    await this.byTestId("summary-suggested").waitFor({ timeout: patience });
    await this.byTestId("run").waitFor({ state: "detached", timeout: patience });
  }

  /** Waits until the model is at work. */
  async running(): Promise<void> {
    await this.byTestId("run").waitFor();
  }

  /** Waits until the model is in the middle of its run: some missing cells are done. */
  async progress(): Promise<void> {
    await this.byTestId("run")
      .filter({ hasText: /[1-9][\d,.]* of [\d,.]+ holes/ })
      .waitFor();
  }

  /** The exact number of cells in a state, from the summary line. */
  async count(state: "accepted" | "edited" | "rejected" | "suggested" | "missing" | "left"): Promise<number> {
    // At once: the part may vanish between a look and a second one.
    const [text = ""] = await this.byTestId(`summary-${state}`).allTextContents();
    const digits = /[\d.,\u00a0\u202f]*\d/.exec(text)?.[0] ?? "0";
    return Number(digits.replaceAll(/\D/g, ""));
  }

  /** Waits until as many cells are in a state. */
  async untilCount(state: Parameters<Review["count"]>[0], wanted: number, ms = 30_000): Promise<void> {
    let found = await this.count(state);
    for (const end = Date.now() + ms; found !== wanted; found = await this.count(state)) {
      if (Date.now() > end) throw new Error(`${found} cells are ${state}, not ${wanted}.`);
      await delay(100);
    }
  }

  /** Waits until the rows in view are at least that far down. */
  async untilInView(row: number): Promise<void> {
    let last = -1;
    for (const end = Date.now() + 30_000; last < row; ) {
      if (Date.now() > end) throw new Error(`Row ${last} is the last in view, not ${row}.`);
      await delay(50);
      const rows = await this.frame
        .locator('[role="gridcell"][data-row]')
        .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute("data-row"))));
      last = Math.max(...rows);
    }
  }

  /** Moves the certainty slider. */
  async setCertainty(percent: number): Promise<void> {
    await this.byTestId("certainty").fill(String(percent));
  }

  /** Clicks one control and measures how long another stays on the page after it, in milliseconds. */
  async timeToVanish(click: string, vanishes: string): Promise<number> {
    const watch = await this.byTestId(click).evaluateHandle((button, id) => {
      const seen = { clicked: 0, took: -1 };
      button.addEventListener("click", () => {
        seen.clicked = performance.now();
      });
      const observer = new MutationObserver(() => {
        if (seen.clicked === 0 || document.querySelector(`[data-testid="${id}"]`)) return;
        seen.took = performance.now() - seen.clicked;
        observer.disconnect();
      });
      observer.observe(document.body, { childList: true, subtree: true });
      return seen;
    }, vanishes);
    await this.byTestId(click).click();
    await this.byTestId(vanishes).waitFor({ state: "detached" });
    return Math.round(await watch.evaluate((seen) => seen.took));
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }
}
