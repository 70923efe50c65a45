import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import { extension } from "./product";

describe("activation", () => {
  it("succeeds and returns the public API", async () => {
    const api = await extension().activate();
    assert.equal(api.version, extension().packageJSON.version);
  });

  it("registers every command that the manifest offers", async () => {
    await extension().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const offered: readonly { readonly command: string }[] = extension().packageJSON.contributes.commands;
    assert.ok(offered.length > 0);
    assert.deepEqual(
      offered.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });

  it("leaves the opening of CSV files to the user's own choice", () => {
    const editors: readonly { readonly viewType: string; readonly priority: string }[] =
      extension().packageJSON.contributes.customEditors;
    assert.deepEqual(
      editors.map(({ viewType, priority }) => [viewType, priority]),
      [
        ["nptImpute.review", "option"],
        ["nptImpute.largeReview", "option"],
      ],
    );
  });
});
