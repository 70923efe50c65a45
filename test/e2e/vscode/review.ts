import type { FrameLocator, Locator, Page } from "playwright-core";
import type { CellState } from "../../../src/shared/cellState";
import { count, sentence } from "../labels";
import { patience, until } from "../until";

/** How long the model may take over a test's table on a busy machine, in milliseconds. */
const modelPatience = 900_000;

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

  /** Combined with another locator: what has the focus. */
  focused(): Locator {
    return this.frame.locator(":focus");
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

  /** The value a cell shows, without its certainty, once it shows one: a cell is drawn before its value has come. */
  async valueOf(row: number, column: number): Promise<string> {
    return this.untilValue(row, column, /./);
  }

  /** Waits until a cell shows a value; returns what it shows. */
  untilValue(row: number, column: number, wanted: string | RegExp): Promise<string> {
    return until(
      `the cell in row ${row}, column ${column} shows ${wanted}`,
      async () => (await this.cell(row, column).locator(".value").allTextContents())[0] ?? "",
      (shown) => (typeof wanted === "string" ? shown === wanted : wanted.test(shown)),
    );
  }

  /** Waits until the grid has so many rows, its header left out. */
  async untilRows(rows: number): Promise<void> {
    await until(`the grid has ${rows} rows`, () => this.grid.getAttribute("aria-rowcount"), (count) => count === String(rows + 1));
  }

  /** Waits until the value of a cell is drawn in a style: "italic" for a suggestion. */
  async untilFontStyle(row: number, column: number, style: string): Promise<void> {
    const value = this.cell(row, column).locator(".value");
    const look = (): Promise<string> => value.evaluate((element) => getComputedStyle(element).fontStyle);
    await until(`row ${row}, column ${column} is ${style}`, look, (found) => found === style);
  }

  /** Waits until the model has ended its run with suggestions. */
  async suggestions(): Promise<void> {
    await this.byTestId("summary-suggested").waitFor({ timeout: modelPatience });
    await this.ended();
  }

  /** Waits until the model is at rest. */
  async ended(): Promise<void> {
    await this.byTestId("run").waitFor({ state: "detached", timeout: modelPatience });
  }

  /** Waits until the model is at work. */
  async running(): Promise<void> {
    await this.byTestId("run").waitFor();
  }

  /** Waits until the model is in the middle of its run: some missing cells are done. */
  async progress(): Promise<void> {
    const inTheMiddle = sentence("progressRunning", `(?!0 )${count}`);
    await this.byTestId("run").filter({ hasText: inTheMiddle }).waitFor({ timeout: modelPatience });
  }

  /** The exact number of cells in a state, from the summary line. */
  async count(state: "accepted" | "edited" | "rejected" | "suggested" | "missing" | "left"): Promise<number> {
    // At once: the part may vanish between a look and a second one.
    const [text = ""] = await this.byTestId(`summary-${state}`).allTextContents();
    const digits = /[\d.,\u00a0\u202f]*\d/.exec(text)?.[0] ?? "0";
    return Number(digits.replaceAll(/\D/g, ""));
  }

  /** Waits until as many cells are in a state. A table that is not there has no count, not even 0. */
  async untilCount(state: Parameters<Review["count"]>[0], wanted: number, ms = patience): Promise<void> {
    const look = async (): Promise<number | null> => ((await this.byTestId("summary").count()) > 0 ? this.count(state) : null);
    await until(`${wanted} cells are ${state}`, look, (found) => found === wanted, ms);
  }

  /** Waits until the rows in view are at least that far down. */
  async untilInView(row: number): Promise<void> {
    const rows = this.frame.locator('[role="gridcell"][data-row]');
    const last = async (): Promise<number> =>
      Math.max(...(await rows.evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute("data-row"))))));
    await until(`row ${row} is in view`, last, (seen) => seen >= row);
  }

  /** Moves the certainty slider, and waits until the page counts by it. */
  async setCertainty(percent: number): Promise<void> {
    const slider = this.byTestId("certainty");
    await slider.fill(String(percent));
    await until(`the slider says ${percent}`, () => slider.getAttribute("aria-valuetext"), (text) => text?.startsWith(`${percent}%`) ?? false);
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
    return Math.round(await until(`${vanishes} is gone`, () => watch.evaluate((seen) => seen.took), (took) => took >= 0));
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }
}
