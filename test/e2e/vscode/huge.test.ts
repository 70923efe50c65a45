/** Files above 50 MB, which VS Code keeps from extensions: the review reads them itself, the result goes to a copy. */
import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { CellState } from "../../../src/shared/cellState";
import { menuTitle, messages } from "../labels";
import { fileOf, fillsOf, hole } from "../missing";
import { generator } from "../tables";
import { scenario } from "./harness";

const reviewTitle = menuTitle("nptImpute.review");
const rows = 125_000;

/** A key that determines a city, a number, and a note that makes the file large; one city in 1,500 is a missing cell. */
function largeTable(): string {
  const cities = ["Bergen", "Tromsø", "Oslo", "Bodø", "Ålesund"];
  const random = generator(rows);
  const lines = ["key,city,measured,note"];
  for (let row = 0; row < rows; row++) {
    const key = Math.floor(random() * cities.length);
    const city = row % 1500 === 7 ? hole : cities[key];
    const note = row % 3 === 0 ? `"row ${row}, ""quoted"" ${".".repeat(400)}"` : `row ${row} ${"-".repeat(420)}`;
    lines.push(`K${key},${city},${(random() * 1000).toFixed(1)},${note}`);
  }
  return `${lines.join("\r\n")}\r\n`;
}

const template = largeTable();
const holes = template.split(hole).length - 1;

scenario(
  "a file above 50 MB is reviewed from the disk and completed in a copy",
  { "large.csv": fileOf(template) },
  async ({ workbench, read, untilWritten, folder }) => {
    assert.ok(read("large.csv").length > 52_428_800, "the file is large enough for what is tested");
    const review = workbench.review();
    let start = Date.now();
    await workbench.contextMenu(workbench.explorerRow("large.csv"), reviewTitle, review.grid);
    await review.untilValue(0, 0, /^K\d$/);
    console.log(`${rows} rows on screen after ${Date.now() - start} ms`);
    await review.untilRows(rows);
    await review.byTestId("notice-copyOnly").waitFor();
    await review.suggestions();
    await review.untilCount("suggested", holes);

    await review.cell(0, 0).click();
    start = Date.now();
    await review.press("Control+End");
    await review.untilValue(rows - 1, 3, new RegExp(`row ${rows - 1}\\b`));
    console.log(`the last row after ${Date.now() - start} ms`);
    await review.press("Control+Home");
    await review.cell(0, 0).waitFor();
    await review.press("F8");
    await review.cursorOn(CellState.Suggested).waitFor();

    // The least number of all rows comes to the top, then the greatest; the file is read once for each.
    const values = template.split("\r\n").slice(1, rows + 1).map((line) => line.split(",")[2] ?? "");
    const sorted = [...values].sort((one, other) => Number(one) - Number(other));
    await review.byTestId("header-2").click();
    for (const top of [sorted[0], sorted.at(-1), values[0]]) {
      start = Date.now();
      await review.press("Enter");
      await review.untilValue(0, 2, top ?? "");
      console.log(`${top} at the top after ${Date.now() - start} ms`);
    }

    await review.byTestId("accept-all").click();
    await review.untilCount("accepted", holes);
    await review.byTestId("undo").click();
    await review.untilCount("suggested", holes);
    await review.byTestId("redo").click();
    await review.untilCount("accepted", holes);
    await review.byTestId("save-copy").click();
    await workbench.acceptSaveDialog("large.imputed.csv");
    await workbench.notification(messages.written("large.imputed.csv")).waitFor();
    const fills = fillsOf(template, await untilWritten("large.imputed.csv", (copy) => fillsOf(template, copy)));
    assert.ok(fills.every((fill) => fill !== ""));
    assert.ok(read("large.csv").equals(fileOf(template)), "the file itself is left alone");

    start = Date.now();
    await workbench.restart();
    await review.untilCount("accepted", holes);
    console.log(`${holes} decisions are there again ${Date.now() - start} ms after the window's restart`);

    appendFileSync(join(folder, "large.csv"), "K1,,12.5,added\r\n");
    await workbench.pressInNotification(messages.changedOnDisk("large.csv"), messages.readAgain);
    await review.suggestions();
    await review.untilRows(rows + 1);
    // Decisions stay with their rows.
    await review.untilCount("suggested", 1);
    await review.untilCount("accepted", holes);
  },
);
