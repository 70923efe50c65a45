/** The probe: a tiny extension in the same extension host that notes when the host's thread does not answer. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { until } from "../../e2e/until";
import type { TinyExtension } from "./tinyExtension";

/** Milliseconds between two looks at the clock. */
const beatMs = 10;

/** Shorter ones are a busy machine's ordinary delay and not written down. */
const leastMs = 15;

/** A time during which the extension host's thread did nothing else: start, in ms since 1970, and length in ms. */
export interface Block {
  readonly start: number;
  readonly ms: number;
}

/** What the probe says about memory after a garbage collection, in bytes. */
export interface HeapAfterCollection {
  readonly heapUsed: number;
  readonly external: number;
  readonly rss: number;
}

/** How much of a time the extension host was blocked. */
export interface Blocked {
  readonly longestMs: number;
  /** Sum of all blocks longer than 50 ms. */
  readonly over50Ms: number;
  /** The time looked at. */
  readonly spanMs: number;
}

/** Reads what the probe writes into `folder`. */
export class Probe {
  constructor(private readonly folder: string) {}

  /** The extension that writes it; runs from the start of the extension host on. */
  extension(): TinyExtension {
    return {
      name: "bench-probe",
      manifest: { activationEvents: ["*"] },
      code: `
        const { appendFile, existsSync, rmSync, writeFileSync } = require("node:fs");
        const { setFlagsFromString } = require("node:v8");
        const { runInNewContext } = require("node:vm");
        const file = (name) => ${JSON.stringify(this.folder)} + "/" + name;
        exports.activate = () => {
          writeFileSync(file("pid"), String(process.pid));
          let last = performance.now();
          let kept = "";
          setInterval(() => {
            const now = performance.now();
            const ms = now - last - ${beatMs};
            if (ms > ${leastMs}) kept += JSON.stringify({ start: performance.timeOrigin + last, ms }) + "\\n";
            last = now;
          }, ${beatMs});
          setInterval(() => {
            if (kept !== "") appendFile(file("blocks"), kept, () => undefined);
            kept = "";
            if (!existsSync(file("collect"))) return;
            rmSync(file("collect"));
            setFlagsFromString("--expose-gc");
            runInNewContext("gc")();
            const { heapUsed, external, rss } = process.memoryUsage();
            writeFileSync(file("heap"), JSON.stringify({ heapUsed, external, rss }));
          }, 500);
        };`,
    };
  }

  /** The extension host's process. */
  async pid(): Promise<number> {
    return Number(await until("the probe runs", () => readFileSync(join(this.folder, "pid"), "utf8"), (text) => text !== ""));
  }

  /** What was blocked between two moments, in ms since 1970. */
  async between(start: number, end: number): Promise<Blocked> {
    // The probe writes twice a second.
    await delay(1500);
    let longestMs = 0;
    let over50Ms = 0;
    for (const block of this.#blocks()) {
      const ms = Math.min(block.start + block.ms, end) - Math.max(block.start, start);
      longestMs = Math.max(longestMs, ms);
      if (ms > 50) over50Ms += ms;
    }
    return { longestMs, over50Ms, spanMs: end - start };
  }

  /** Collects garbage in the extension host. Blocks it: not while something is measured. */
  async collect(): Promise<HeapAfterCollection> {
    const asked = join(this.folder, "collect");
    writeFileSync(asked, "");
    writeFileSync(join(this.folder, "heap"), "");
    const text = await until("garbage is collected", () => readFileSync(join(this.folder, "heap"), "utf8"), (found) => found !== "");
    return JSON.parse(text) as HeapAfterCollection;
  }

  #blocks(): Block[] {
    let text: string;
    try {
      text = readFileSync(join(this.folder, "blocks"), "utf8");
    } catch {
      return [];
    }
    return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Block]));
  }
}
