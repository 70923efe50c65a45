/** Large tables: the window stays usable, and one acceptance stays one undo step. */
import assert from "node:assert/strict";
import { CellState } from "../../../src/shared/cellState";
import { menuTitle } from "../labels";
import { fileOf, fillsOf, hole } from "../missing";
import { generator } from "../tables";
import { scenario } from "./harness";

const reviewTitle = menuTitle("nptImpute.review");

/** A key that determines a city, and numbers; one city in `every` is a missing cell. */
function cityTable(rows: number, every: number): string {
  const cities = ["Bergen", "Tromsø", "Oslo", "Bodø", "Ålesund"];
  const random = generator(rows);
  const lines = ["key,city,measured,share"];
  for (let row = 0; row < rows; row++) {
    const key = Math.floor(random() * cities.length);
    const city = row % every === 0 ? hole : cities[key];
    lines.push(`K${key},${city},${(random() * 1000).toFixed(1)},${random().toFixed(3)}`);
  }
  return `${lines.join("\n")}\n`;
}

const many = cityTable(40_000, 2);

scenario(
  "20,000 cells are accepted in one undo step, and the window goes on",
  { "cities.csv": fileOf(many) },
  async ({ workbench, read }) => {
    const review = workbench.review();
    await workbench.contextMenu(workbench.explorerRow("cities.csv"), reviewTitle, review.grid);
    await review.suggestions();
    await review.untilCount("suggested", 20_000);

    const frames = await workbench.watchFrames();
    let start = Date.now();
    await review.byTestId("accept-all").click();
    await review.untilCount("accepted", 20_000);
    await workbench.untilDirty("cities.csv");
    console.log(`20,000 cells accepted in ${Date.now() - start} ms; longest frame ${await frames.longest()} ms`);

    start = Date.now();
    await review.byTestId("undo").click();
    await review.untilCount("suggested", 20_000);
    await workbench.untilClean("cities.csv");
    console.log(`undone in ${Date.now() - start} ms; longest frame ${await frames.longest()} ms`);

    await review.byTestId("redo").click();
    await review.untilCount("accepted", 20_000);
    await workbench.save("cities.csv");
    const fills = fillsOf(many, read("cities.csv"));
    assert.equal(fills.length, 20_000);
    assert.ok(fills.every((fill) => fill !== ""));
  },
);

const tall = cityTable(100_000, 5_000);

scenario("a table of 100,000 rows opens and scrolls", { "cities.csv": fileOf(tall) }, async ({ workbench }) => {
  const review = workbench.review();
  let start = Date.now();
  await workbench.contextMenu(workbench.explorerRow("cities.csv"), reviewTitle, review.grid);
  await review.untilValue(0, 0, /^K\d$/);
  console.log(`100,000 rows on screen after ${Date.now() - start} ms`);
  await review.untilRows(100_000);
  await review.suggestions();
  await review.untilCount("suggested", 20);

  await review.cell(0, 0).click();
  start = Date.now();
  await review.press("Control+End");
  await review.untilValue(99_999, 3, tall.trimEnd().split("\n")[100_000]?.split(",")[3] ?? "");
  console.log(`the last row after ${Date.now() - start} ms`);
  await review.press("Control+Home");
  await review.cell(0, 0).waitFor();

  await review.grid.hover();
  const frames = await workbench.watchFrames();
  for (let turn = 0; turn < 40; turn++) await workbench.page.mouse.wheel(0, 600);
  await review.untilInView(500);
  console.log(`longest frame while scrolling by wheel ${await frames.longest()} ms`);
  await review.press("F8");
  await review.cursorOn(CellState.Suggested).waitFor();
});
