/** The way a user goes: from the file in the explorer to the file on disk with its missing cells filled. */
import assert from "node:assert/strict";
import { CellState } from "../../../src/shared/cellState";
import { menuTitle, messages } from "../labels";
import { type Encoding, fileOf, fillsOf } from "../missing";
import { european, holesIn, plain, type Style, shopTable } from "../tables";
import { scenario } from "./harness";

const reviewTitle = menuTitle("nptImpute.review");
const copyTitle = menuTitle("nptImpute.imputeToCopy");

for (const [name, style, encoding] of [
  ["a plain file", plain, {}],
  ["a file with BOM, CRLF, semicolons and quotes", european, { bom: true }],
] as readonly (readonly [string, Style, Encoding])[]) {
  const template = shopTable(40, style);
  const holes = holesIn(template, style);

  scenario(
    `right-click, review, accept, undo, redo, accept more, save: ${name}`,
    { "shops.csv": fileOf(template, encoding) },
    async ({ workbench, read }) => {
      const review = workbench.review();
      await workbench.contextMenu(workbench.explorerRow("shops.csv"), reviewTitle, review.grid);
      await review.suggestions();
      await review.untilCount("suggested", holes.length);
      assert.ok(!(await workbench.isDirty("shops.csv")), "suggesting changes nothing");

      const [first, second] = holes;
      assert.ok(first && second);
      const value = await review.valueOf(first.row, first.column);
      await review.cell(first.row, first.column).click();
      await review.press("Enter");
      await review.cellIn(first.row, first.column, CellState.Accepted).waitFor();
      await workbench.untilDirty("shops.csv");
      await review.cell(second.row, second.column).click();
      await review.byTestId("cell-accept").click();
      await review.untilCount("accepted", 2);

      await review.press("Control+z");
      await review.cellIn(second.row, second.column, CellState.Suggested).waitFor();
      // One key press undoes one acceptance.
      await review.untilCount("accepted", 1);
      await review.press("Control+z");
      await review.untilCount("accepted", 0);
      await workbench.untilClean("shops.csv");
      await review.press("Control+y");
      await review.cellIn(first.row, first.column, CellState.Accepted).waitFor();
      await workbench.untilDirty("shops.csv");
      await review.untilCount("accepted", 1);

      await workbench.save("shops.csv");
      const one = fillsOf(template, read("shops.csv"), encoding);
      assert.deepEqual(one, [one[0], ...holes.slice(1).map(() => "")], "only the accepted cell is filled");
      assert.ok(one[0]?.includes(value));

      await review.setCertainty(50);
      const text = (await review.byTestId("accept-above").textContent()) ?? "";
      const above = Number(/[\d,]+/.exec(text)?.[0].replaceAll(",", ""));
      assert.ok(above > 0);
      await review.byTestId("accept-above").click();
      await review.untilCount("accepted", above + 1);
      await workbench.untilDirty("shops.csv");
      await workbench.save("shops.csv");
      const many = fillsOf(template, read("shops.csv"), encoding);
      assert.equal(many.filter((fill) => fill !== "").length, above + 1);
      for (const [index, { row, column }] of holes.entries()) {
        if (!many[index] || (await review.cell(row, column).count()) === 0) continue;
        assert.ok(many[index].includes(await review.valueOf(row, column)), `row ${row}, column ${column}`);
      }

      await review.byTestId("undo").click();
      await review.untilCount("accepted", 1);
      await workbench.save("shops.csv");
      assert.deepEqual(fillsOf(template, read("shops.csv"), encoding), one, "one undo takes the whole acceptance back");
    },
  );
}

const small = shopTable(30);

scenario(
  "the palette reviews the file in front, and accepts with commands",
  { "shops.csv": fileOf(small) },
  async ({ workbench, read }) => {
    await workbench.openFile("shops.csv");
    await workbench.run("nptImpute.review");
    const review = workbench.review();
    await review.suggestions();

    // Sideways and back: a suggestion still looks like one.
    const prices = holesIn(small).filter(({ row, column }) => column === 4 && row < 18);
    assert.ok(prices.length > 1);
    for (const { row, column } of prices) {
      await review.cell(row, column).click();
      for (const other of prices) await review.untilFontStyle(other.row, other.column, "italic");
      await review.press("Home");
    }

    // By keyboard alone: the first missing cell after the top is accepted, the next one rejected and restored.
    await review.cell(0, 0).click();
    await review.press("F8");
    await review.cursorOn(CellState.Suggested).waitFor();
    await review.press("Enter");
    await review.untilCount("accepted", 1);
    await review.cursorOn(CellState.Suggested).waitFor();
    await review.press("Delete");
    await review.untilCount("rejected", 1);
    await review.press("Delete");
    await review.untilCount("rejected", 0);

    await workbench.run("nptImpute.acceptAll");
    await review.untilCount("accepted", holesIn(small).length);
    await workbench.save("shops.csv");
    assert.ok(fillsOf(small, read("shops.csv")).every((fill) => fill !== ""));
  },
);

const tabbed = shopTable(25, { ...plain, delimiter: "\t" });

scenario(
  "two files selected become two completed copies",
  { "shops.csv": fileOf(small), "shops.tsv": fileOf(tabbed), "notes.txt": "a,b\n,\n" },
  async ({ workbench, read, untilWritten }) => {
    await workbench.contextMenu(
      workbench.explorerRow("shops.tsv"),
      copyTitle,
      workbench.explorerRow("shops.imputed.tsv"),
      () => workbench.selectFiles(["shops.csv", "shops.tsv"]),
    );
    await workbench.explorerRow("shops.imputed.csv").waitFor();
    assert.deepEqual(read("shops.csv"), fileOf(small), "the file itself is only read");
    assert.deepEqual(read("shops.tsv"), fileOf(tabbed));
    for (const [name, template] of [["shops.imputed.csv", small], ["shops.imputed.tsv", tabbed]] as const) {
      const copy = await untilWritten(name, (file) => fillsOf(template, file));
      assert.ok(fillsOf(template, copy).every((fill) => fill !== ""), name);
    }
  },
);

scenario(
  "menus offer the commands on tables and on nothing else",
  { "shops.csv": fileOf(small), "notes.txt": "a,b\n,\n" },
  async ({ workbench }) => {
    await workbench.openFile("shops.csv");
    await workbench.statusItem(messages.anyMissing).waitFor();
    await workbench.untilMenuHas(workbench.explorerRow("shops.csv"), [reviewTitle, copyTitle]);
    await workbench.untilMenuHas(workbench.tab("shops.csv"), [reviewTitle]);
    await workbench.untilMenuHas(workbench.textEditor().locator(".view-line").first(), [reviewTitle]);
    const onText = await workbench.menuEntries(workbench.explorerRow("notes.txt"));
    assert.ok(onText.length > 0);
    assert.ok(!onText.some((entry) => [reviewTitle, copyTitle].some((title) => entry.includes(title))), onText.join(", "));
  },
);
