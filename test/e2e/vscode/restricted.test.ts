/** A folder that is not trusted: the review works, and nothing that lies in the folder runs. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "node:test";
import { launchChromium } from "../chromium";
import { menuTitle } from "../labels";
import { fileOf, fillsOf, hole } from "../missing";
import { shopTable } from "../tables";
import { quietSettings, startServer } from "./server";
import { packagedExtension } from "./stage";
import { Workbench } from "./workbench";

const table = shopTable(30);

test("in Restricted Mode the review fills, saves, and takes neither code nor a runtime from the folder", { timeout: 1_800_000 }, async (t) => {
  const browser = await launchChromium();
  t.after(() => browser.close());
  const server = await startServer({ vsix: [packagedExtension()], restricted: true });
  t.after(() => server.stop());
  server.settings({ ...quietSettings, "security.workspace.trust.enabled": true, "security.workspace.trust.startupPrompt": "never" });
  const folder = mkdtempSync(join(server.scratch, "untrusted-"));
  const ran = join(folder, "ran");
  const trap = `require("node:fs").writeFileSync(${JSON.stringify(ran)}, "")`;
  const files = {
    "shops.csv": fileOf(table),
    "node_modules/onnxruntime-node/index.js": trap,
    "node_modules/onnxruntime-node/package.json": '{ "name": "onnxruntime-node", "version": "9.9.9", "main": "index.js" }',
    "dist/engineProcess.js": trap,
    "engineProcess.js": trap,
    ".vscode/settings.json": '{ "nptImpute.threads": 1, "nptImpute.runtime": "wasm" }',
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const workbench = await Workbench.open(browser, server, folder);
  await workbench.statusItem("Restricted Mode").waitFor();
  const review = workbench.review();
  await workbench.contextMenu(workbench.explorerRow("shops.csv"), menuTitle("nptImpute.review"), review.grid);
  await review.suggestions();
  await review.byTestId("accept-all").click();
  await review.untilCount("accepted", table.split(hole).length - 1);
  await workbench.save("shops.csv");
  const fills = fillsOf(table, readFileSync(join(folder, "shops.csv")));
  assert.ok(fills.every((fill) => fill !== ""));
  assert.ok(!existsSync(ran), "code of the folder ran");
  assert.deepEqual(workbench.foreignHosts(), []);
});
