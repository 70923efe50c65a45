/** The VS Code window as a user meets it: every method is something done by mouse or keyboard, or looked at. */
import { setTimeout as delay } from "node:timers/promises";
import { type Browser, type BrowserContext, errors, type Locator, type Page } from "playwright-core";
import { paletteTitle } from "../labels";
import { patience, until } from "../until";
import { Review } from "./review";
import type { Server } from "./server";

/** The middle of a menu's fade-in swallows clicks. */
const menuFadeMs = 250;

/** A key or a click that had no effect after so long was lost, and is given again. */
const lostAfterMs = 15_000;

/** A window of VS Code over one folder. */
export class Workbench {
  private readonly foreign = new Set<string>();

  private constructor(
    readonly page: Page,
    server: Server,
  ) {
    page.setDefaultTimeout(patience);
    page.on("request", (request) => {
      const { protocol, host } = new URL(request.url());
      if (/^(https?|wss?):$/.test(protocol) && !isOwnHost(host, server.port)) this.foreign.add(host);
    });
  }

  /** Opens `folder` in a fresh browser profile, made ready by `prepare`, and waits for the explorer. */
  static async open(
    browser: Browser,
    server: Server,
    folder: string,
    prepare?: (context: BrowserContext) => Promise<void>,
  ): Promise<Workbench> {
    // With motion, toasts are half faded in screenshots.
    const context = await browser.newContext({ reducedMotion: "reduce", viewport: { width: 1400, height: 860 } });
    await prepare?.(context);
    const workbench = new Workbench(await context.newPage(), server);
    await workbench.page.goto(`http://127.0.0.1:${server.port}/?folder=${encodeURIComponent(folder)}`);
    await workbench.page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
    return workbench;
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /** Ends the window and its extension host, and opens them anew; VS Code shows again what was open. */
  async restart(): Promise<void> {
    await this.page.reload();
    await this.page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
  }

  /** Hosts other than VS Code's own that the window has asked for anything. */
  foreignHosts(): string[] {
    return [...this.foreign];
  }

  // ---- Explorer

  explorerRow(name: string): Locator {
    return this.page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${name}"]`);
  }

  /** Opens a file in the text editor, by double click. */
  async openFile(name: string): Promise<void> {
    await this.again(`${name} is in front`, () => this.explorerRow(name).dblclick(), this.activeTab(name));
    await this.textEditor().locator(".view-line").first().waitFor();
  }

  /** Selects several files in the explorer; again where the first one, opening, took the selection back to itself. */
  async selectFiles(names: readonly string[]): Promise<void> {
    for (const end = Date.now() + patience; ; ) {
      for (const [index, name] of names.entries()) {
        await this.explorerRow(name).click(index === 0 ? {} : { modifiers: ["ControlOrMeta"] });
        if (index === 0) await this.tab(name).waitFor();
      }
      // The opening file takes the selection back a moment later.
      await delay(1000);
      const selected = await Promise.all(names.map((name) => this.explorerRow(name).getAttribute("aria-selected")));
      if (selected.every((value) => value === "true")) return;
      if (Date.now() > end) throw new Error(`The explorer does not keep ${names.join(" and ")} selected.`);
    }
  }

  /** Right click on `target`, then `entry`; repeats until `effect` shows, since menus lose early clicks. */
  async contextMenu(target: Locator, entry: string, effect: Locator, prepare?: () => Promise<void>): Promise<void> {
    for (const end = Date.now() + patience; ; ) {
      await prepare?.();
      // Long enough that no command runs twice because the machine is busy.
      if ((await this.clickInMenu(target, entry)) !== null && (await shows(effect, 2 * lostAfterMs))) return;
      // The menu is built when it opens: an extension that is not loaded yet stays missing from it.
      if (Date.now() > end) throw new Error(`The context menu's "${entry}" was not found or had no effect.`);
      await this.page.keyboard.press("Escape");
      await delay(300);
    }
  }

  /**
   * Right click on `target`, then `entry`, once; null where the menu has no such entry, or closes before it is clicked.
   * @returns when it was clicked, in ms since 1970
   */
  async clickInMenu(target: Locator, entry: string): Promise<number | null> {
    await target.click({ button: "right" });
    const labels = this.page.locator(".monaco-menu .action-item .action-label");
    if (!(await shows(labels, lostAfterMs))) return null;
    const item = labels.filter({ hasText: entry }).first();
    if ((await item.count()) === 0) return null;
    try {
      await item.hover({ timeout: lostAfterMs });
      await delay(menuFadeMs);
      const clicked = Date.now();
      await item.click({ timeout: lostAfterMs });
      return clicked;
    } catch (error) {
      ignoreTimeout(error);
      return null;
    }
  }

  /** The labels of the context menu of `target`. */
  async menuEntries(target: Locator): Promise<string[]> {
    const labels = this.page.locator(".monaco-menu .action-item .action-label:not(.separator)");
    await this.again("a context menu is open", () => target.click({ button: "right" }), labels);
    const texts = await labels.allInnerTexts();
    await this.page.keyboard.press("Escape");
    await labels.first().waitFor({ state: "hidden" });
    return texts.map((text) => text.trim());
  }

  /** Waits until the context menu of `target` has all these entries: what is missing when it opens never comes. */
  async untilMenuHas(target: Locator, entries: readonly string[]): Promise<void> {
    await until(
      `the menu has ${entries.join(" and ")}`,
      () => this.menuEntries(target),
      (labels) => entries.every((entry) => labels.some((label) => label.includes(entry))),
    );
  }

  // ---- Palette, tabs, messages

  /** Runs a command of the product by its id, from the palette. */
  run(command: string): Promise<void> {
    return this.command(paletteTitle(command));
  }

  /** Runs a command of the palette by its full title, such as "View: Toggle Primary Side Bar Visibility". */
  async command(title: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input[type=text]").first();
    const first = this.page.locator(".quick-input-list .monaco-list-row").first();
    for (const end = Date.now() + patience; ; await delay(500)) {
      await this.quickInput("F1", `>${title}`);
      // A webview that takes the focus back closes the palette: look again.
      if ((await shows(first, 5_000)) && (await first.allTextContents()).some((text) => text.includes(title))) break;
      if (Date.now() > end) throw new Error(`The palette has no "${title}".`);
      await this.page.keyboard.press("Escape");
    }
    await this.page.keyboard.press("Enter");
    // A command that asks something takes the palette's place with a list of its own.
    const left = async (): Promise<boolean> => (await input.isHidden()) || !(await input.inputValue({ timeout: 1_000 })).startsWith(">");
    await until(`"${title}" has left the palette`, left, (done) => done);
  }

  /** The tabs of a file: one per editor that shows it. */
  tab(name: string): Locator {
    return this.page.locator(`.tab[data-resource-name="${name}"]`);
  }

  async isDirty(name: string): Promise<boolean> {
    return (await this.dirtyTab(name).count()) > 0;
  }

  async untilDirty(name: string): Promise<void> {
    await this.dirtyTab(name).first().waitFor();
  }

  async untilClean(name: string): Promise<void> {
    await this.dirtyTab(name).first().waitFor({ state: "detached" });
  }

  private activeTab(name: string): Locator {
    return this.page.locator(`.tab.active[data-resource-name="${name}"]`);
  }

  private dirtyTab(name: string): Locator {
    return this.page.locator(`.tab.dirty[data-resource-name="${name}"]`);
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator(".notification-list-item-message", { hasText: text });
  }

  /** Presses a button of the notification that says `text`; in the list of all of them where its toast is gone. */
  async pressInNotification(text: string | RegExp, button: string): Promise<void> {
    const item = this.page.locator(".notification-list-item:visible", { hasText: text }).first();
    for (const end = Date.now() + patience; !(await shows(item, lostAfterMs)); ) {
      if (Date.now() > end) throw new Error(`No notification says ${text}.`);
      await this.command("Notifications: Show Notifications");
    }
    // A toast stays while the mouse is over it.
    await item.hover();
    await item.locator(".monaco-button", { hasText: button }).first().click();
  }

  dialog(text: string | RegExp): Locator {
    return this.page.locator(".monaco-dialog-box", { hasText: text });
  }

  /** Answers the question that VS Code asks at the top of the window. */
  async answer(text: string): Promise<void> {
    // The palette has an input of its own, which closes before the question comes.
    const input = this.page.locator('.quick-input-widget:not(:has(.quick-input-list .monaco-list-row)) input[type="text"]:visible').first();
    await input.fill(text);
    await input.press("Enter");
    await input.waitFor({ state: "hidden" });
  }

  /** Takes what the save dialog proposes, which has `proposed` in its path. */
  async acceptSaveDialog(proposed: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input[type=text]").first();
    await input.waitFor();
    await until(`the dialog proposes ${proposed}`, () => input.inputValue(), (path) => path.includes(proposed));
    // The dialog looks the folder up before it takes an answer: an Enter that comes too early does nothing.
    await delay(500);
    await this.again("the dialog is closed", () => input.press("Enter", { timeout: lostAfterMs }), input, "hidden");
  }

  statusItem(text: string | RegExp): Locator {
    return this.page.locator(".statusbar-item", { hasText: text });
  }

  // ---- Editors

  textEditor(): Locator {
    return this.page.locator(".editor-instance .monaco-editor").first();
  }

  /** The lines of the text editor that are in view, without what extensions add to them. */
  async visibleText(): Promise<string> {
    const lines = await this.textEditor()
      .locator(".view-line")
      .evaluateAll((elements) =>
        elements
          .map((line) => ({ top: line.getBoundingClientRect().top, text: line.textContent ?? "" }))
          .sort((a, b) => a.top - b.top)
          .map(({ text }) => text),
      );
    return lines.join("\n").replaceAll("\u00a0", " ");
  }

  /** Puts the text editor's cursor at a 1-based line and column. */
  async goTo(line: number, column: number): Promise<void> {
    // A click may scroll: only where the focus is elsewhere.
    if (!/\bfocused\b/.test((await this.textEditor().getAttribute("class")) ?? "")) {
      await this.textEditor()
        .locator(".view-lines")
        .click({ position: { x: 5, y: 5 } });
    }
    await this.quickInput("Control+g", `:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  /** Opens the quick input with a key and fills it; again where a late change of the focus closed it. */
  private async quickInput(key: string, text: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input[type=text]").first();
    for (const end = Date.now() + patience; ; ) {
      await this.page.keyboard.press(key);
      try {
        await input.fill(text, { timeout: 3_000 });
        return;
      } catch (error) {
        ignoreTimeout(error);
        if (Date.now() > end) throw new Error(`${key} opened no input.`);
      }
    }
  }

  /** Presses a key with the focus where it is. */
  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** Types text with the focus where it is, without what the editor would complete. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.insertText(text);
  }

  /** Brings the text editor of a file that is also under review to the front. */
  async showTextTab(name: string): Promise<void> {
    await this.tab(name).first().click();
    await this.textEditor().locator(".view-line").first().waitFor();
  }

  /** Brings the review of a file that is also open as text to the front. */
  async showReviewTab(name: string): Promise<void> {
    await this.tab(name).last().click();
    await this.review().grid.waitFor();
  }

  /** Watches the window's frames; `longest` is the longest gap between two so far, in milliseconds. */
  async watchFrames(): Promise<{ longest(): Promise<number> }> {
    const longest = await this.page.evaluateHandle(() => {
      const seen = {
        longest: 0,
        last: performance.now(),
        frame(now: number) {
          seen.longest = Math.max(seen.longest, now - seen.last);
          seen.last = now;
          requestAnimationFrame((next) => seen.frame(next));
        },
      };
      seen.frame(seen.last);
      return seen;
    });
    return { longest: async () => Math.round(await longest.evaluate((seen) => seen.longest)) };
  }

  /** Saves the active editor, which has changes or is about to, and waits until the file's tab is clean. */
  async save(name: string): Promise<void> {
    await this.untilDirty(name);
    await this.again(`${name} is saved`, () => this.press("Control+s"), this.dirtyTab(name), "hidden");
  }

  /** Does something until it has its effect, since a busy window loses a key or a click now and then. */
  async again(
    what: string,
    action: () => Promise<void>,
    effect: Locator,
    state: "visible" | "hidden" = "visible",
  ): Promise<void> {
    for (const end = Date.now() + patience; ; ) {
      try {
        await action();
      } catch (error) {
        ignoreTimeout(error);
      }
      if (await shows(effect, lostAfterMs, state)) return;
      if (Date.now() > end) throw new Error(`Not within ${patience / 1000} s: ${what}.`);
    }
  }

  /** The review table that is in front. */
  review(): Review {
    return new Review(this.page);
  }
}

/** True when `locator` gets visible, or hidden, within `ms`. */
export async function shows(locator: Locator, ms: number, state: "visible" | "hidden" = "visible"): Promise<boolean> {
  try {
    await locator.first().waitFor({ state, timeout: ms });
    return true;
  } catch (error) {
    ignoreTimeout(error);
    return false;
  }
}

function ignoreTimeout(error: unknown): void {
  if (!(error instanceof errors.TimeoutError)) throw error;
}

/** Webview resources have addresses of their own, which the webview's service worker answers without a network. */
function isOwnHost(host: string, port: number): boolean {
  return host === `127.0.0.1:${port}` || /(^|\.)vscode-(resource|webview)\.(vscode-cdn\.net|net)$/.test(host);
}
