/** Suggestions in the text editor: quick fix, inline completion, inlay values. */
import assert from "node:assert/strict";
import { messages } from "../labels";
import { fileOf, hole } from "../missing";
import { holesIn, shopOf, shopTable } from "../tables";
import { scenario } from "./harness";

const table = shopTable(30);
const text = table.replaceAll(hole, "").split("\n");
const lines = table.split("\n");
/** Regions that are the only missing cell of their row. */
const [first, second] = holesIn(table).filter(({ row, column }) => column === 2 && lines[row + 1]?.split(hole).length === 2);

/** 1-based line and column of a missing cell in the text. */
function placeOf({ row, column }: { readonly row: number; readonly column: number }): [number, number] {
  return [row + 2, (text[row + 1] ?? "").split(",").slice(0, column).join(",").length + 2];
}

function regionOf(row: number): string {
  return shopOf(text[row + 1]?.split(",")[0] ?? "").region;
}

scenario(
  "once reviewed, a missing cell has a quick fix, ghost text that Tab takes, and inlay values where they are asked for",
  { "shops.csv": fileOf(table) },
  async ({ workbench, read }) => {
    assert.ok(first && second);
    const { page } = workbench;
    const review = workbench.review();
    await workbench.openFile("shops.csv");
    await workbench.run("nptImpute.review");
    await review.suggestions();
    await workbench.showTextTab("shops.csv");
    // An inlay value stands in the line as VS Code draws it, not in the text.
    const [before = "", behind = ""] = (lines[first.row + 1] ?? "").split(hole);
    const drawn = `${before}${regionOf(first.row)}${behind}`;
    await page.waitForFunction(
      (line) => [...document.querySelectorAll(".view-line")].some((one) => one.textContent?.replaceAll("\u00a0", " ") === line),
      drawn,
    );

    await workbench.goTo(...placeOf(first));
    const fix = page.locator(".action-widget", { hasText: messages.fillWith(regionOf(first.row)) });
    await workbench.again("the quick fix is offered", () => workbench.press("Control+."), fix);
    await workbench.press("Enter");
    await workbench.untilDirty("shops.csv");

    await workbench.goTo(...placeOf(second));
    const ghost = page.locator(".ghost-text, .ghost-text-decoration", { hasText: regionOf(second.row) });
    await workbench.again("the ghost text is there", () => workbench.command("Trigger Inline Suggestion"), ghost);
    await workbench.press("Tab");
    await workbench.save("shops.csv");
    const saved = read("shops.csv").toString("utf8").split("\n");
    for (const { row } of [first, second]) assert.equal(saved[row + 1]?.split(",")[2], regionOf(row));
    await workbench.showReviewTab("shops.csv");
    await review.untilCount("accepted", 2);
  },
  { "nptImpute.inlayHints": true, "editor.inlineSuggest.enabled": true },
);
