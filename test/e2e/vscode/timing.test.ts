/** The same task by hand and with the review: twenty missing cells filled, keys counted and time taken by the same tireless user. */
import assert from "node:assert/strict";
import { performance } from "node:perf_hooks";
import { fileOf, fillsOf, hole } from "../missing";
import { holesIn, shopOf, shopTable } from "../tables";
import { scenario } from "./harness";

/** A name or a region is missing in every row of twenty: somebody who knows the shops can fill them by hand. */
function table(): string {
  const whole = shopTable(36).split("\n").map((line, row) => {
    if (row === 0 || line === "") return line;
    const shop = shopOf(line.split(",")[0] ?? "");
    const known = ["", shop.name, shop.region, "42", "27.40"];
    const cells = line.split(",").map((cell, column) => (cell === hole ? (known[column] ?? cell) : cell));
    if (row > 10 && row <= 30) cells[1 + (row % 2)] = hole;
    return cells.join(",");
  });
  return whole.join("\n");
}

const template = table();
const holes = holesIn(template);
const lines = template.split("\n");

/** What belongs into a missing cell. */
function regionOrName({ row, column }: { readonly row: number; readonly column: number }): string {
  const shop = shopOf(lines[row + 1]?.split(",")[0] ?? "");
  return column === 1 ? shop.name : shop.region;
}

scenario(
  "twenty missing cells: one Enter each, as fast as keys come, against going there and typing",
  { "hand.csv": fileOf(template), "review.csv": fileOf(template) },
  async ({ workbench, read }) => {
    assert.equal(holes.length, 20);
    await workbench.openFile("hand.csv");
    let keys = 0;
    let start = performance.now();
    const shown = template.replaceAll(hole, "").split("\n");
    for (const place of holes) {
      const value = regionOrName(place);
      const line = shown[place.row + 1] ?? "";
      const at = line.split(",").slice(0, place.column).join(",").length + 2;
      await workbench.goTo(place.row + 2, at);
      await workbench.type(value);
      // Go to line, its number and column, Enter, the value.
      keys += 1 + `:${place.row + 2}:${at}`.length + 1 + value.length;
      const cells = line.split(",");
      cells[place.column] = value;
      shown[place.row + 1] = cells.join(",");
    }
    await workbench.save("hand.csv");
    const byHand = { keys: keys + 1, ms: performance.now() - start };
    assert.deepEqual(fillsOf(template, read("hand.csv")), holes.map(regionOrName));

    await workbench.openFile("review.csv");
    start = performance.now();
    await workbench.run("nptImpute.review");
    const review = workbench.review();
    await review.suggestions();
    const opened = performance.now() - start;
    start = performance.now();
    // The cursor is on the first of them. Nobody waits between two keys.
    for (let i = 0; i < holes.length; i++) await review.press("Enter");
    await review.untilCount("accepted", holes.length);
    await workbench.save("review.csv");
    const byReview = { keys: holes.length + 1, ms: performance.now() - start };
    const filled = fillsOf(template, read("review.csv"));
    const right = filled.filter((fill, i) => fill === regionOrName(holes[i] ?? { row: 0, column: 0 })).length;
    assert.equal(right, holes.length, "each as somebody who knows the shops fills it");
    const told = ({ keys: count, ms }: { keys: number; ms: number }): string => `${count} keys, ${(ms / 1000).toFixed(1)} s`;
    console.log(`20 holes by hand: ${told(byHand)}; in the review: ${told(byReview)}, after ${(opened / 1000).toFixed(1)} s to open it and suggest`);
    assert.ok(byReview.keys * 4 < byHand.keys);
  },
);
