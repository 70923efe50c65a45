import type { TinyExtension } from "./tinyExtension";

/** What the null extension's menu entry is called. */
export const nullTitle = "Null Review";

/**
 * What VS Code itself takes for the same work: a custom text editor over the same document that shows its first lines
 * as they are, and on a click makes the replacements of the file `edits` (JSON) in one WorkspaceEdit. Its page has the
 * test ids of the review's where they mean the same.
 */
export function nullExtension(edits: string): TinyExtension {
  return {
    name: "bench-null",
    manifest: {
      activationEvents: ["onStartupFinished"],
      contributes: {
        commands: [{ command: "benchNull.open", title: nullTitle }],
        customEditors: [
          { viewType: "benchNull.editor", displayName: nullTitle, selector: [{ filenamePattern: "*.csv" }], priority: "option" },
        ],
        menus: { "explorer/context": [{ command: "benchNull.open", when: "resourceExtname == .csv" }] },
      },
    },
    code: `
      const { readFileSync } = require("node:fs");
      const { commands, Range, window, workspace, WorkspaceEdit } = require("vscode");
      const replacements = JSON.parse(readFileSync(${JSON.stringify(edits)}, "utf8"));
      const page = \`<!DOCTYPE html><html><body>
        <button data-testid="apply">apply</button><button data-testid="undo">undo</button>
        <p data-testid="state">opened</p><div id="rows"></div>
        <script>
          const host = acquireVsCodeApi();
          const state = document.querySelector("[data-testid=state]");
          for (const button of document.querySelectorAll("button"))
            button.addEventListener("click", () => host.postMessage(button.dataset.testid));
          addEventListener("message", ({ data }) => {
            if (data.lines === undefined) return void (state.textContent = data.state);
            for (const [row, line] of data.lines.entries()) {
              const cell = document.createElement("div");
              cell.dataset.testid = "cell-" + row + "-0";
              const value = cell.appendChild(document.createElement("span"));
              value.className = "value";
              value.textContent = line;
              document.querySelector("#rows").append(cell);
            }
          });
          host.postMessage("open");
        </script></body></html>\`;
      class Editor {
        resolveCustomTextEditor(document, { webview }) {
          webview.options = { enableScripts: true };
          let wanted = "";
          workspace.onDidChangeTextDocument((event) => {
            if (event.document === document && wanted === "undo" && event.contentChanges.length > 0) webview.postMessage({ state: "undone" });
          });
          webview.onDidReceiveMessage(async (message) => {
            wanted = message;
            if (message === "open") {
              const lines = [];
              for (let line = 1; line < Math.min(40, document.lineCount); line++) lines.push(document.lineAt(line).text);
              await webview.postMessage({ lines });
            } else if (message === "apply") {
              const edit = new WorkspaceEdit();
              for (const [fromLine, from, toLine, to, text] of replacements)
                edit.replace(document.uri, new Range(fromLine, from, toLine, to), text);
              const done = await workspace.applyEdit(edit);
              await webview.postMessage({ state: done ? "applied" : "refused" });
            } else await commands.executeCommand("undo");
          });
          webview.html = page;
        }
      }
      exports.activate = ({ subscriptions }) => {
        subscriptions.push(window.registerCustomEditorProvider("benchNull.editor", new Editor()));
        subscriptions.push(commands.registerCommand("benchNull.open", (uri) => commands.executeCommand("vscode.openWith", uri, "benchNull.editor")));
      };`,
  };
}
