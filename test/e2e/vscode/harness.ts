/** Tests in a real VS Code: a fresh window for each, failures with evidence. */
import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import test, { after } from "node:test";
import { closeStages, type Files, onStage, type Stage } from "./stage";

/** Everything that failing tests leave for people to look at. */
const output = resolve("out/e2e");

/** Milliseconds one test may take, the opening of its window included. */
const limit = 3_600_000;

after(closeStages);

/**
 * Registers a test: `body` gets a window over a folder that holds `files`. Fails also when the window asked a foreign
 * host for anything. After a failure a screenshot and the extension's log lie in out/e2e.
 */
export function scenario(
  name: string,
  files: Files,
  body: (stage: Stage) => Promise<void>,
  settings: Readonly<Record<string, unknown>> = {},
): void {
  test(name, { timeout: limit }, async () => {
    await onStage(files, settings, async (stage) => {
      try {
        await body(stage);
        const foreign = stage.workbench.foreignHosts();
        if (foreign.length > 0)
          throw new Error(`The window asked ${foreign.join(", ")}: everything must work offline.`);
      } catch (error) {
        await keepEvidence(name, stage);
        throw error;
      }
    });
  });
}

async function keepEvidence(name: string, { workbench, server }: Stage): Promise<void> {
  const base = resolve(output, name.replaceAll(/[^A-Za-z0-9]+/g, "-"));
  mkdirSync(output, { recursive: true });
  await workbench.page.screenshot({ path: `${base}.png` }).catch((error: unknown) => console.error(error));
  const logs = [...server.logs("npt-impute"), ...server.logs("remoteexthost")];
  writeFileSync(`${base}.log`, logs.map(({ path, text }) => `==== ${path}\n${text}\n`).join("\n"));
  console.error(`What the window looked like: ${base}.png; what VS Code logged: ${base}.log`);
}
