import assert from "node:assert/strict";
import test from "node:test";
import { openText } from "../../../src/csv/csvFile";
import { buildTable } from "../../../src/table/buildTable";
import { missingWhere } from "../../../src/table/missingWhere";

const noPause = async (): Promise<void> => undefined;

/** A table of 400 people, whose income is missing where `gone` says so. */
function people(gone: (person: { sex: string; age: number; row: number }) => boolean) {
  const rows = Array.from({ length: 400 }, (_, row) => {
    const person = { sex: row % 10 < 3 ? "male" : "female", age: 20 + ((row * 37) % 60), row };
    return `${person.sex},${person.age},${gone(person) ? "" : 1000 + row}`;
  });
  return buildTable(openText(`sex,age,income\n${rows.join("\n")}\n`, { header: true, delimiter: "," }));
}

test("the level in which most is missing is named, with its size", async () => {
  const table = people(({ sex, row }) => (sex === "male" ? row % 4 < 2 : row % 50 === 7));
  const found = await missingWhere(table, 2, noPause);
  assert.deepEqual(found?.part, { kind: "level", text: "male" });
  assert.equal(found?.by, 0);
  assert.deepEqual([found?.rows, found?.otherRows], [120, 280]);
  const males = Array.from({ length: 400 }, (_, row) => row).filter((row) => row % 10 < 3 && row % 4 < 2).length;
  assert.equal(found?.missing, males, "counts are exact");
});

test("of numbers it is the half in which more is missing", async () => {
  const old = await missingWhere(people(({ age, row }) => age >= 55 && row % 3 > 0), 2, noPause);
  assert.equal(old?.by, 1);
  assert.equal(old?.part.kind, "from");
  const young = await missingWhere(people(({ age, row }) => age < 45 && row % 3 > 0), 2, noPause);
  assert.equal(young?.part.kind, "below");
  assert.ok(young && young.missing / young.rows > young.otherMissing / young.otherRows);
});

test("what chance alone makes is not told, nor is what a few rows make", async () => {
  let seed = 11;
  const random = (): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return seed / 2 ** 32;
  };
  for (let tries = 0; tries < 20; tries++) assert.equal(await missingWhere(people(() => random() < 0.2), 2, noPause), null);
  assert.equal(await missingWhere(people(({ row }) => row < 5), 2, noPause), null, "too few missing cells");
  const rare = people(({ row }) => row % 40 === 0);
  const table = { ...rare, columns: rare.columns.map((column) => (column.index === 0 ? { ...column, codes: column.codes.map((_, row) => (row % 40 === 0 ? 0 : 1)) } : column)) };
  assert.equal(await missingWhere(table, 2, noPause), null, "a level of ten rows has no support");
});
