import assert from "node:assert/strict";
import test from "node:test";
import { type CommandOptions, readArguments } from "../../../src/cli/args";
import { usage } from "../../../src/cli/usage";
import { UsageError } from "../../../src/cli/userErrors";

function impute(...argv: string[]): CommandOptions {
  const command = readArguments(argv);
  assert.equal(command.kind, "impute");
  return command as CommandOptions;
}

function refused(pattern: RegExp, ...argv: string[]): void {
  assert.throws(
    () => readArguments(argv),
    (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, pattern);
      assert.ok(!error.message.includes("\n"), "one line");
      return true;
    },
  );
}

test("an input alone goes to standard output with the defaults", () => {
  assert.deepEqual(readArguments(["data.csv"]), {
    kind: "impute",
    input: "data.csv",
    output: "-",
    explicitOutput: false,
    report: null,
    columns: null,
    missing: [],
    blankIsMissing: false,
    statements: [],
    schema: null,
    findSchema: true,
    inferSchema: false,
    minCertainty: 0,
    seed: 0,
    draws: null,
    contextRows: null,
    rowOrder: "auto",
    threads: null,
    runtime: null,
    check: false,
    delimiter: null,
    header: null,
    skipRows: null,
    unitRows: null,
    shortRows: false,
    verbose: false,
  });
});

test("every option is read, in any order and both spellings", () => {
  const options = impute(
    ..."--seed 7 -o out.csv --min-certainty=0.8 in.csv --report r.json --draws 3 --context-rows 200".split(" "),
    ..."--threads 2 --runtime wasm --check --delimiter ; --no-header --short-rows --verbose".split(" "),
  );
  assert.equal(options.input, "in.csv");
  assert.equal(options.output, "out.csv");
  assert.equal(options.explicitOutput, true);
  assert.equal(options.report, "r.json");
  assert.equal(options.minCertainty, 0.8);
  assert.deepEqual([options.seed, options.draws, options.contextRows, options.threads], [7, 3, 200, 2]);
  assert.deepEqual([options.runtime, options.delimiter, options.header], ["wasm", ";", false]);
  assert.deepEqual([options.check, options.shortRows, options.verbose], [true, true, true]);
  assert.equal(impute("a", "--header").header, true);
  assert.equal(impute("a", "--delimiter", "tab").delimiter, "\t");
  assert.equal(impute("-").input, "-");
  assert.equal(impute("--", "-o.csv").input, "-o.csv");
});

test("lists are split as a CSV row is, and may be repeated", () => {
  assert.deepEqual(impute("i", "--columns", "a, b").columns, ["a", "b"]);
  assert.deepEqual(impute("i", "--columns", '"a,b","say ""x""",c').columns, ["a,b", 'say "x"', "c"]);
  assert.deepEqual(impute("i", "--columns", "a", "--columns", "b,c").columns, ["a", "b", "c"]);
  assert.deepEqual(impute("i", "--missing", "NA,?", "--missing", "age:-1").missing, ["NA,?", "age:-1"]);
  assert.deepEqual(impute("i", "--missing", "auto").missing, "auto");
});

test("what is stated of columns, in order", () => {
  const { statements } = impute(..."i --type age=integer --type a=b=code --min age=-1.5 --max age=120 --tolerance age:0.4 --tolerance a:b=3 --role id=learn --ignore note".split(" "));
  assert.deepEqual(statements, [
    { option: "--type age=integer", column: "age", stated: { type: "integer" } },
    { option: "--type a=b=code", column: "a=b", stated: { type: "code" } },
    { option: "--min age=-1.5", column: "age", stated: { constraints: { minimum: "-1.5" } } },
    { option: "--max age=120", column: "age", stated: { constraints: { maximum: "120" } } },
    { option: "--tolerance age:0.4", column: "age", stated: { tolerance: 0.4 } },
    { option: "--tolerance a:b=3", column: "a:b", stated: { tolerance: 3 } },
    { option: "--role id=learn", column: "id", stated: { role: "learn" } },
    { option: "--ignore note", column: "note", stated: { role: "leave" } },
  ]);
});

test("schemas, and where the table is", () => {
  const options = impute(..."i --schema s.json --skip-rows 2 --unit-rows 1 --blank-is-missing --infer-schema -o x.schema.json".split(" "));
  assert.deepEqual([options.schema, options.findSchema, options.inferSchema], ["s.json", false, true]);
  assert.deepEqual([options.skipRows, options.unitRows, options.blankIsMissing], [2, 1, true]);
  assert.equal(impute("i", "--no-schema").findSchema, false);
});

test("help, version and demo need no input", () => {
  assert.deepEqual(readArguments(["--help"]), { kind: "help" });
  assert.deepEqual(readArguments(["-v"]), { kind: "version" });
  assert.deepEqual(readArguments(["--demo"]), { kind: "demo", input: null });
  assert.deepEqual(readArguments(["--demo", "a.csv"]), { kind: "demo", input: "a.csv" });
});

test("the help names every option", () => {
  const names =
    "output report columns missing min-certainty seed draws check context-rows threads runtime delimiter header " +
    "no-header short-rows verbose help version type min max tolerance ignore role schema no-schema infer-schema skip-rows " +
    "unit-rows blank-is-missing";
  for (const name of names.split(" ")) assert.ok(usage.includes(`--${name}`), name);
});

test("what cannot be used is refused in one line that names it", () => {
  refused(/No input file/);
  refused(/"b\.csv"/, "a.csv", "b.csv");
  refused(/--sead/, "a", "--sead", "1");
  refused(/--seed.*"-1"/, "a", "--seed=-1");
  refused(/--seed/, "a", "--seed");
  refused(/--min-certainty.*"80%"/, "a", "--min-certainty", "80%");
  refused(/--min-certainty/, "a", "--min-certainty", "1.5");
  refused(/--min-certainty/, "a", "--min-certainty", "");
  refused(/--threads/, "a", "--threads", "0");
  refused(/--context-rows/, "a", "--context-rows", "1e3");
  refused(/--runtime.*"gpu"/, "a", "--runtime", "gpu");
  refused(/--draws.*-o/, "a", "--draws", "5");
  refused(/--draws/, "a", "-o", "b", "--draws", "0");
  refused(/--columns/, "a", "--columns", ",");
  refused(/--missing/, "a", "--missing", "");
  refused(/--missing/, "a", "--missing", " , ");
  refused(/--type knows integer, .*"money"/, "a", "--type", "fee=money");
  refused(/--type needs a column and a value.*"age"/, "a", "--type", "age");
  refused(/--min needs.*"=3"/, "a", "--min", "=3");
  refused(/--tolerance needs a column and a value, such as --tolerance age=2/, "a", "--tolerance", "age");
  for (const value of ["0", "-1", "x", "Infinity"]) refused(/--tolerance needs a number above 0/, "a", "--tolerance", `age=${value}`);
  refused(/--max needs/, "a", "--max", "age=");
  refused(/--role knows fill, learn, leave/, "a", "--role", "age=ignore");
  refused(/--ignore needs/, "a", "--ignore", " ");
  refused(/--skip-rows/, "a", "--skip-rows", "-1");
  refused(/--unit-rows/, "a", "--unit-rows", "one");
  refused(/contradict/, "a", "--schema", "s.json", "--no-schema");
  refused(/--schema needs/, "a", "--schema", "-");
  refused(/--infer-schema fills nothing: leave --check out/, "a", "--infer-schema", "--check");
  refused(/leave --report out/, "a", "--infer-schema", "--report", "r.json");
  refused(/--delimiter/, "a", "--delimiter", "ab");
  refused(/contradict/, "a", "--header", "--no-header");
  refused(/--report/, "a", "--report", "-");
});
