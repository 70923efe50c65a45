/** What the product calls things, for tests that look for it. Taken from the product wherever it can be imported. */
import manifest from "../../package.json";
import titles from "../../package.nls.json";
import { englishStrings, type StringKey } from "../../src/shared/strings";

/** A command's name in menus. */
export function menuTitle(command: string): string {
  const { title } = entryOf(command);
  const text = Object.entries(titles).find(([key]) => title === `%${key}%`)?.[1];
  if (text === undefined) throw new Error(`${command} has no title in package.nls.json.`);
  return text;
}

/** A command's name in the palette: its category, and its title. */
export function paletteTitle(command: string): string {
  return `${entryOf(command).category}: ${menuTitle(command)}`;
}

function entryOf(command: string): { readonly title: string; readonly category: string } {
  const found = manifest.contributes.commands.find((entry) => entry.command === command);
  if (!found) throw new Error(`The manifest has no command ${command}.`);
  return found;
}

/** A sentence of the review's page, with any text in the place of each of its values. */
export function sentence(key: StringKey, value = ".*?"): RegExp {
  const parts = englishStrings[key].split(/\{\d\}/);
  return new RegExp(parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(value));
}

/** A count as the product writes it. */
export const count = "[\\d.,\\u00a0\\u202f]*\\d";

/** Sentences that the extension host has in place, so that they cannot be imported. */
export const messages = {
  /** The status bar, over a table with so many missing cells. */
  missing: (cells: number): string => `${cells.toLocaleString("en")} missing`,
  anyMissing: /^\s*[\d.,]+ missing/,
  processEnded: /process ended/,
  /** A copy has been written. */
  written: (file: string): RegExp => new RegExp(`values written to ${file.replaceAll(".", "\\.")}`),
  changedOnDisk: (file: string): RegExp => new RegExp(`${file.replaceAll(".", "\\.")} changed on disk`),
  readAgain: "Read Again",
  /** The quick fix at a missing cell. */
  fillWith: (value: string): string => `Fill with ${value}`,
  /** The hint at a missing cell. */
  isMissing: /^(\w+) is missing\.$/,
} as const;
