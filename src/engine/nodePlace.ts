import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { openFileSource } from "../files/openFileSource";
import type { ToBackend } from "./protocol";
import { type Post, serve } from "./serve";
import { createService } from "./service";
import { type ModelPlace, shippedModel } from "./shippedModel";

/** Between two messages that say that the backend is at work. */
const aliveMs = 1000;

/** The service in a process or thread of Node, with the files of its disk. */
export function serveInNode(ort: Pick<ModelPlace, "name" | "load">, post: Post): (message: ToBackend) => void {
  let told = performance.now();
  const service = createService({
    ...shippedModel({
      ...ort,
      readFile,
      join,
      sha256: async (bytes) => createHash("sha256").update(bytes).digest("hex"),
    }),
    openFile: openFileSource,
    async pause() {
      if (performance.now() - told > aliveMs) {
        told = performance.now();
        post({ alive: true });
      }
      await setImmediate();
    },
  });
  return serve(service, post);
}
