/** What the extension host calls: runs every file beside this one under mocha. */
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import * as mocha from "mocha";
import { workspace } from "vscode";

/** Under Node's own `require` of a module package the class is a property, else it is the module. */
const Mocha: typeof mocha.default = mocha.default ?? mocha;

/** Resolves when all tests ran and passed. The report lies beside the folder that is open. */
export async function run(): Promise<void> {
  const folder = workspace.workspaceFolders?.[0];
  if (!folder) throw new Error("The tests need an open folder.");
  const runner = new Mocha({
    ui: "bdd",
    timeout: 300_000,
    reporter: "json",
    reporterOptions: { output: join(dirname(folder.uri.fsPath), "report.json") },
  });
  for (const name of readdirSync(__dirname)) {
    if (name.endsWith(".js") && name !== "index.js") runner.addFile(join(__dirname, name));
  }
  const failures = await new Promise<number>((resolve) => void runner.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}
