/** Tables for the end-to-end tests, as templates for `missing cells.ts`. The same arguments always make the same table. */
import { hole } from "./missing";

/** How a table is written. */
export interface Style {
  readonly delimiter: "," | ";" | "\t";
  readonly newline: "\n" | "\r\n";
  readonly decimalMark: "." | ",";
  /** Quotes around every text, numbers bare. */
  readonly quoted: boolean;
}

export const plain: Style = { delimiter: ",", newline: "\n", decimalMark: ".", quoted: false };

/** What a spreadsheet in half of Europe exports. */
export const european: Style = { delimiter: ";", newline: "\r\n", decimalMark: ",", quoted: true };

const shops = [
  { code: "S01", name: "Harbour Street", region: "north" },
  { code: "S02", name: "Old Mill", region: "south" },
  { code: "S03", name: "Station Square", region: "north" },
  { code: "S04", name: "Château d'Eau", region: "west" },
] as const;

/** Columns of `shopTable`, by position. */
export const shopColumns = ["shop", "name", "region", "units", "price"] as const;

/** The name and the region of a shop that `shopTable` writes for a code. */
export function shopOf(code: string): { readonly name: string; readonly region: string } {
  const shop = shops.find((candidate) => candidate.code === code);
  if (!shop) throw new Error(`No shop has the code ${code}.`);
  return shop;
}

/**
 * Sales of four shops: the code determines name and region, the price falls with the units. About one name, region,
 * units and price in eight is a missing cell; a code never is.
 */
export function shopTable(rows: number, style: Style = plain): string {
  const random = generator(rows);
  const text = (value: string): string => (style.quoted ? `"${value}"` : value);
  const lines = [shopColumns.map(text).join(style.delimiter)];
  for (let row = 0; row < rows; row++) {
    const shop = shops[Math.floor(random() * shops.length)] ?? shops[0];
    const units = Math.floor(random() * 90) + 10;
    const price = (40 - units * 0.3 + random() * 2).toFixed(2).replace(".", style.decimalMark);
    const cells = [text(shop.code), text(shop.name), text(shop.region), String(units), price];
    const empties = [null, text(hole), text(hole), hole, hole];
    lines.push(cells.map((cell, index) => (random() < 0.125 ? (empties[index] ?? cell) : cell)).join(style.delimiter));
  }
  return lines.join(style.newline) + style.newline;
}

/** Missing cells of a template and where they are: 0-based data row and column. For tables without quoted delimiters. */
export function holesIn(template: string, style: Style = plain): { readonly row: number; readonly column: number }[] {
  const lines = template.split(style.newline);
  return lines
    .slice(1)
    .flatMap((line, row) =>
      line.split(style.delimiter).flatMap((cell, column) => (cell.includes(hole) ? [{ row, column }] : [])),
    );
}

/** Numbers in 0..1, the same for the same seed. */
export function generator(seed: number): () => number {
  let state = (seed * 2654435761 + 1) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
