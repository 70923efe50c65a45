/** One pass over a document: opened, suggested, all accepted, undone; and the same by the null extension. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { until } from "../../e2e/until";
import { type BenchPlace, BenchWindow, reviewTitle } from "./benchWindow";
import { countFilled, type CsvFile, replacementsTo } from "./csvFile";
import { nullExtension, nullTitle } from "./nullExtension";
import type { Blocked } from "./probe";
import { packTinyExtension } from "./tinyExtension";
import { longestPause } from "./watch";

/** What a pass took; times in ms. */
export interface DocumentFigures {
  readonly firstRow: number;
  /** null for the null extension, which suggests nothing. */
  readonly suggested: number | null;
  readonly accepted: number;
  readonly undone: number;
  /** The longest pause between two frames from the click on "accept" until all is accepted. */
  readonly longestFrame: number;
  readonly opening: Blocked;
  readonly suggesting: Blocked | null;
  readonly accepting: Blocked;
  /** Cells filled. */
  readonly cells: number;
}

/** Nothing here fails for being slow. */
const patience = 3_600_000;

/**
 * Runs a build of the product over the file.
 * @returns also the filled file
 * @throws Error where an undo leaves anything but the file as it was
 */
export function productPass(
  browser: Browser,
  vsix: string,
  file: CsvFile,
  place: BenchPlace,
): Promise<{ figures: DocumentFigures; filled: Buffer }> {
  return BenchWindow.use(browser, vsix, file, place, async (window) => {
    const { workbench, probe } = window;
    const review = workbench.review();
    const { clicked, firstRow } = await window.open(file.name, reviewTitle(vsix));
    await review.byTestId("summary-suggested").waitFor({ timeout: patience });
    await review.byTestId("run").waitFor({ state: "detached", timeout: patience });
    const suggested = Date.now();
    const cells = await review.count("suggested");

    const click = Date.now();
    await review.byTestId("accept-all").click();
    await review.untilCount("accepted", cells, patience);
    const accepted = Date.now();
    const longestFrame = await longestPause(workbench.page, click, accepted);
    await workbench.save(file.name);
    const filled = readFileSync(window.path);
    if (countFilled(file, filled) !== cells) throw new Error(`${countFilled(file, filled)} cells are filled on the disk, not ${cells}.`);

    const back = Date.now();
    await review.byTestId("undo").click();
    await review.untilCount("accepted", 0, patience);
    const undone = Date.now() - back;
    await workbench.save(file.name);
    if (!readFileSync(window.path).equals(file.bytes)) throw new Error("One undo has not restored the file's bytes.");

    const figures = {
      firstRow: firstRow - clicked,
      suggested: suggested - clicked,
      accepted: accepted - click,
      undone,
      longestFrame,
      opening: await probe.between(clicked, firstRow),
      suggesting: await probe.between(firstRow, suggested),
      accepting: await probe.between(click, accepted),
      cells,
    };
    return { figures, filled };
  });
}

/** The same with the null extension, which makes of the file what the product has made of it, in at most so many edits. */
export async function nullPass(
  browser: Browser,
  filled: Buffer,
  file: CsvFile,
  place: BenchPlace,
  most: number,
): Promise<DocumentFigures> {
  const edits = join(place.scratch, "replacements.json");
  writeFileSync(edits, JSON.stringify(replacementsTo(file, filled, most)));
  const vsix = packTinyExtension(nullExtension(edits), place.scratch);
  return BenchWindow.use(browser, vsix, file, place, async (window) => {
    const { workbench, probe } = window;
    const page = workbench.review();
    const says = (state: string): Promise<string | null> =>
      until(`the null extension says ${state}`, () => page.byTestId("state").textContent(), (text) => text === state, patience);
    const { clicked, firstRow } = await window.open(file.name, nullTitle);

    const click = Date.now();
    await page.byTestId("apply").click();
    await says("applied");
    const accepted = Date.now();
    const longestFrame = await longestPause(workbench.page, click, accepted);
    await workbench.save(file.name);
    if (!readFileSync(window.path).equals(filled)) throw new Error("The null extension made another file.");

    const back = Date.now();
    await page.byTestId("undo").click();
    await says("undone");
    return {
      firstRow: firstRow - clicked,
      suggested: null,
      accepted: accepted - click,
      undone: Date.now() - back,
      longestFrame,
      opening: await probe.between(clicked, firstRow),
      suggesting: null,
      accepting: await probe.between(click, accepted),
      cells: countFilled(file, filled),
    };
  });
}
