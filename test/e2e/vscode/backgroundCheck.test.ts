/** The test on known cells that nobody asked for, with the model that is shipped. */
import assert from "node:assert/strict";
import { fileOf } from "../missing";
import { holesIn, shopTable } from "../tables";
import { scenario } from "./harness";

const table = shopTable(300);

scenario(
  "known cells are tested after the suggestions; the first button says what it takes, and one undo takes that back",
  { "shops.csv": fileOf(table) },
  async ({ workbench }) => {
    const review = workbench.review();
    await workbench.openFile("shops.csv");
    await workbench.run("nptImpute.review");
    await review.suggestions();
    await review.byTestId("accept-by").waitFor({ timeout: 900_000 });
    assert.equal(await review.byTestId("run").count(), 0, "without a progress bar");
    const text = (await review.byTestId("accept-above").textContent()) ?? "";
    const [takes = 0, all = 0] = [...text.matchAll(/\d+/g)].map(Number);
    assert.equal(all, holesIn(table).length);
    assert.ok(takes > 0 && takes < all, text);
    assert.match((await review.byTestId("expected").textContent()) ?? "", /^Expected right or close: (9\d|100)%/);
    await review.byTestId("accept-above").click();
    await review.untilCount("accepted", takes);
    await review.cell(0, 0).click();
    await review.press("Control+z");
    await review.untilCount("accepted", 0);
    await workbench.untilClean("shops.csv");
  },
  { "nptImpute.backgroundCheck": true },
);
