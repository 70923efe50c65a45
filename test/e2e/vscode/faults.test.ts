/** What goes wrong around a review: the model's process dies again and again, another window writes to the same file. */
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { CellState } from "../../../src/shared/cellState";
import { menuTitle, messages } from "../labels";
import { fileOf, fillsOf } from "../missing";
import { generator, holesIn, shopOf, shopTable } from "../tables";
import { scenario } from "./harness";
import { modelProcesses } from "./processes";

const reviewTitle = menuTitle("nptImpute.review");
const seed = 5;
const rounds = 4;

/** A few seconds of work for the model. */
const table = shopTable(6_000);
const lines = table.split("\n");

scenario(
  "the model's process is killed at random moments of a session: every save is right to the byte, decisions stay",
  { "shops.csv": fileOf(table) },
  async ({ workbench, server, read }) => {
    const random = generator(seed);
    const review = workbench.review();
    const holes = holesIn(table);
    // In view without scrolling.
    const inView = holes.filter(({ row }) => row < 15);
    await workbench.contextMenu(workbench.explorerRow("shops.csv"), reviewTitle, review.grid);
    await review.suggestions();
    const [rejected, ...others] = inView;
    assert.ok(rejected && others.length >= rounds);
    await review.cell(rejected.row, rejected.column).click();
    await review.press("Delete");
    await review.untilCount("rejected", 1);
    // From there on the first column is in view.
    await review.press("Control+Home");

    let failures = 0;
    const accepted = new Set<string>();
    for (let round = 0; round < rounds; round++) {
      // The palette's Enter may reach the table: there it must not meet a missing cell.
      await review.cell(0, 0).click();
      await workbench.run("nptImpute.suggestAgain");
      await delay(random() * 1500);
      // After two deaths in a row WebAssembly takes over, in a thread of the extension host.
      for (const { pid } of modelProcesses(server)) endProcess(pid);
      await review.ended();
      const place = others[round]!;
      if ((await review.byTestId("notice-failed").count()) > 0) {
        failures++;
        const message = workbench.notification(messages.processEnded);
        await message.first().waitFor();
        assert.equal(await message.count(), 1, "one message");
        await workbench.command("Notifications: Clear All Notifications");
        await review.byTestId("notice-failed").getByRole("button").first().click();
        await review.suggestions();
      }
      await review.cellIn(place.row, place.column, CellState.Suggested).click();
      await review.press("Enter");
      await review.untilCount("accepted", round + 1);
      accepted.add(`${place.row},${place.column}`);
      assert.equal(await review.count("rejected"), 1, "a decision stays through every death of the process");
      await workbench.save("shops.csv");
      const fills = fillsOf(table, read("shops.csv"));
      for (const [k, { row, column }] of holes.entries()) {
        const shop = shopOf(lines[row + 1]?.split(",")[0] ?? "");
        const place = `round ${round}, row ${row}, column ${column}`;
        if (!accepted.has(`${row},${column}`)) assert.equal(fills[k], "", place);
        else if (column > 2) assert.match(fills[k] ?? "", /^\d+(\.\d\d)?$/, place);
        else assert.equal(fills[k], column === 1 ? shop.name : shop.region, place);
      }
    }
    console.log(`seed ${seed}: ${failures} of ${rounds} runs ended by a kill`);
    assert.ok(failures > 0, "no kill met a run");
  },
);

function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself at that moment.
  }
}

const small = shopTable(40);

scenario(
  "two windows over one file: each sees what the other saves, and neither writes over the other's work unasked",
  { "shops.csv": fileOf(small) },
  async ({ workbench, read, secondWindow }) => {
    const [first, second, third] = holesIn(small).filter(({ column }) => column === 2);
    assert.ok(first && second && third);
    const other = await secondWindow();
    const reviews = [workbench.review(), other.review()] as const;
    for (const [k, window] of [workbench, other].entries()) {
      await window.contextMenu(window.explorerRow("shops.csv"), reviewTitle, reviews[k]!.grid);
      await reviews[k]!.suggestions();
    }
    const accept = async (k: 0 | 1, { row, column }: { row: number; column: number }): Promise<void> => {
      await reviews[k].cell(row, column).click();
      await reviews[k].press("Enter");
      await reviews[k].cellIn(row, column, CellState.Accepted).waitFor();
    };
    await accept(0, first);
    await workbench.save("shops.csv");
    await reviews[1].cellIn(first.row, first.column, CellState.Accepted).waitFor();

    // Both decide; the second to save is asked, and the file is what the first has saved.
    await accept(0, second);
    await accept(1, third);
    await other.save("shops.csv");
    const saved = read("shops.csv");
    await workbench.again("VS Code asks", () => workbench.press("Control+s"), workbench.notification(/newer/));
    assert.deepEqual(read("shops.csv"), saved);
    assert.ok(await workbench.isDirty("shops.csv"));
    const filled = fillsOf(small, saved);
    const places = new Set([first, third]);
    for (const [k, hole] of holesIn(small).entries()) {
      const wanted = [...places].some(({ row, column }) => row === hole.row && column === hole.column);
      assert.equal(filled[k] !== "", wanted, `row ${hole.row}, column ${hole.column}`);
    }
  },
);
