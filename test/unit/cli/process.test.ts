import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import test from "node:test";
import { load } from "../../busy";
import { temporaryFolder } from "./temporaryFolder";

const root = resolve(__dirname, "../../..");
const cli = build();

/** Builds the command into a folder of this test's own, with the models beside it. */
function build(): string {
  const folder = join("out", "unit-cli");
  const args = ["esbuild.mjs", "--quiet", "--only", "cli,engineProcess,engineWorker", "--outdir", join(folder, "dist")];
  mkdirSync(join(root, folder), { recursive: true });
  execFileSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  const models = join(root, folder, "models");
  if (!existsSync(models)) symlinkSync(join(root, "models"), models, "junction");
  return join(root, folder, "dist", "cli.js");
}

interface Finished {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

function start(args: readonly string[], cwd: string, input: string | Uint8Array = "") {
  const child = spawn(process.execPath, [cli, ...args], { cwd, stdio: "pipe" });
  child.stdin.on("error", () => {}); // a command that needs no input does not read it
  child.stdin.end(input);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  const finished = new Promise<Finished>((done) => {
    child.on("close", (status) => done({ status, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() }));
  });
  return { child, finished };
}

const run = (args: readonly string[], cwd: string, input?: string | Uint8Array) => start(args, cwd, input).finished;

/** Shops whose name is known from their number, prices that follow the weight; every ninth row has missing cells. */
function shops(rows: number): string {
  const lines = ["shop;name;weight;price"];
  for (let row = 0; row < rows; row++) {
    const shop = (row * 7) % 5;
    const weight = 1 + ((row * 37) % 100) / 10;
    const hole = row % 9;
    const name = hole === 0 ? "" : ["Nord", "Süd", '"Ost; alt"', "West", "Mitte"][shop];
    const price = hole === 4 ? "" : (3 * weight + shop).toFixed(2).replace(".", ",");
    lines.push(`S${shop};${name};${weight.toFixed(1).replace(".", ",")};${price}`);
  }
  return `\ufeff${lines.join("\r\n")}\r\n`;
}

test("a disk that is full is told in one line", { skip: !existsSync("/dev/full") }, async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "in.csv"), shops(90));
  const { status, stdout, stderr } = await run(["in.csv", "-o", "/dev/full"], folder);
  assert.deepEqual([status, stdout.length, stderr], [2, 0, "npt-impute: /dev/full cannot be written: the disk is full.\n"]);
});

test("what is wrong with a file is said on standard error, once for each kind", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "in.csv"), `${shops(90)}S1;Nord;1,0;3,0;x\r\nS1;Nord;1,0;3,0;x;y\r\nS1;"No"rd;1,0;3,0\r\n`);
  const { status, stderr } = await run(["in.csv", "-o", "out.csv"], folder);
  assert.equal(status, 0);
  assert.deepEqual(stderr.trimEnd().split("\n"), [
    "npt-impute: Data row 93 has a quote inside a quoted cell; double it if it belongs to the text.",
    "npt-impute: Data row 91 has 5 cells, the table 4 columns; the rest is left as it is. (1 more like it.)",
  ]);
});

test("a file is filled, the report says how, and nothing is said on standard error", async (t) => {
  const folder = temporaryFolder(t);
  const text = shops(90);
  writeFileSync(join(folder, "in.csv"), text);
  const { status, stdout, stderr } = await run(["in.csv", "-o", "out.csv", "--report", "r.json"], folder);
  assert.deepEqual([status, stdout.length, stderr], [0, 0, ""]);
  const before = text.split("\r\n");
  const after = readFileSync(join(folder, "out.csv"), "utf8").split("\r\n");
  assert.equal(after.length, before.length);
  const report = JSON.parse(readFileSync(join(folder, "r.json"), "utf8"));
  assert.equal(report.cells.length, 20);
  for (const [index, line] of before.entries()) {
    const fields = line.match(/"[^"]*"|[^;]+|(?<=;)(?=;|$)/g) ?? [];
    const cells = report.cells.filter((cell: { row: number }) => cell.row === index - 1);
    for (const { column, value, certainty, interval } of cells) {
      assert.ok(certainty >= 0 && certainty <= 1);
      const at = ["shop", "name", "weight", "price"].indexOf(column);
      assert.equal(fields[at], "");
      fields[at] = value.includes(";") ? `"${value}"` : value;
      if (column === "price") assert.match(value, /^\d+,\d\d$/);
      assert.equal(interval === null, column === "name");
    }
    assert.equal(after[index], fields.join(";"), `line ${index + 1}`);
  }
  assert.match(report.model.sha256, /^[0-9a-f]{64}$/);
});

test("standard input goes to standard output, and gives the same as a file", async (t) => {
  const folder = temporaryFolder(t);
  const text = shops(60);
  writeFileSync(join(folder, "in.csv"), text);
  const piped = await run(["-"], folder, text);
  await run(["in.csv", "-o", "out.csv"], folder);
  assert.equal(piped.status, 0);
  assert.ok(piped.stdout.equals(readFileSync(join(folder, "out.csv"))));
  assert.deepEqual(readdirSync(folder).sort(), ["in.csv", "out.csv"]);
});

test("the same seed gives the same bytes", async (t) => {
  const folder = temporaryFolder(t);
  const [first, second] = [
    await run(["-", "--seed", "4"], folder, shops(40)),
    await run(["-", "--seed", "4"], folder, shops(40)),
  ];
  assert.ok(first.stdout.equals(second.stdout));
});

test("--draws writes completed copies that differ in the filled cells only", async (t) => {
  const folder = temporaryFolder(t);
  const text = shops(60);
  writeFileSync(join(folder, "in.csv"), text);
  const { status, stderr } = await run(["in.csv", "-o", "out.csv", "--draws", "3"], folder);
  assert.deepEqual([status, stderr], [0, ""]);
  assert.deepEqual(readdirSync(folder).sort(), ["in.csv", "out.1.csv", "out.2.csv", "out.3.csv"]);
  const copies = [1, 2, 3].map((draw) => readFileSync(join(folder, `out.${draw}.csv`), "utf8"));
  assert.ok(new Set(copies).size > 1, "prices are drawn, not repeated");
  for (const copy of copies) {
    const lines = copy.split("\r\n");
    assert.doesNotMatch(copy, /;;|;\r\n/);
    for (const [index, line] of text.split("\r\n").entries()) {
      if (!/;;|;$/.test(line)) assert.equal(lines[index], line);
    }
  }
});

test("WebAssembly and the native library agree on the model to 1e-4", async (t) => {
  const folder = temporaryFolder(t);
  const reports = [];
  for (const runtime of ["native", "wasm"]) {
    const args = ["-", "--runtime", runtime, "--verbose", "--report", "r.json"];
    const { status, stdout, stderr } = await run(args, folder, shops(45));
    assert.equal(status, 0);
    assert.match(stderr, new RegExp(`\\(${runtime}\\) is ready`));
    assert.doesNotMatch(stdout.toString(), /;;|;\r\n/);
    reports.push(JSON.parse(readFileSync(join(folder, "r.json"), "utf8")));
  }
  const [native, wasm] = reports;
  assert.equal(native.cells.length, 10);
  for (const [index, cell] of native.cells.entries()) {
    const other = wasm.cells[index];
    assert.deepEqual([other.row, other.column], [cell.row, cell.column]);
    assert.ok(Math.abs(other.certainty - cell.certainty) < 1e-4);
  }
});

test("--check prints one line for each column and fills nothing", async (t) => {
  const folder = temporaryFolder(t);
  const { status, stdout } = await run(["-", "--check", "--report", "r.json"], folder, shops(120));
  assert.equal(status, 0);
  const text = stdout.toString();
  for (const name of ["shop", "name", "weight", "price"]) assert.match(text, new RegExp(`^${name} `, "m"));
  const { cells, check } = JSON.parse(readFileSync(join(folder, "r.json"), "utf8"));
  assert.deepEqual(cells, []);
  assert.equal(check.length, 4);
  const name = check.find((column: { name: string }) => column.name === "name");
  assert.equal(name.measure, "accuracy");
  assert.ok(name.score > name.baseline);
});

test("what cannot be used ends with status 2, one line, and no file", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "in.csv"), shops(10));
  writeFileSync(join(folder, "empty.csv"), "");
  const cases: [string[], RegExp][] = [
    [["none.csv"], /none\.csv cannot be read/],
    [["."], /folder/],
    [["empty.csv"], /empty/],
    [["in.csv", "--columns", "nam"], /no column "nam".*shop, name, weight, price/],
    [["in.csv", "--bogus"], /--bogus/],
    [["in.csv", "--draws", "2"], /-o/],
    [["in.csv", "-o", "none/out.csv"], /cannot be written/],
    [[], /No input/],
  ];
  for (const [args, message] of cases) {
    const { status, stdout, stderr } = await run(args, folder);
    assert.equal(status, 2, args.join(" "));
    assert.match(stderr, message);
    assert.match(stderr, /^npt-impute: [^\n]*\n$/, "one line");
    assert.equal(stdout.length, 0);
  }
  assert.deepEqual(readdirSync(folder).sort(), ["empty.csv", "in.csv"]);
});

test("--help and --version answer on standard output", async (t) => {
  const folder = temporaryFolder(t);
  assert.match((await run(["--help"], folder)).stdout.toString(), /^Usage: npt-impute <input\.csv>/);
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  assert.equal((await run(["--version"], folder)).stdout.toString(), `npt-impute ${version}\n`);
});

if (process.platform !== "win32") {
  test("an interrupt in mid-run ends with status 130, soon, and leaves nothing", async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, "in.csv"), shops(20_000));
    const { child, finished } = start(["in.csv", "-o", "out.csv", "--report", "r.json", "--verbose"], folder);
    await new Promise((ready) => child.stderr.once("data", ready));
    await new Promise((later) => setTimeout(later, 300));
    const begin = performance.now();
    child.kill("SIGINT");
    const { status } = await finished;
    assert.equal(status, 130);
    assert.ok(performance.now() - begin < 1500 * load());
    assert.deepEqual(readdirSync(folder), ["in.csv"]);
  });

  test("an interrupt while standard input is open ends with status 130", async (t) => {
    const folder = temporaryFolder(t);
    const child = spawn(process.execPath, [cli, "-"], { cwd: folder, stdio: "pipe" });
    // More than the pipe holds: it is taken once the process reads, and so is ready for the signal.
    await new Promise((taken) => child.stdin.write(Buffer.alloc(2 ** 20, "a,b\n"), taken));
    child.kill("SIGINT");
    assert.equal(await new Promise((done) => child.on("close", done)), 130);
  });

  test("a reader that stops early is no error", async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, "in.csv"), `a,b\n${"1,2\n".repeat(500_000)}`);
    const script = `"${process.execPath}" "${cli}" in.csv | head -n 1; exit \${PIPESTATUS[0]}`;
    const child = spawn("bash", ["-c", script], { cwd: folder, stdio: "pipe" });
    let err = "";
    child.stderr.on("data", (text) => {
      err += text;
    });
    assert.equal(await new Promise((done) => child.on("close", done)), 0);
    assert.equal(err, "");
  });
}

test("a large file goes to a pipe, and to a disk that is full, as a small one does", { skip: !existsSync("/dev/full") }, async (t) => {
  const folder = temporaryFolder(t);
  const text = `a,b\r\n${`xx,${"y".repeat(1000)}\r\n`.repeat(53_000)},z\r\n`;
  writeFileSync(join(folder, "in.csv"), text);
  const { status, stdout, stderr } = await run(["in.csv"], folder);
  assert.deepEqual([status, stderr], [0, ""]);
  assert.ok(stdout.equals(Buffer.from(text.replace("\r\n,z", "\r\nxx,z"))));
  const full = await run(["in.csv", "-o", "/dev/full"], folder);
  assert.deepEqual([full.status, full.stderr], [2, "npt-impute: /dev/full cannot be written: the disk is full.\n"]);
});
