import type { CDPSession, Frame, Page } from "playwright-core";

/**
 * Bytes of JavaScript on the heap of a webview's page after a collection. code-server serves webviews from the
 * workbench's own origin, so that both share one heap: the caller subtracts what was there before the webview was.
 */
export async function pageHeap(page: Page): Promise<number> {
  const sessions = [await page.context().newCDPSession(page), ...(await ownSessions(page))];
  let bytes = 0;
  for (const session of sessions) {
    await session.send("HeapProfiler.enable");
    // What the first collection makes unreachable, a second one takes.
    for (let turn = 0; turn < 3; turn++) await session.send("HeapProfiler.collectGarbage");
    const usage: HeapUsage = await session.send("Runtime.getHeapUsage");
    bytes += usage.usedSize + (usage.backingStorageSize ?? 0);
    await session.send("HeapProfiler.disable");
    await session.detach();
  }
  return bytes;
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
