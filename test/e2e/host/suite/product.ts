/** The extension under test, and what its tests do again and again. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import type { PublicApi } from "../../../../src/host/publicApi";

export function extension(): vscode.Extension<PublicApi> {
  const found = vscode.extensions.getExtension<PublicApi>("npt-impute.npt-impute");
  if (!found) throw new Error("The extension is not installed.");
  return found;
}

/** Writes a file into the open folder. */
export function writeTable(name: string, content: string | Buffer): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error("No folder is open.");
  const uri = vscode.Uri.file(join(folder.uri.fsPath, name));
  writeFileSync(uri.fsPath, content);
  return uri;
}

/** Waits until `check` holds; fails with `what` after `ms`. */
export async function until(what: string, check: () => boolean | Promise<boolean>, ms = 120_000): Promise<void> {
  for (const end = Date.now() + ms; !(await check()); await delay(50)) {
    if (Date.now() > end) throw new Error(`Never happened: ${what}.`);
  }
}

/** Sets a setting of the extension for the time of `body`. */
export async function withSetting<T>(name: string, value: unknown, body: () => Promise<T>): Promise<T> {
  const settings = vscode.workspace.getConfiguration("nptImpute");
  await settings.update(name, value, vscode.ConfigurationTarget.Global);
  try {
    return await body();
  } finally {
    await settings.update(name, undefined, vscode.ConfigurationTarget.Global);
  }
}
