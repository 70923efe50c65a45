import type { Browser, CDPSession, Frame, Page } from "playwright-core";
import { memoryOf } from "./memory";

/** Bytes of JavaScript on a window's heap: as it was found, and after a collection. */
export interface PageHeap {
  readonly found: number;
  readonly collected: number;
}

/**
 * The heap of a window with its webviews. code-server serves webviews from the workbench's own origin, so that all share
 * one heap: the caller subtracts what was there before the webview was.
 */
export async function pageHeap(page: Page): Promise<PageHeap> {
  const sessions = [await page.context().newCDPSession(page), ...(await ownSessions(page))];
  let found = 0;
  let collected = 0;
  for (const session of sessions) {
    found += await usedBytes(session);
    await session.send("HeapProfiler.enable");
    // What the first collection makes unreachable, a second one takes.
    for (let turn = 0; turn < 3; turn++) await session.send("HeapProfiler.collectGarbage");
    collected += await usedBytes(session);
    await session.send("HeapProfiler.disable");
    await session.detach();
  }
  return { found, collected };
}

/** Bytes resident of all processes in which the browser runs pages. */
export async function renderersResident(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.reduce((sum, { type, id }) => sum + (type === "renderer" ? memoryOf(id).resident : 0), 0);
}

async function usedBytes(session: CDPSession): Promise<number> {
  const usage: HeapUsage = await session.send("Runtime.getHeapUsage");
  return usage.usedSize + (usage.backingStorageSize ?? 0);
}

/** Newer browsers count typed arrays apart. */
interface HeapUsage {
  readonly usedSize: number;
  readonly backingStorageSize?: number;
}

/** Sessions of frames that have a process of their own. */
async function ownSessions(page: Page): Promise<CDPSession[]> {
  const sessions = await Promise.all(page.frames().map((frame) => ownSession(page, frame)));
  return sessions.filter((session) => session !== null);
}

async function ownSession(page: Page, frame: Frame): Promise<CDPSession | null> {
  if (frame === page.mainFrame()) return null;
  // Fails for a frame that shares its page's process.
  return page.context().newCDPSession(frame).catch(() => null);
}
