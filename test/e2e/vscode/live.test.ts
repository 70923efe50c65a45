/** What happens while the model works, and while the user types. */
import assert from "node:assert/strict";
import { load } from "../../busy";
import { count, messages, sentence } from "../labels";
import { fileOf, fillsOf, hole } from "../missing";
import { holesIn, shopOf, shopTable } from "../tables";
import { scenario } from "./harness";
import { until } from "../until";
import { modelProcess } from "./processes";

/** Enough work for the model that a test can step in. */
const long = shopTable(12_000);

/** Enough for a test that types for a while. */
const longest = shopTable(40_000);

const short = shopTable(30);

scenario(
  "the status bar counts the missing cells while one types, and opens the review",
  { "shops.csv": fileOf(short) },
  async ({ workbench }) => {
    const holes = holesIn(short);
    await workbench.openFile("shops.csv");
    await workbench.statusItem(messages.missing(holes.length)).waitFor();
    const lines = short.replaceAll(hole, "").split("\n");
    const line = holes.find(({ column }) => column === 3);
    assert.ok(line);
    const before = (lines[line.row + 1] ?? "").split(",").slice(0, 3).join(",").length + 1;
    await workbench.goTo(line.row + 2, before + 1);
    await workbench.type("77");
    await workbench.statusItem(messages.missing(holes.length - 1)).waitFor();
    await workbench.press("Backspace");
    await workbench.press("Backspace");
    const item = workbench.statusItem(messages.missing(holes.length));
    await workbench.again("the review is open", () => item.click(), workbench.review().grid);
    await workbench.review().suggestions();
  },
);

scenario(
  "a table edited in the text editor while the model runs keeps every value in its place",
  { "shops.csv": fileOf(longest) },
  async ({ workbench, read }) => {
    const review = workbench.review();
    await workbench.openFile("shops.csv");
    await workbench.run("nptImpute.review");
    await review.running();

    // Into the text: two rows more at the top, a missing cell filled by hand, and a row gone.
    const rows = longest.split("\n");
    const filled = rows.findIndex((row, index) => index > 2 && row.split(",")[1] === hole);
    const gone = rows.findIndex((row, index) => index > filled && row.includes(hole));
    await workbench.showTextTab("shops.csv");
    await workbench.goTo(gone + 1, 1);
    await workbench.press("Control+Shift+k");
    await workbench.goTo(filled + 1, "S01,".length + 1);
    await workbench.type("By hand");
    await workbench.goTo(2, 1);
    await workbench.type("S01,Harbour Street,north,10,9.99\nS02,Old Mill,,20,8.88\n");

    const edited = rows.filter((_, index) => index !== gone);
    edited[filled] = (edited[filled] ?? "").replace(hole, "By hand");
    edited.splice(1, 0, "S01,Harbour Street,north,10,9.99", `S02,Old Mill,${hole},20,8.88`);
    const template = edited.join("\n");

    await workbench.showReviewTab("shops.csv");
    const [, total = ""] = sentence("progressRunning", `(${count})`).exec((await review.byTestId("run").textContent()) ?? "")?.slice(1) ?? [];
    assert.ok(Number(total.replaceAll(/\D/g, "")) > 1_000, "the first run still goes on");
    await review.suggestions();
    // The missing cells of the new row come from a run of their own.
    await review.untilCount("missing", 0);
    await review.byTestId("accept-all").click();
    const holes = holesIn(template);
    await review.untilCount("accepted", holes.length);
    await workbench.save("shops.csv");
    const fills = fillsOf(template, read("shops.csv"));
    for (const [index, { row, column }] of holes.entries()) {
      const shop = shopOf(edited[row + 1]?.split(",")[0] ?? "");
      assert.notEqual(fills[index], "");
      if (column === 1) assert.equal(fills[index], shop.name, `row ${row}`);
      if (column === 2) assert.equal(fills[index], shop.region, `row ${row}`);
    }
  },
);

scenario(
  "the model's process is killed in the middle: the window lives, says so, and the next run works",
  { "shops.csv": fileOf(long) },
  async ({ workbench, server }) => {
    const review = workbench.review();
    await workbench.openFile("shops.csv");
    await workbench.run("nptImpute.review");
    await review.running();
    const child = await modelProcess(server);
    await review.progress();
    process.kill(child, "SIGKILL");

    await review.byTestId("notice-failed").waitFor();
    await review.byTestId("run").waitFor({ state: "detached" });
    const message = (await workbench.notification(/NPT Impute: /).textContent()) ?? "";
    assert.match(message, messages.processEnded, "the message says what happened");
    await workbench.command("View: Toggle Primary Side Bar Visibility");

    await review.byTestId("notice-failed").getByRole("button").first().click();
    await review.suggestions();
    await until("suggestions are there", () => review.count("suggested"), (suggested) => suggested > 0);
  },
);

scenario(
  "cancel answers at once and keeps what is there",
  { "shops.csv": fileOf(long) },
  async ({ workbench, server }) => {
    const review = workbench.review();
    await workbench.openFile("shops.csv");
    await workbench.run("nptImpute.review");
    await review.running();
    await modelProcess(server);
    await review.progress();
    const took = await review.timeToVanish("cancel", "run");
    console.log(`the run was off the screen ${took} ms after the click on Cancel`);
    assert.ok(took < 1_000 * load(), `${took} ms`);
    assert.ok(!(await workbench.isDirty("shops.csv")));
    await review.grid.waitFor();
  },
);
