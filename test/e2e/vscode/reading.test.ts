/** How a file is read, changed in the review by mouse and keyboard, undone, and saved as a schema beside the file. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CellState } from "../../../src/shared/cellState";
import { fileOf } from "../missing";
import { holesIn, shopColumns, shopTable } from "../tables";
import { scenario } from "./harness";

const template = shopTable(40);
const holes = holesIn(template);
const inPrice = holes.filter(({ column }) => shopColumns[column] === "price");
const inUnits = holes.filter(({ column }) => shopColumns[column] === "units");

scenario(
  "a column's type and use are changed, suggestions follow, undo takes it back, and the reading is saved as a schema",
  { "shops.csv": fileOf(template) },
  async ({ workbench, folder, read }) => {
    await workbench.openFile("shops.csv");
    await workbench.run("nptImpute.review");
    const review = workbench.review();
    await review.suggestions();
    await review.untilCount("suggested", holes.length);

    // By mouse, in the column's menu.
    const [price] = inPrice;
    assert.ok(price);
    await review.byTestId("header-4").click({ button: "right" });
    await review.byTestId("menu-role").click();
    await review.byTestId("menu-role-leave").click();
    await review.cellIn(price.row, price.column, CellState.Skipped).waitFor();
    await review.untilCount("suggested", holes.length - inPrice.length);
    assert.ok(!(await workbench.isDirty("shops.csv")), "reading a file otherwise changes nothing in it");

    // By keyboard, in the panel that the palette opens.
    await workbench.run("nptImpute.showReading");
    await review.byTestId("reading-type-3").focus();
    await review.press("Home");
    for (const key of ["t", "e", "x"]) await review.press(key);
    await review.byTestId("reading-reset-3").waitFor();
    await review.untilCount("suggested", holes.length - inPrice.length - inUnits.length);

    // One step each, the last one first.
    await review.byTestId("reading-title").focus();
    await review.press("Control+z");
    await review.untilCount("suggested", holes.length - inPrice.length);
    await review.press("Control+z");
    await review.untilCount("suggested", holes.length);
    await review.press("Control+y");
    await review.untilCount("suggested", holes.length - inPrice.length);

    await review.byTestId("reading-save").click();
    await workbench.notification(/Reading saved in shops\.schema\.json/).waitFor();
    const schema = JSON.parse(read("shops.schema.json").toString());
    assert.deepEqual(schema.fields.map(({ name }: { name: string }) => name), shopColumns);
    assert.equal(schema.fields[4].nptImpute.role, "leave");
    assert.deepEqual(read("shops.csv"), fileOf(template), "the file itself is as it was");

    // The schema is watched.
    schema.fields[4].nptImpute.role = "fill";
    writeFileSync(join(folder, "shops.schema.json"), JSON.stringify(schema));
    await review.untilCount("suggested", holes.length);
  },
);
