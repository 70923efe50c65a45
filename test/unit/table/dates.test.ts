import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { dateFormat } from "../../../src/table/dateFormat";
import { formatValue } from "../../../src/table/format";
import { seed } from "../csv/helpers";
import { columnOf } from "./helpers";

const day = Date.UTC(2021, 2, 9) / 1000;

const formats: readonly [pattern: string, cells: string[], first: number, delimiter?: string][] = [
  ["YYYY-MM-DD", ["2021-03-09", "2020-12-31"], day],
  ["YYYY/MM/DD", ["2021/03/09", "2020/12/31"], day],
  ["YYYYMMDD", ["20210309", "20201231", "19991231"], day],
  ["YYYY-MM", ["2021-03", "2020-12"], Date.UTC(2021, 2, 1) / 1000],
  ["DD.MM.YYYY", ["09.03.2021", "31.12.2020"], day],
  ["D.M.YYYY", ["9.3.2021", "31.12.2020"], day],
  ["MM/DD/YYYY", ["03/09/2021", "12/31/2020"], day],
  ["DD/MM/YYYY", ["09/03/2021", "31/12/2020"], day],
  ["M/D/YYYY", ["3/9/2021", "12/31/2020"], day],
  ["M/D/YY", ["3/9/21", "12/31/99"], day],
  ["MM/DD/YYYY", ["03/09/2021", "04/05/2021", "05/01/2021"], day],
  ["DD-MMM-YYYY", ["09-Mar-2021", "31-Dec-2020"], day],
  ["DD-MMM-YY", ["09-Mar-21", "31-Dec-20"], day],
  ["D MMMM YYYY", ["9 March 2021", "31 May 2020"], day],
  ["MMM D, YYYY", ["Mar 9, 2021", "Dec 31, 2020"], day],
  ["MMM D YYYY", ["Mar 9 2021", "Dec 31 2020"], day],
  ["MMMM D, YYYY", ["March 9, 2021", "May 31, 2020"], day],
  ["MMM-YY", ["Mar-21", "Dec-20"], Date.UTC(2021, 2, 1) / 1000],
  ["MMM YYYY", ["Mar 2021", "Dec 2020"], Date.UTC(2021, 2, 1) / 1000],
  ["ddd, DD MMM YYYY", ["Tue, 09 Mar 2021", "Thu, 31 Dec 2020"], day],
  ["YYYY-MM-DD HH:mm:ss", ["2021-03-09 01:02:03", "2020-12-31 23:59:59"], day + 3723],
  ["YYYY-MM-DD[T]HH:mm:ss[Z]", ["2021-03-09T01:02:03Z", "2020-12-31T00:00:01Z"], day + 3723],
  [
    "YYYY-MM-DD[T]HH:mm:ss.SSS[+01:00]",
    ["2021-03-09T01:02:03.500+01:00", "2020-12-31T00:00:01.250+01:00"],
    day + 3723.5,
  ],
  ["M/D/YYYY h:mm A", ["3/9/2021 1:02 PM", "12/31/2020 11:59 AM"], day + 13 * 3600 + 120],
  ["MM/DD/YYYY hh:mm:ss a", ["03/09/2021 01:02:03 pm", "12/31/2020 11:59:00 am"], day + 13 * 3600 + 123],
  ["HH:mm", ["01:02", "23:59"], 3720],
  ["H:mm", ["1:02", "23:59"], 3720],
  ["HH:mm:ss", ["01:02:03", "23:59:59"], 3723],
];
for (const [pattern, cells, first] of formats) {
  test(`reads and writes ${pattern}: ${cells[0]}`, () => {
    const column = columnOf("d", cells);
    assert.equal(column.kind, "date");
    assert.equal(column.dateFormat, pattern);
    assert.equal(column.values[0], first);
    for (const [i, cell] of cells.entries()) assert.equal(formatValue(column, column.values[i]!), cell);
  });
}

test("differing offsets are read, and written as UTC", () => {
  const column = columnOf("d", ["2021-03-09T01:02:03+01:00", "2020-07-31T00:00:01+02:00"]);
  assert.deepEqual([...column.values], [day + 123, Date.UTC(2020, 6, 30, 22, 0, 1) / 1000]);
  assert.equal(formatValue(column, day), "2021-03-09T00:00:00Z");
});

test("day and month are told apart by order where the values leave it open", () => {
  const sorted = [
    "01/02/2021",
    "02/02/2021",
    "03/02/2021",
    "04/02/2021",
    "05/02/2021",
    "06/02/2021",
    "01/03/2021",
    "02/03/2021",
  ];
  assert.equal(columnOf("d", sorted).dateFormat, "DD/MM/YYYY");
});

test("no dates: impossible days, versions, ratios, durations, telephone numbers", () => {
  for (const cells of [
    ["2021-02-30", "2021-13-01"],
    ["1.2.3", "4.5.6"],
    ["3/4", "1/2"],
    ["25:10", "99:59"],
    ["555-1234", "555-2345"],
  ]) {
    assert.notEqual(columnOf("d", [...cells, ...cells]).kind, "date", cells.join(" "));
  }
});

test("one wrong date in a hundred does not matter, five do", () => {
  const cells = Array.from({ length: 200 }, (_, i) => dateFormat("YYYY-MM-DD").write(day + i * 86400 * 3));
  const column = columnOf("d", ["soon", ...cells]);
  assert.equal(column.kind, "date");
  assert.ok(Number.isNaN(column.values[0]!));
  assert.notEqual(columnOf("d", [...Array.from({ length: 20 }, (_, i) => `soon ${i}`), ...cells]).kind, "date");
});

test("writes no finer than the column: days, hours, first of the month, new year", () => {
  const spelled = (cells: string[], value: number) => formatValue(columnOf("d", cells), value);
  assert.equal(spelled(["2020-01-01 00:00:00", "2022-06-05 00:00:00"], day + 50_000), "2021-03-10 00:00:00");
  assert.equal(spelled(["2020-01-01 00:00:00", "2022-06-05 11:00:00"], day + 50_000), "2021-03-09 14:00:00");
  assert.equal(spelled(["2020-01-01", "2022-06-01"], day), "2021-03-01");
  assert.equal(spelled(["2000-01-01", "2022-01-01"], Date.UTC(2015, 8, 1) / 1000), "2016-01-01");
});

test("stays within the observed dates", () => {
  const column = columnOf("d", ["2020-02-03", "2021-04-05"]);
  assert.equal(formatValue(column, 0), "2020-02-03");
  assert.equal(formatValue(column, 4e9), "2021-04-05");
});

test("every written date is valid and reads back", () => {
  const patterns = fc.constantFrom(...new Set(formats.map(([pattern]) => pattern)));
  fc.assert(
    fc.property(patterns, fc.integer({ min: 0, max: 2_100_000_000 }), (pattern, seconds) => {
      const format = dateFormat(pattern);
      const text = format.write(seconds);
      const back = format.parse(text);
      assert.ok(!Number.isNaN(back), text);
      assert.equal(format.write(back), text);
    }),
    { seed, numRuns: 2000 },
  );
});
