import assert from "node:assert/strict";
import test from "node:test";
import { RowView, rebaseOrder } from "../../../src/review/rowView";
import { cellDetail, tileAt } from "../../../src/review/cellView";
import { columnList } from "../../../src/review/columnList";
import { columnHeader } from "../../../src/review/columnView";
import { percentText, shareText } from "../../../src/review/words";
import { planOptions } from "../../../src/imputation/fillTable";
import { missingBetween } from "../../../src/review/missingBetween";
import { cellsOf } from "../../../src/review/scopes";
import { parseValue } from "../../../src/table/parseValue";
import { openText } from "../../../src/csv/csvFile";
import { densitySteps } from "../../../src/imputation/density";
import { planEdits } from "../../../src/csv/edits";
import { CellState } from "../../../src/shared/cellState";
import { buildTable } from "../../../src/table/buildTable";
import { review, packed, suggest } from "./tables";

const rows = ["Oslo,10", ",20", "Bergen,", ",40", "Oslo,50", "Bergen,60"];
const text = `city,size\n${rows.join("\n")}\n`;

function reviewed() {
  const opened = review(text);
  opened.session.addSuggestions(packed(suggest(1, 0, "Oslo", 0.95), suggest(3, 0, "Bergen", 0.4), suggest(2, 1, "30", 0.8)), null);
  return opened;
}

function shown(session: Parameters<RowView["count"]>[0], filter: RowView["filter"], percent = 80, sorted: Uint32Array | null = null): number[] | null {
  const view = new RowView();
  view.arrange(session, filter, percent, sorted);
  return view.order && [...view.order];
}

test("filters keep the rows with such a cell, in the order that there is", () => {
  const { session } = reviewed();
  session.reject([{ row: 3, column: 0 }]);
  assert.equal(shown(session, "all"), null);
  assert.deepEqual(shown(session, "missing"), [1, 2, 3]);
  assert.deepEqual(shown(session, "suggested"), [1, 2]);
  assert.deepEqual(shown(session, "rejected"), [3]);
  assert.deepEqual(shown(session, "lowCertainty", 90), [2]);
  const sorted = Uint32Array.of(5, 4, 3, 1, 0, 2);
  assert.deepEqual(shown(session, "all", 80, sorted), [...sorted]);
  assert.deepEqual(shown(session, "missing", 80, sorted), [3, 1, 2]);
});

test("an order follows rows that move", () => {
  const order = Uint32Array.of(2, 0, 1);
  assert.equal(rebaseOrder(null, Int32Array.of(0), 5), null);
  assert.deepEqual(rebaseOrder(order, Int32Array.of(1, 2, -1), 4), Uint32Array.of(1, 2, 0, 3));
});

test("the next undecided missing cell comes in reading order and goes round", () => {
  const { session } = reviewed();
  const from = (viewRow: number, column: number, backwards = false) => new RowView().findUndecided(session, { viewRow, column }, backwards);
  assert.deepEqual(from(0, -1), { viewRow: 1, column: 0 });
  assert.deepEqual(from(1, 0), { viewRow: 2, column: 1 });
  assert.deepEqual(from(3, 0), { viewRow: 1, column: 0 });
  assert.deepEqual(from(1, 0, true), { viewRow: 3, column: 0 });
  session.reject([...session.cellsIn(CellState.Suggested)]);
  assert.equal(from(0, 0), null);
});

test("scopes name their cells", () => {
  const { session } = reviewed();
  const cells = (scope: Parameters<typeof cellsOf>[2], order: Uint32Array | null = null) =>
    [...cellsOf(session, order, scope, CellState.Suggested, (column) => (column === 0 ? 80 : null))].map(({ row, column }) => `${row}:${column}`).sort();
  assert.deepEqual(cells({ kind: "cell", row: 1, column: 0 }), ["1:0"]);
  assert.deepEqual(cells({ kind: "cell", row: 0, column: 0 }), []);
  assert.deepEqual(cells({ kind: "column", column: 0 }), ["1:0", "3:0"]);
  assert.deepEqual(cells({ kind: "above", percent: 80 }), ["1:0", "2:1"]);
  assert.deepEqual(cells({ kind: "sure", wish: 90 }), ["1:0"], "each column from its own threshold on, and none without one");
  assert.deepEqual(cells({ kind: "all" }), ["1:0", "2:1", "3:0"]);
  const range = { kind: "range", fromViewRow: 0, toViewRow: 1, columns: [0] } as const;
  assert.deepEqual(cells(range), ["1:0"]);
  assert.deepEqual(cells(range, Uint32Array.of(3, 0)), ["3:0"], "view rows are those of the order");
  assert.deepEqual(cells({ kind: "filter" }, Uint32Array.of(3, 0)), ["3:0"]);
});

test("a tile carries values, states and certainties in the grid's order", () => {
  const { session } = reviewed();
  const tile = tileAt(session, Uint32Array.of(3, 0), 0, 0, { revision: 5, layout: 2 });
  assert.deepEqual(tile.rows, [3, 0]);
  assert.deepEqual(tile.texts, ["Bergen", "40", "Oslo", "10"]);
  assert.deepEqual(tile.states, [CellState.Suggested, CellState.Observed, CellState.Observed, CellState.Observed]);
  assert.deepEqual(tile.certainties, [40, -1, -1, -1]);
  assert.equal(tileAt(session, null, 7, 0, { revision: 5, layout: 2 }).rows.length, 0);
});

test("a huge cell is cut for the table, and shown longer in the inspector", () => {
  const { session } = review(`a,b\n${"x".repeat(100_000)},1\ny,\n`);
  assert.equal(tileAt(session, null, 0, 0, { revision: 0, layout: 0 }).texts[0]?.length, 201);
  assert.equal(cellDetail(session, 0, 0, "", false).text.length, 5001);
});

test("a detail tells the reason where there is no suggestion", () => {
  const { session } = review(text);
  assert.equal(cellDetail(session, 1, 0, "Line 3", true).reason, "The model has not predicted this cell yet.");
  assert.equal(cellDetail(session, 1, 0, "Line 3", false).reason, "There is no suggestion for this cell.");
  session.setOutcomes([{ index: 0, missing: 2, filled: 0, skipReason: "Because." }]);
  assert.equal(cellDetail(session, 1, 0, "Line 3", false).reason, "Because.");
  const header = columnHeader(session, session.table.columns[0]!, null);
  assert.equal(header.skipReason, "Because.");
  assert.equal(cellDetail(session, 0, 0, "Line 2", false).reason, null);
});

test("a cell behind the end of a short row is neither a missing cell nor a value", () => {
  const { session } = review("a,b,c\n1,2,3\n4,5\n6,,8\n");
  assert.equal(session.state(1, 2), CellState.Observed);
  const detail = cellDetail(session, 1, 2, "", false);
  assert.equal(detail.state, CellState.Skipped);
  assert.match(detail.reason ?? "", /^This row ends before this column/);
});

test("an interval has its place on the column's range", () => {
  const { session } = review(text);
  session.addSuggestions(packed({ ...suggest(2, 1, "35"), interval: ["10", "60"] }), null);
  assert.deepEqual(cellDetail(session, 2, 1, "", false).plot, { low: 0, high: 1, value: 0.5, density: [] });
  const heights = Uint8Array.from({ length: densitySteps }, (_, i) => (i === densitySteps / 2 ? 255 : 0));
  session.addSuggestions(packed({ ...suggest(2, 1, "35"), interval: ["10", "60"], density: { from: 10, to: 60, heights } }), null);
  const { density } = cellDetail(session, 2, 1, "", false).plot!;
  assert.equal(density.indexOf(1), Math.floor(density.length / 2), "the density lies on the column's range");
});

test("a header counts exactly and lays the suggested values over the observed", () => {
  const { session, table } = reviewed();
  const city = columnHeader(session, table.columns[0]!, null);
  assert.equal(city.everMissing, 2);
  assert.equal(city.missing, 2);
  assert.deepEqual(
    city.bars.map(({ label, observed, suggested }) => [label, observed, suggested]),
    [
      ["Oslo", 2, 1],
      ["Bergen", 2, 1],
    ],
  );
  const size = columnHeader(session, table.columns[1]!, null);
  assert.ok(size.histogram);
  assert.equal(size.bars.reduce((sum, bar) => sum + bar.observed, 0), 5);
  assert.equal(size.bars.reduce((sum, bar) => sum + bar.suggested, 0), 1);
});

test("a share is never rounded to nothing, nor to everything", () => {
  assert.equal(shareText(3, 1000), "0.3%");
  assert.equal(shareText(1, 1_000_000), "0.0001%");
  assert.equal(shareText(999_999, 1_000_000), "99.9999%");
  assert.equal(shareText(1, 3), "33%");
  assert.equal(shareText(0, 3), "0%");
  assert.equal(shareText(3, 3), "100%");
  assert.equal(percentText(0.9996), "99%", "what is promised is rounded down");
});

test("spelled values are read back", () => {
  const price = buildTable(openText("p\n1.234,50 €\n2.000,00 €\n17,25 €\n", { header: true, delimiter: ";" })).columns[0]!;
  assert.equal(parseValue(price, "1.234,50 €"), 1234.5);
  const day = buildTable(openText("d,x\n24.12.2023,1\n25.12.2023,2\n26.12.2023,3\n", { header: true })).columns[0]!;
  assert.equal(parseValue(day, "25.12.2023"), Date.UTC(2023, 11, 25) / 1000);
  const city = buildTable(openText("c,x\nOslo,1\nOslo,2\nBergen,3\n", { header: true })).columns[0]!;
  assert.ok(Number.isNaN(parseValue(city, "Oslo")));
});

test("one value that must not be written does not hold up the others", () => {
  const { file, table } = review(text);
  const { written, edits, refused } = planEdits(file, [suggest(1, 0, "=1+1"), suggest(3, 0, "Bergen")], { quoted: () => false }, planOptions(table));
  assert.deepEqual(written.map(({ value }) => value), ["Bergen"]);
  assert.equal(edits.length, 1);
  assert.deepEqual(refused.map(({ fill }) => fill.row), [1]);
  assert.match(refused[0]!.reason.message, /formula/);
});

test("tokens that count as missing may be replaced, other values may not", () => {
  const file = openText("n,m\n1,2\nNA,3\n3,4\n5,6\n", { header: true });
  const table = buildTable(file, { missingTokens: ["NA"] });
  const { written } = planEdits(file, [suggest(1, 0, "2"), suggest(0, 0, "9")], { quoted: () => false }, planOptions(table));
  assert.deepEqual(written.map(({ row }) => row), [1]);
});

test("the missing cells between two offsets are found without looking at every row", () => {
  const { session, file } = review(text);
  const start = text.indexOf(",20");
  assert.deepEqual([...missingBetween(file, session, start, start)], [{ row: 1, column: 0 }]);
  assert.deepEqual([...missingBetween(file, session, 0, text.length)].length, 3);
  assert.deepEqual([...missingBetween(file, session, text.indexOf("Oslo,50"), text.length)], []);
});

test("the next undecided cell can be looked for in one column", () => {
  const { session } = reviewed();
  const within = (column: number, viewRow: number) => new RowView().findUndecided(session, { viewRow, column: -1 }, false, column);
  assert.deepEqual(within(1, 0), { viewRow: 2, column: 1 });
  assert.deepEqual(within(0, 2), { viewRow: 3, column: 0 });
  session.reject([{ row: 2, column: 1 }]);
  assert.equal(within(1, 0), null);
});

test("columns are listed by name, in file order or the most missing first", () => {
  const { session } = review("city,size,zone\nOslo,1,a\n,,b\n,2,\n,3,d\n");
  const asked = { from: 0, to: 10, query: "", order: "file" } as const;
  assert.deepEqual(
    columnList(session, asked).columns.map(({ name, missing, missingShare }) => [name, missing, missingShare]),
    [
      ["city", 3, "75%"],
      ["size", 1, "25%"],
      ["zone", 1, "25%"],
    ],
  );
  const found = columnList(session, { ...asked, query: " Z", order: "missing", to: 1 });
  assert.equal(found.total, 2, "those beyond the part asked for are counted, too");
  assert.deepEqual(found.columns.map(({ name }) => name), ["size"]);
  session.choose([{ row: 1, column: 0, value: "Bergen" }]);
  assert.equal(columnList(session, asked).columns[0]!.missing, 2, "what is accepted is not missing");
});

test("a cell is shown with the rows around it, as far as there are any", () => {
  const { session } = review("name\na\nb\n\"\"\nd\ne\nf\n");
  session.addSuggestions(packed(suggest(2, 0, "c", 0.9)), null);
  const around = (row: number): string[] => cellDetail(session, row, 0, "", false).around.map(({ row: near, text, state }) => `${near}:${text}${state === CellState.Suggested ? "?" : ""}`);
  assert.deepEqual(around(3), ["1:b", "2:c?", "3:d", "4:e", "5:f"]);
  assert.deepEqual(around(0), ["0:a", "1:b", "2:c?"]);
  assert.deepEqual(around(5), ["3:d", "4:e", "5:f"]);
});
