/** What a user decided is there again after the window was reloaded, with a new extension host. */
import assert from "node:assert/strict";
import { CellState } from "../../../src/shared/cellState";
import { menuTitle } from "../labels";
import { fileOf } from "../missing";
import { holesIn, shopTable } from "../tables";
import { until } from "../until";
import { scenario } from "./harness";

const reviewTitle = menuTitle("nptImpute.review");
const table = shopTable(30);

scenario(
  "decisions, pinned columns and the cursor survive a restart where the cell is still the same",
  { "shops.csv": fileOf(table) },
  async ({ workbench, read }) => {
    const review = workbench.review();
    const [accepted, rejected, edited] = holesIn(table).filter(({ column }) => column === 2);
    assert.ok(accepted && rejected && edited);
    await workbench.contextMenu(workbench.explorerRow("shops.csv"), reviewTitle, review.grid);
    await review.suggestions();
    // The review begins at the first missing cell, which may be far from the first column.
    await review.cell(accepted.row, accepted.column).click();
    await review.press("Home");
    await review.byTestId("header-0").click();
    await review.press("p");
    await review.cell(accepted.row, accepted.column).click();
    await review.press("Enter");
    await review.untilCount("accepted", 1);
    await review.cell(rejected.row, rejected.column).click();
    await review.press("Delete");
    await review.untilCount("rejected", 1);
    await review.cell(edited.row, edited.column).click();
    await review.press("F2");
    // Until the cell's details are there the field is that of the cell before.
    await review.byTestId("own-value").and(review.focused()).waitFor();
    await review.byTestId("own-value").fill("east");
    await review.press("Enter");
    await review.untilCount("edited", 1);
    // One step each, rejections too: back to before the last two decisions, and again.
    await review.press("Control+z");
    await review.untilCount("edited", 0);
    await review.press("Control+z");
    await review.untilCount("rejected", 0);
    await review.untilCount("accepted", 1);
    await review.press("Control+Shift+z");
    await review.untilCount("rejected", 1);
    await review.press("Control+Shift+z");
    await review.untilCount("edited", 1);
    await workbench.save("shops.csv");
    const saved = read("shops.csv");

    // Hidden behind the text, and shown again.
    await workbench.openFile("shops.csv");
    await workbench.tab("shops.csv").first().click();
    await review.untilCount("accepted", 1);
    await review.untilCount("rejected", 1);
    await review.untilCount("edited", 1);
    await review.pinned(0).waitFor();

    await workbench.restart();
    await review.untilCount("accepted", 1);
    await review.untilCount("rejected", 1);
    await review.untilCount("edited", 1);
    await review.suggestions();
    assert.equal(await review.count("rejected"), 1, "new suggestions leave decisions alone");
    await review.cellIn(accepted.row, accepted.column, CellState.Accepted).waitFor();
    await review.cellIn(rejected.row, rejected.column, CellState.Rejected).waitFor();
    await review.cellIn(edited.row, edited.column, CellState.Edited).waitFor();
    await review.pinned(0).waitFor();
    assert.deepEqual(read("shops.csv"), saved, "remembering changes nothing");
    await review.cell(rejected.row, rejected.column).click();
    await review.press("Delete");
    await review.untilCount("rejected", 0);
  },
);

const long = shopTable(40_000);

scenario(
  "a reload in the middle of a run: what was decided is there, the rest is suggested again",
  { "long.csv": fileOf(long) },
  async ({ workbench, server }) => {
    const review = workbench.review();
    await workbench.contextMenu(workbench.explorerRow("long.csv"), reviewTitle, review.grid);
    await review.progress();
    assert.ok((await review.count("suggested")) > 0, "the first suggestions are there while the last are not");
    assert.ok((await review.count("missing")) > 0);
    await review.press("Control+Home");
    await review.cell(0, 0).click();
    await review.press("F8");
    await review.cursorOn(CellState.Suggested).waitFor();
    const rejecting = Date.now();
    await review.press("Delete");
    await review.untilCount("rejected", 1);
    // Decisions are written down a moment after they are made.
    await until("the decision is written down", () => server.stored("npt-impute"), (files) => files.some(({ changed }) => changed >= rejecting));
    await review.running();
    await workbench.restart();
    await review.untilCount("rejected", 1);
    await review.suggestions();
    await review.untilCount("missing", 0);
    assert.equal(await review.count("rejected"), 1);
  },
);
