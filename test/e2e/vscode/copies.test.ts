/** What is written to other files: copies and reports. */
import assert from "node:assert/strict";
import { menuTitle } from "../labels";
import { fileOf, fillsOf, hole } from "../missing";
import { holesIn, shopTable } from "../tables";
import { scenario } from "./harness";

const reviewTitle = menuTitle("nptImpute.review");

/** Rows end with CRLF, one cell has a line end of its own: VS Code would make them all alike on saving. */
const mixed = shopTable(30)
  .replaceAll("\n", "\r\n")
  .replace("\r\n", ",note\r\n")
  .split("\r\n")
  .map((line, index) =>
    index === 0 || line === "" ? line : `${line},${index % 2 === 0 ? '"two\nlines"' : "one line"}`,
  )
  .join("\r\n");

scenario(
  "a file that VS Code cannot keep byte for byte is completed in a copy",
  { "mixed.csv": fileOf(mixed) },
  async ({ workbench, read, untilWritten }) => {
    const review = workbench.review();
    await workbench.contextMenu(workbench.explorerRow("mixed.csv"), reviewTitle, review.grid);
    await review.suggestions();
    await review.byTestId("notice-copyOnly").waitFor();
    await review.byTestId("accept-all").click();
    await review.untilCount("suggested", 0);
    await review.byTestId("undo").click();
    await review.untilCount("accepted", 0);
    await review.byTestId("redo").click();
    const holes = mixed.split(hole).length - 1;
    await review.untilCount("accepted", holes);
    assert.ok(!(await workbench.isDirty("mixed.csv")), "the document itself is left alone");

    await review.byTestId("save-copy").click();
    await workbench.acceptSaveDialog("mixed.imputed.csv");
    await workbench.explorerRow("mixed.imputed.csv").waitFor();
    const fills = fillsOf(mixed, await untilWritten("mixed.imputed.csv", (copy) => fillsOf(mixed, copy)));
    assert.deepEqual(read("mixed.csv"), fileOf(mixed));
    assert.equal(fills.filter((fill) => fill !== "").length, holes);
  },
);

const template = shopTable(30);

scenario(
  "one file is completed where the user wants it, and a review is exported as a report",
  { "shops.csv": fileOf(template) },
  async ({ workbench, read, untilWritten }) => {
    await workbench.openFile("shops.csv");
    await workbench.run("nptImpute.imputeToCopy");
    await workbench.acceptSaveDialog("shops.imputed.csv");
    await workbench.explorerRow("shops.imputed.csv").waitFor();
    await workbench.notification("shops.imputed.csv").waitFor();
    const copy = await untilWritten("shops.imputed.csv", (file) => fillsOf(template, file));
    assert.ok(fillsOf(template, copy).every((fill) => fill !== ""));
    assert.deepEqual(read("shops.csv"), fileOf(template));

    const review = workbench.review();
    await workbench.run("nptImpute.review");
    await review.suggestions();
    const [first] = holesIn(template);
    assert.ok(first);
    await review.cell(first.row, first.column).click();
    await review.press("Enter");
    await review.untilCount("accepted", 1);
    await workbench.run("nptImpute.exportReport");
    await workbench.acceptSaveDialog(".json");
    const row = workbench.page.locator('.explorer-folders-view .monaco-list-row[aria-label*=".json"]');
    await row.waitFor();
    const name = (await row.textContent())?.trim() ?? "";
    const written = await untilWritten(name, (file) => JSON.parse(String(file)));
    const report: { model: { sha256: string }; cells: { row: number; decision: string }[] } = JSON.parse(String(written));
    assert.match(report.model.sha256, /^[0-9a-f]{64}$/);
    assert.equal(report.cells.length, holesIn(template).length);
    assert.deepEqual(
      report.cells.filter((cell) => cell.decision === "accepted").map((cell) => cell.row),
      [first.row],
    );
  },
);

scenario(
  "several completed copies: each complete, known cells as they were",
  { "shops.csv": fileOf(template) },
  async ({ workbench, read, untilWritten }) => {
    await workbench.openFile("shops.csv");
    await workbench.run("nptImpute.exportDraws");
    await workbench.answer("2");
    await workbench.explorerRow("shops.draw-2.csv").waitFor();
    for (const name of ["shops.draw-1.csv", "shops.draw-2.csv"]) {
      const copy = await untilWritten(name, (file) => fillsOf(template, file));
      assert.ok(fillsOf(template, copy).every((fill) => fill !== ""), name);
    }
    assert.deepEqual(read("shops.csv"), fileOf(template));
  },
);
