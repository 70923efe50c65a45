/** The command line, as product.md words it: what is written, what is left alone, and how it ends. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileOf, fillsOf } from "../missing";
import { european, holesIn, plain, shopColumns, shopOf, shopTable } from "../tables";
import { load } from "../../busy";
import { npt, scratch } from "./commandLine";

interface Report {
  readonly model: { readonly name: string; readonly version: string; readonly sha256: string };
  readonly table: {
    readonly rows: number;
    readonly columns: readonly { name: string; kind: string; missing: number; filled: number; left: string | null }[];
  };
  readonly cells: readonly {
    readonly row: number;
    readonly column: string;
    readonly value: string;
    readonly certainty: number;
    readonly interval: readonly [number, number] | null;
    readonly alternatives: readonly { value: string; probability: number }[];
  }[];
  readonly timing: Record<"readMs" | "encodeMs" | "inferenceMs" | "writeMs" | "totalMs", number>;
}

for (const [name, style, encoding] of [
  ["a plain file", plain, {}],
  ["a file with BOM, CRLF, semicolons, quotes and decimal commas", european, { bom: true }],
] as const) {
  test(`fills every hole of ${name} and changes no other byte`, async (t) => {
    const folder = scratch(t);
    const template = shopTable(200, style);
    const [input, output, report] = ["in.csv", "out.csv", "report.json"].map((file) => join(folder, file)) as [
      string,
      string,
      string,
    ];
    writeFileSync(input, fileOf(template, encoding));
    const { code, stdout, stderr } = await npt([input, "-o", output, "--report", report]);
    assert.equal(code, 0, stderr);
    assert.equal(stdout.length, 0, "with -o nothing goes to stdout");
    assert.deepEqual(readFileSync(input), fileOf(template, encoding), "the input is only read");

    const holes = holesIn(template, style);
    const fills = fillsOf(template, readFileSync(output), encoding);
    assert.equal(fills.length, holes.length);
    assert.deepEqual(
      fills.filter((fill) => fill === ""),
      [],
    );
    checkSpelling(template, fills, style);

    const { model, table, cells, timing }: Report = JSON.parse(readFileSync(report, "utf8"));
    assert.match(model.sha256, /^[0-9a-f]{64}$/);
    assert.equal(table.rows, 200);
    assert.deepEqual(
      table.columns.map((column) => column.name),
      shopColumns,
    );
    assert.deepEqual(
      table.columns.map((column) => [column.missing, column.filled, column.left]),
      shopColumns.map((_, index) => {
        const missing = holes.filter((hole) => hole.column === index).length;
        return [missing, missing, null];
      }),
    );
    const byPlace = new Map(cells.map((cell) => [`${cell.row} ${cell.column}`, cell]));
    for (const [index, { row, column }] of holes.entries()) {
      const cell = byPlace.get(`${row} ${shopColumns[column]}`);
      assert.equal(cell?.value, fills[index]);
      assert.ok(cell !== undefined && cell.certainty >= 0 && cell.certainty <= 1);
      assert.equal(cell.interval === null, column < 3, "numbers have an interval, categories none");
      if (cell.interval) assert.ok(cell.interval[0] <= cell.interval[1]);
    }
    assert.ok(timing.totalMs >= timing.inferenceMs);
  });
}

/** Functional dependencies are filled exactly; numbers look like the numbers of their column. */
function checkSpelling(template: string, fills: readonly string[], style: typeof plain): void {
  const lines = template.split(style.newline).slice(1);
  for (const [index, { row, column }] of holesIn(template, style).entries()) {
    const shop = shopOf((lines[row]?.split(style.delimiter)[0] ?? "").replaceAll('"', ""));
    const fill = fills[index] ?? "";
    if (column === 1) assert.equal(fill, shop.name, `row ${row}`);
    if (column === 2) assert.equal(fill, shop.region, `row ${row}`);
    if (column === 3) assert.match(fill, /^\d+$/);
    if (column === 4) assert.match(fill, style.decimalMark === "," ? /^\d+,\d\d$/ : /^\d+\.\d\d$/);
  }
}

test("reads stdin, writes stdout, and says the same every time", async () => {
  const template = shopTable(60);
  const first = await npt(["-", "--seed", "3"], fileOf(template));
  assert.equal(first.code, 0, first.stderr);
  assert.ok(fillsOf(template, first.stdout).every((fill) => fill !== ""));
  assert.equal(first.stderr, "", "progress is for terminals");
  const second = await npt(["-", "--seed", "3"], fileOf(template));
  assert.deepEqual(second.stdout, first.stdout);
});

test("the WASM runtime fills the same missing cells", async () => {
  const template = shopTable(60);
  const native = await npt(["-", "--runtime", "native"], fileOf(template));
  const wasm = await npt(["-", "--runtime", "wasm"], fileOf(template));
  assert.deepEqual([native.code, wasm.code], [0, 0], native.stderr + wasm.stderr);
  const [left, right] = [fillsOf(template, native.stdout), fillsOf(template, wasm.stdout)];
  const texts = holesIn(template).map(({ column }) => column < 3);
  assert.deepEqual(
    right.filter((_, index) => texts[index]),
    left.filter((_, index) => texts[index]),
  );
  assert.ok(right.every((fill) => fill !== ""));
});

test("--columns and --min-certainty leave the rest empty", async () => {
  const template = shopTable(120);
  const holes = holesIn(template);
  const some = await npt(["-", "--columns", "region,price"], fileOf(template));
  assert.equal(some.code, 0, some.stderr);
  for (const [index, fill] of fillsOf(template, some.stdout).entries()) {
    assert.equal(fill !== "", holes[index]?.column === 2 || holes[index]?.column === 4);
  }
  const sure = await npt(["-", "--min-certainty", "0.9"], fileOf(template));
  assert.equal(sure.code, 0, sure.stderr);
  const filled = fillsOf(template, sure.stdout).filter((fill) => fill !== "").length;
  assert.ok(filled > 0 && filled < holes.length, `${filled} of ${holes.length} are at least 90 % certain`);
});

test("--missing makes a token a missing cell where it stands alone", async () => {
  const template = shopTable(80);
  const withToken = fileOf(template.replaceAll("¤", "N/A"));
  const { code, stdout, stderr } = await npt(["-", "--missing", "N/A"], withToken);
  assert.equal(code, 0, stderr);
  assert.ok(fillsOf(template, stdout).every((fill) => fill !== "" && fill !== "N/A"));
});

test("a file without missing cells comes out as it went in", async () => {
  const file = fileOf("a;b\r\n1;x\r\n2;y", { bom: true });
  const { code, stdout } = await npt(["-"], file);
  assert.equal(code, 0);
  assert.deepEqual(stdout, file);
});

test("--draws writes as many completed copies, which differ where the model is unsure", async (t) => {
  const folder = scratch(t);
  const template = shopTable(80);
  writeFileSync(join(folder, "in.csv"), fileOf(template));
  const { code, stderr } = await npt([join(folder, "in.csv"), "-o", join(folder, "out.csv"), "--draws", "3"]);
  assert.equal(code, 0, stderr);
  const copies = [1, 2, 3].map((draw) => readFileSync(join(folder, `out.${draw}.csv`)));
  for (const copy of copies) assert.ok(fillsOf(template, copy).every((fill) => fill !== ""));
  assert.ok(!copies[0]?.equals(copies[1] ?? Buffer.of()), "draws are no copies of each other");
});

test("--check measures the model on the table itself and writes no table", async (t) => {
  const folder = scratch(t);
  const report = join(folder, "check.json");
  writeFileSync(join(folder, "in.csv"), fileOf(shopTable(150)));
  const { code, stdout, stderr } = await npt([join(folder, "in.csv"), "--check", "--report", report]);
  assert.equal(code, 0, stderr);
  for (const name of shopColumns.slice(1)) assert.match(stdout.toString(), new RegExp(`^\\W*${name}\\b`, "m"));
  JSON.parse(readFileSync(report, "utf8"));
  assert.deepEqual(readdirSync(folder).sort(), ["check.json", "in.csv"]);
});

test("what cannot be used ends with 2 and one line, and nothing is written", async (t) => {
  const folder = scratch(t);
  const input = join(folder, "in.csv");
  const output = join(folder, "out.csv");
  writeFileSync(input, fileOf(shopTable(10)));
  writeFileSync(join(folder, "empty.csv"), "");
  const cases: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [[join(folder, "absent.csv"), "-o", output], /absent\.csv/],
    [[folder, "-o", output], /folder|directory/],
    [[join(folder, "empty.csv"), "-o", output], /empty/],
    [[input, "-o", output, "--columns", "colour"], /colour.*shop/],
    [[input, "-o", output, "--min-certainty", "high"], /min-certainty/],
    [[input, "-o", output, "--runtime", "gpu"], /runtime/],
    [[input, "-o", output, "--frobnicate"], /frobnicate/],
    [[input, "-o", join(folder, "no/such/out.csv")], /out\.csv|no\/such/],
    [[input, "--draws", "2"], /-o/],
    [[], /input|file/],
  ];
  for (const [args, says] of cases) {
    const { code, stdout, stderr } = await npt(args);
    const told = `${args.join(" ")}\n${stderr}`;
    assert.equal(code, 2, told);
    assert.match(stderr, says, told);
    assert.equal(stderr.trimEnd().split("\n").length, 1, told);
    assert.equal(stdout.length, 0, told);
  }
  assert.deepEqual(readdirSync(folder).sort(), ["empty.csv", "in.csv"]);
  assert.deepEqual(readFileSync(input), fileOf(shopTable(10)));
});

test("an interrupt ends with 130 and leaves no half-written file", async (t) => {
  const folder = scratch(t);
  const input = join(folder, "in.csv");
  writeFileSync(input, fileOf(shopTable(20_000)));
  const { code, stdout } = await npt([input, "-o", join(folder, "out.csv")], undefined, (child) => {
    void delay(2_000 * load()).then(() => child.kill("SIGINT"));
  });
  assert.equal(code, 130);
  assert.equal(stdout.length, 0);
  assert.deepEqual(readdirSync(folder), ["in.csv"]);
  assert.ok(!existsSync(join(folder, "out.csv")));
});
