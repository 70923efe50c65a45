/**
 * `npm run screenshots`: pictures of the product in a real VS Code, every state in every kind of theme, for people to
 * look at; with names of themes (light, dark, contrast, contrast-light), in those. They lie in out/screenshots, named by state and theme.
 */
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { menuTitle, messages } from "../labels";
import { fileOf } from "../missing";
import titles from "../../../package.nls.json";
import { european, holesIn, shopTable } from "../tables";
import { closeStages, onStage, type Stage } from "./stage";
import { shows } from "./workbench";

const themes = {
  light: "Light Modern",
  dark: "Dark Modern",
  contrast: "Default High Contrast",
  "contrast-light": "Default High Contrast Light",
} as const;
const output = resolve("out/screenshots");
/** The walkthrough, as VS Code's list of walkthroughs has it. */
const walkthrough = titles["walkthrough.title"];
const template = shopTable(400, european);
const files = {
  "shops.csv": fileOf(template, { bom: true }),
  "whole.csv": "city,people\nBergen,291940\nOslo,717710\n",
};

/** Walks through the states of one window; `shot` takes a picture of each. */
async function walk({ workbench }: Stage, shot: (state: string) => Promise<void>): Promise<void> {
  const review = workbench.review();
  await workbench.openFile("shops.csv");
  await workbench.statusItem(messages.anyMissing).waitFor();
  await shot("01-text-editor");
  await workbench.explorerRow("shops.csv").click({ button: "right" });
  await workbench.page.locator(".monaco-menu .action-label", { hasText: menuTitle("nptImpute.review") }).hover();
  await shot("02-explorer-menu");
  await workbench.press("Escape");
  await workbench.run("nptImpute.review");
  await review.running();
  await shot("03-model-running");
  await review.suggestions();
  await shot("04-suggestions");

  const [category, number] = [2, 4].map((column) =>
    holesIn(template, european).find((place) => place.column === column),
  );
  if (!category || !number) throw new Error("The table has no missing cell to show.");
  await review.cell(category.row, category.column).click();
  await shot("05-category-selected");
  await review.cell(number.row, number.column).click();
  await shot("06-number-selected");
  await review.press("Delete");
  await review.cell(category.row, category.column).click();
  await review.press("Enter");
  await review.untilCount("accepted", 1);
  await shot("07-one-accepted-one-rejected");
  await review.setCertainty(80);
  await review.byTestId("accept-above").click();
  await review.byTestId("accept-above").and(review.disabled()).waitFor();
  await shot("08-accepted-above");
  await review.byTestId("filter").selectOption("rejected");
  await shot("09-filtered");
  await review.byTestId("filter").selectOption("all");
  await review.byTestId("check").click();
  await shows(review.byTestId("run"), 5_000);
  await review.byTestId("run").waitFor({ state: "detached", timeout: 180_000 });
  await review.setCertainty(50);
  await shot("10-accuracy-checked");
  await review.cell(number.row, number.column).click();
  await review.press("Control+Home");
  await review.press("ArrowUp");
  await review.press("p");
  await review.pinned(0).waitFor();
  await review.cell(number.row, number.column).click();
  await review.byTestId("why").click();
  await review.byTestId("why-part").locator("table").waitFor();
  await shot("12-why-and-pinned");
  await review.byTestId("header-4").click({ button: "right" });
  await review.byTestId("menu").waitFor();
  await shot("13-column-menu");
  await review.press("Escape");
  const { page } = workbench;
  await page.setViewportSize({ width: 760, height: 860 });
  await review.byTestId("more").click();
  await review.byTestId("menu").waitFor();
  await shot("14-narrow");
  await review.press("Escape");
  await page.setViewportSize({ width: 1400, height: 860 });

  // The suggestions that are left, in the text: inlay values and the quick fix.
  await workbench.showTextTab("shops.csv");
  await workbench.goTo(number.row + 7, 1);
  await shot("15-inlay-values");
  await workbench.command("Welcome: Open Walkthrough");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: walkthrough }).click();
  await page.locator(".getting-started-step", { hasText: titles["walkthrough.review.title"] }).first().waitFor();
  await shot("16-walkthrough");

  await workbench.openFile("whole.csv");
  await workbench.run("nptImpute.review");
  await review.byTestId("notice-nothingMissing").or(review.byTestId("empty")).first().waitFor();
  await shot("11-no-missing-cells");
}

async function main(): Promise<void> {
  mkdirSync(output, { recursive: true });
  try {
    const wanted = process.argv.slice(2);
    for (const [name, theme] of Object.entries(themes)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      await onStage(files, { "workbench.colorTheme": theme, "nptImpute.inlayHints": true }, (stage) =>
        walk(stage, async (state) => {
          // Hover styles and toasts settle.
          await stage.workbench.page.waitForTimeout(400);
          const path = resolve(output, `${state}-${name}.png`);
          await stage.workbench.page.screenshot({ path });
          console.log(path);
        }),
      );
    }
  } finally {
    await closeStages();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
