/** Files made to do harm, through the built command line: it ends, in bounded time and memory, and changes only missing cells. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { hostileTexts } from "../../hostile";
import { fileOf, fillsOf, hole } from "../missing";
import { measured, npt, scratch } from "./commandLine";

/** A table of `rows` rows whose first column is always hostile, with a missing cell in every fourth cell of the last. */
function hostileTable(rows: number, names = "text,kind,size"): string {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  // A file is bytes: a lone surrogate cannot be in one.
  const texts = hostileTexts.map((text) => text.replace(/\p{Surrogate}/gu, "\ufffd"));
  const lines = Array.from({ length: rows }, (_, i) => {
    const size = i % 4 === 2 ? hole : String((i % 5) * 10);
    return `${quoted(texts[i % texts.length]!)},${quoted(`kind ${i % 5}`)},${size}`;
  });
  return `${names}\n${lines.join("\n")}\n`;
}

/** Nothing but the missing cells may have changed, and nothing may have run. */
async function fill(t: TestContext, template: string, ...args: string[]): Promise<{ folder: string; fills: string[]; stderr: string }> {
  const folder = scratch(t);
  const [input, output] = [join(folder, "in.csv"), join(folder, "out.csv")];
  writeFileSync(input, fileOf(template));
  const { code, stderr } = await npt([input, "-o", output, ...args]);
  assert.equal(code, 0, stderr.slice(0, 2000));
  assert.deepEqual(readFileSync(input), fileOf(template), "the input is only read");
  return { folder, fills: fillsOf(template, readFileSync(output)), stderr };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

test("cells that look like HTML, formulas, escapes, shell and paths are only text", async (t) => {
  const { folder, fills } = await fill(t, hostileTable(120), "--report", join(scratch(t), "report.json"));
  assert.ok(fills.length > 20 && fills.every((value) => /^-?\d+$/.test(value)), fills.join());
  assert.deepEqual(readdirSync(folder).sort(), ["in.csv", "out.csv"], "no file but the output appears");
  assert.ok(!existsSync("ran"));
});

test("names like __proto__, empty, repeated, or full of control characters change nothing but the names", async (t) => {
  for (const names of ["__proto__,constructor,toString", ",,", "size,size,size", '"\u001b[31mred\u0007","<b>","=1+1"', "hasOwnProperty,__proto__,__proto__"]) {
    const { fills } = await fill(t, hostileTable(60, names));
    assert.ok(fills.every((value) => value !== ""), JSON.stringify(names));
    const check = await npt(["-", "--check"], fileOf(hostileTable(60, names)));
    assert.equal(check.code, 0, check.stderr);
    assert.doesNotMatch(check.stdout.toString(), control, "what a terminal obeys is not printed");
  }
});

test("messages about hostile files hold nothing that a terminal obeys", async () => {
  for (const args of [["\u001b[31mabsent\u0007.csv"], ["-", "--columns", "\u001b]0;title\u0007"], ["-", "--columns", "text,\u202egnp"]]) {
    const { code, stderr } = await npt(args, fileOf(hostileTable(10, '"\u001b[2J","b","c"')));
    assert.equal(code, 2);
    assert.doesNotMatch(stderr.trimEnd(), control);
    assert.equal(stderr.trimEnd().split("\n").length, 1);
  }
});

test("a value the model takes from a hostile column is written so that it reads back, or not at all", async (t) => {
  const kinds = ["<script>alert(1)</script>", 'a "quoted", thing', "two\nlines", "=1+1", "\u001b[31mred"];
  const lines = Array.from({ length: 100 }, (_, i) => {
    const kind = i % 7 === 3 ? hole : `"${kinds[i % 5]!.replaceAll('"', '""')}"`;
    return `k${i % 5},${kind}`;
  });
  const { fills } = await fill(t, `key,kind\n${lines.join("\n")}\n`);
  const written = fills.filter((value) => value !== "").map((value) => value.replace(/^"([\s\S]*)"$/, "$1").replaceAll('""', '"'));
  assert.ok(written.length > 5);
  for (const value of written) assert.ok(kinds.includes(value), JSON.stringify(value));
  assert.ok(!written.some((value) => value.startsWith("=")), "no formula is ever written");
});

/** Numbers that differ; some are missing in 32 of the columns. */
function wide(columns: number, rows: number): string {
  const cell = (row: number, column: number): string => (column % (columns / 32) === 5 && row % 5 === 2 ? "" : String((row * (column + 7)) % 101));
  const lines = Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, column) => cell(row, column)).join());
  return `${Array.from({ length: columns }, (_, column) => `c${column}`).join()}\n${lines.join("\n")}\n`;
}

/** Files by their size, as large as they take about a second; the time for twice as much must be about twice as long. */
const bombs: readonly [name: string, make: (size: number) => string, sizes: readonly [number, number]][] = [
  ["quotes and nothing else", (n) => `a,b\n1,\n${'"'.repeat(n)}`, [4_000_000, 8_000_000]],
  ["opening quotes that never close", (n) => `a,b\n1,\n2,3\n${'"x,\n'.repeat(n)}`, [200_000, 400_000]],
  ["stray quotes on one line", (n) => `a,b\n1,\n"${'"x,"y'.repeat(n)}`, [400_000, 800_000]],
  ["doubled quotes over many lines", (n) => `a,b\n1,\n"${'""\n'.repeat(n)}`, [800_000, 1_600_000]],
  ["a million short rows", (n) => `a,b,c\n1,2,3\n4,,6\n${"1\n".repeat(n)}`, [500_000, 1_000_000]],
  ["delimiters only", (n) => `a,b\n1,\n2,3\n4,5\n${",".repeat(n)}\n`, [1_000_000, 2_000_000]],
  ["a cell of ten megabytes", (n) => `a,b\n${"x".repeat(n)},1\ny,\nz,3\n`, [5_000_000, 10_000_000]],
  ["20,000 columns, 32 of them with missing cells", (n) => wide(n, 20), [10_000, 20_000]],
  ["20,000 columns", (n) => `${Array.from({ length: n }, (_, i) => `c${i}`).join()}\n${`${"1,".repeat(n - 1)}\n`.repeat(3)}`, [10_000, 20_000]],
];

for (const [name, make, sizes] of bombs) {
  test(`bounded: ${name}`, { timeout: 120_000 }, async (t) => {
    const folder = scratch(t);
    const seconds: number[] = [];
    for (const [i, size] of sizes.entries()) {
      const input = join(folder, `${i}.csv`);
      const bytes = Buffer.from(make(size));
      writeFileSync(input, bytes);
      const { code, stderr, peak, cpu } = await measured([input, "-o", join(folder, "out.csv")], folder);
      assert.ok(code === 0 || code === 2, stderr.slice(0, 500));
      assert.ok(stderr.split("\n").every((line) => line.length < 2000), "messages stay short");
      assert.ok(peak < 700 + (bytes.length / 1e6) * 40, `${Math.round(peak)} MB for a file of ${(bytes.length / 1e6).toFixed(1)} MB`);
      seconds.push(cpu);
    }
    const [small, large] = seconds as [number, number];
    assert.ok(large < 2.5 * Math.max(small, 1), `${small.toFixed(1)} s, and ${large.toFixed(1)} s for twice as much`);
    console.log(`${name}: ${small.toFixed(1)} s, twice as much ${large.toFixed(1)} s`);
  });
}
