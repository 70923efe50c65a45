import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { readVsix } from "../../e2e/package/vsix";
import { modelProcesses } from "../../e2e/vscode/processes";
import { quietSettings, type Server, startServer } from "../../e2e/vscode/server";
import { shows, Workbench } from "../../e2e/vscode/workbench";
import { type CsvFile, writeCsvFile } from "./csvFile";
import { type Memory, memoryOf } from "./memory";
import { Probe } from "./probe";
import { packTinyExtension } from "./tinyExtension";
import { firstRowAt, installWatch } from "./watch";

/** After so long at rest a window that has just opened is idle. */
const settleMs = 10_000;

/** What all windows of a benchmark have in common. */
export interface BenchPlace {
  /** A folder for the benchmark's own files. */
  readonly scratch: string;
  /** Settings of VS Code beside those that keep it quiet. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A window of a VS Code of its own over one file, with one extension and the probe beside it. */
export class BenchWindow {
  private constructor(
    readonly workbench: Workbench,
    readonly server: Server,
    readonly probe: Probe,
    /** The extension host's process. */
    readonly host: number,
    /** Where the file is on disk. */
    readonly path: string,
  ) {}

  /** Opens the window for the time of `body`; it is idle when `body` begins. */
  static async use<T>(
    browser: Browser,
    vsix: string,
    file: CsvFile,
    { scratch, settings }: BenchPlace,
    body: (window: BenchWindow) => Promise<T>,
  ): Promise<T> {
    const folder = mkdtempSync(join(scratch, "probe-"));
    const probe = new Probe(folder);
    const server = await startServer({ vsix: [vsix, packTinyExtension(probe.extension(), folder)] });
    server.settings({ ...quietSettings, ...settings });
    try {
      const path = writeCsvFile(file, mkdtempSync(join(server.scratch, "tables-")));
      const workbench = await Workbench.open(browser, server, join(path, ".."), installWatch);
      try {
        const host = await probe.pid();
        await delay(settleMs);
        return await body(new BenchWindow(workbench, server, probe, host, path));
      } finally {
        await workbench.close();
      }
    } finally {
      await server.stop();
    }
  }

  /**
   * Chooses `title` in the context menu of `name` and waits for the first row, however long that takes.
   * @returns when the entry was clicked and when the row was to be seen, in ms since 1970
   */
  async open(name: string, title: string): Promise<{ clicked: number; firstRow: number }> {
    const { workbench } = this;
    for (;;) {
      const clicked = await workbench.clickInMenu(workbench.explorerRow(name), title);
      // A click that is lost opens no tab: that try does not count.
      if (clicked === null || !(await shows(workbench.tab(name), 20_000))) {
        await workbench.press("Escape");
        continue;
      }
      for (let firstRow = 0; ; await delay(100)) {
        firstRow = await firstRowAt(workbench.page);
        if (firstRow > 0) return { clicked, firstRow };
      }
    }
  }

  hostMemory(): Memory {
    return memoryOf(this.host);
  }

  /** Of the process that the model runs in; zeros where there is none. */
  modelMemory(): Memory {
    const all = modelProcesses(this.server).map(({ pid }) => memoryOf(pid));
    return all.reduce((sum, one) => ({ resident: sum.resident + one.resident, peak: sum.peak + one.peak }), { resident: 0, peak: 0 });
  }
}

/** What a build calls the command that opens a review. */
export function reviewTitle(vsix: string): string {
  const files = readVsix(vsix);
  const read = <T>(name: string): T => JSON.parse(files.get(`extension/${name}`)?.toString("utf8") ?? "{}") as T;
  const { contributes } = read<{ contributes: { commands: readonly { command: string; title: string }[] } }>("package.json");
  const key = contributes.commands.find(({ command }) => command === "nptImpute.review")?.title.replaceAll("%", "") ?? "";
  const title = read<Record<string, string>>("package.nls.json")[key];
  if (title === undefined) throw new Error(`${vsix} has no title for its review.`);
  return title;
}
