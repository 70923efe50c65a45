import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import * as vscode from "vscode";
import { messages } from "../../labels";
import { fileOf, fillsOf } from "../../missing";
import { holesIn, shopTable } from "../../tables";
import { extension, until, withSetting, writeTable } from "./product";

const template = shopTable(60);
const empty = String(fileOf(template));

/** Opens a review by command and accepts everything, again and again until the suggestions are there. */
async function acceptAll(document: vscode.TextDocument): Promise<void> {
  await until("the suggestions are accepted", async () => {
    await vscode.commands.executeCommand("nptImpute.acceptAll");
    return document.getText() !== empty;
  });
}

async function openReview(name: string): Promise<vscode.TextDocument> {
  await extension().activate();
  const uri = writeTable(name, empty);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.commands.executeCommand("nptImpute.review", uri);
  await until("the review is in front", () => {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    return input instanceof vscode.TabInputCustom && input.viewType === "nptImpute.review";
  });
  await until("the model has ended its run", () => modelHasEnded(document.uri));
  return document;
}

/** The run has ended when the API, whose runs queue up behind it, has its answer. */
async function modelHasEnded(uri: vscode.Uri): Promise<boolean> {
  const api = await extension().activate();
  await api.impute(uri);
  return true;
}

describe("the document under review", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor"));

  it("is filled in one undo step by edits inside the missing cells", async () => {
    const document = await openReview("edits.csv");
    const changes: vscode.TextDocumentContentChangeEvent[] = [];
    let events = 0;
    const subscription = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document || event.contentChanges.length === 0) return;
      changes.push(...event.contentChanges);
      events++;
    });
    await acceptAll(document);
    subscription.dispose();
    assert.equal(events, 1, "one change of the document");
    assert.deepEqual(
      changes.map((change) => change.rangeLength),
      changes.map(() => 0),
      "nothing is replaced, values are put in",
    );
    const fills = fillsOf(template, Buffer.from(document.getText()));
    assert.equal(changes.length, fills.length);
    assert.ok(fills.every((fill) => fill !== ""));
    await until("the document is dirty", () => document.isDirty);

    const filled = document.getText();
    await vscode.commands.executeCommand("undo");
    await until("undo", () => document.getText() === empty);
    await until("the document is clean again", () => !document.isDirty);
    await vscode.commands.executeCommand("redo");
    await until("redo", () => document.getText() === filled);
    assert.ok(await document.save());
  });

  it("takes edits of others in, and loses none to an acceptance", async () => {
    const document = await openReview("others.csv");
    const hole = holesIn(template).find(({ column }) => column === 3);
    assert.ok(hole);
    const line = document.lineAt(hole.row + 1).text.split(",");
    const at = new vscode.Position(hole.row + 1, line.slice(0, 3).join(",").length + 1);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, at, "4711");
    edit.insert(document.uri, new vscode.Position(1, 0), "S04,,west,12,3.50\n");
    assert.ok(await vscode.workspace.applyEdit(edit));
    const before = document.getText();
    await until("the suggestions are accepted", async () => {
      await vscode.commands.executeCommand("nptImpute.acceptAll");
      return document.getText() !== before;
    });
    const lines = template.split("\n");
    const changed = [...lines];
    const cells = (lines[hole.row + 1] ?? "").split(",");
    cells[3] = "4711";
    changed[hole.row + 1] = cells.join(",");
    changed.splice(1, 0, "S04,¤,west,12,3.50");
    const fills = fillsOf(changed.join("\n"), Buffer.from(document.getText()));
    assert.equal(fills.length, holesIn(template).length);
    assert.ok(fills.slice(1).every((fill) => fill !== ""));
  });

  it("has hints at its missing cells where they are asked for, and none by itself", async () => {
    await extension().activate();
    const uri = writeTable("hints.csv", empty);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    const hints = (): vscode.Diagnostic[] => vscode.languages.getDiagnostics(uri).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Hint);
    assert.deepEqual(hints(), []);
    await withSetting("diagnostics", true, async () => {
      await until("the hints are there", () => hints().length === holesIn(template).length);
      const named = hints().map(({ message }) => messages.isMissing.exec(message)?.[1]);
      assert.ok(named.every((column) => ["name", "region", "units", "price"].includes(column ?? "")), named.join(", "));
    });
    await until("the hints are gone", () => hints().length === 0);
  });

  it("is not opened as a review unless asked", async () => {
    const document = await vscode.workspace.openTextDocument(writeTable("asked.csv", empty));
    await vscode.window.showTextDocument(document);
    // Tabs are told of a moment later.
    const inFront = (): unknown => vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    const shown = (): boolean => {
      const input = inFront();
      return (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) && input.uri.toString() === document.uri.toString();
    };
    await until("the file is in front", shown);
    assert.ok(inFront() instanceof vscode.TabInputText);
    assert.equal(document.getText(), empty);
  });
});
