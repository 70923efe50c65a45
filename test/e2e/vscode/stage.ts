/** One server and one browser for all of a process; a fresh folder and a fresh window for each use. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Browser } from "playwright-core";
import { launchChromium } from "../chromium";
import { quietSettings, type Server, startServer } from "./server";
import { until } from "../until";
import { Workbench } from "./workbench";

/** A window over a folder. */
export interface Stage {
  readonly workbench: Workbench;
  readonly server: Server;
  /** The folder that is open. */
  readonly folder: string;
  /** A file of the folder as it is on disk now. */
  read(name: string): Buffer;
  /** Waits until a file is there and `check` does not throw on it: names show in the explorer before the last byte. */
  untilWritten(name: string, check: (file: Buffer) => unknown): Promise<Buffer>;
  /** One more window over the same folder, in a browser profile of its own. */
  secondWindow(): Promise<Workbench>;
}

/** Files of the folder by name; strings are written as UTF-8. */
export type Files = Readonly<Record<string, string | Buffer>>;

interface Shared {
  readonly server: Server;
  readonly browser: Browser;
}

let shared: Promise<Shared> | null = null;

/** Opens a window over a fresh folder with `files` for the time of `body`. */
export async function onStage<T>(
  files: Files,
  settings: Readonly<Record<string, unknown>>,
  body: (stage: Stage) => Promise<T>,
): Promise<T> {
  shared ??= start();
  const { server, browser } = await shared;
  const folder = mkdtempSync(join(server.scratch, "tables-"));
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  // A window that is open does not follow: settings are read when it opens.
  server.settings({ ...quietSettings, ...settings });
  const windows: Workbench[] = [];
  const open = async (): Promise<Workbench> => {
    const opened = await Workbench.open(browser, server, folder);
    windows.push(opened);
    return opened;
  };
  try {
    const workbench = await open();
    const read = (file: string): Buffer => readFileSync(join(folder, file));
    const untilWritten = (file: string, check: (content: Buffer) => unknown): Promise<Buffer> => {
      const look = (): Buffer => {
        const content = read(file);
        check(content);
        return content;
      };
      return until(`${file} is written`, look, () => true);
    };
    return await body({ workbench, server, folder, read, untilWritten, secondWindow: open });
  } finally {
    for (const window of windows) await window.close();
  }
}

/** The package that `esbuild.mjs --package` made for this platform. */
export function packagedExtension(): string {
  const built = resolve("out");
  const here = `${process.platform}-${process.arch}`;
  const packages = readdirSync(built).filter((name) => name.endsWith(".vsix"));
  const name = packages.find((file) => file.includes(here)) ?? packages.find((file) => file.includes("universal"));
  if (name) return join(built, name);
  throw new Error(`out/ holds no package for ${here}: run "node test/run.mjs package" first.`);
}

async function start(): Promise<Shared> {
  const browser = await launchChromium();
  try {
    return { browser, server: await startServer({ vsix: [packagedExtension()] }) };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Ends the server and the browser, if they were started. */
export async function closeStages(): Promise<void> {
  const { browser, server } = (await shared?.catch(() => null)) ?? {};
  shared = null;
  await browser?.close();
  await server?.stop();
}
