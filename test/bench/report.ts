import { patterns, patternTitles } from "./mask";
import type { Figures, Lookup, Result } from "./results";
import { mean } from "./score";
import type { Price } from "./corpus";

/** How methods are called in a report, in its order. */
const titles: Readonly<Record<string, string>> = {
  npt: "NPT (shipped)",
  mean: "mean/mode",
  lookup: "lookup rule",
  knn: "kNN-5",
  mice: "ridge chain",
  lgbm: "LightGBM chain",
  missforest: "MissForest",
};

/** A skill this near to the best one is as good. */
const near = 0.02;

/** The results as Markdown: a table per pattern, skill by pattern, skill by table, lookups. */
export function markdown(results: readonly Result[], lookups: readonly Lookup[]): string {
  const methods = Object.keys(titles).filter((method) => results.every(({ methods: all }) => all[method] !== undefined));
  const found = patterns.filter((pattern) => results.some((result) => result.pattern === pattern));
  const parts = found.map((pattern) => {
    const mine = results.filter((result) => result.pattern === pattern);
    return `### ${patternTitles[pattern]}, ${mine.length} tables\n\n${byMethod(mine, methods)}`;
  });
  if (found.length > 1) parts.push(`### All patterns\n\n${byMethod(results, methods)}`);
  parts.push(`### Skill by pattern\n\n${byPattern(results, found, methods)}`);
  parts.push(`### Skill by table, mean over patterns\n\n${byTable(results, methods)}`);
  if (lookups.length > 0) parts.push(`### Categories that another column determines\n\n${byLookup(lookups)}`);
  const unfilled = results.reduce((sum, result) => sum + result.unfilled, 0);
  const changed = results.reduce((sum, result) => sum + result.changed, 0);
  parts.push(`Hidden cells that stayed empty: ${unfilled}. Known cells that changed: ${changed}.`);
  return `${parts.join("\n\n")}\n`;
}

/** Every table and pattern on a line of its own: skill of each method. */
export function eachResult(results: readonly Result[]): string {
  const methods = Object.keys(titles).filter((method) => results.some(({ methods: all }) => all[method] !== undefined));
  const head = ["table", "pattern", ...methods.map(title), "ORT s"];
  const rows = results.map(({ table, pattern, methods: all, seconds }) => [
    table,
    pattern,
    ...methods.map((method) => figure(all[method]?.skill)),
    seconds.toFixed(1),
  ]);
  return grid(head, rows, 2);
}

function byMethod(results: readonly Result[], methods: readonly string[]): string {
  const rows = methods.map((method) => {
    const pick = (key: keyof Figures): string => figure(mean(results.map(({ methods: all }) => all[method]?.[key])));
    const ranks = results.map((result) => rank(result, method, methods));
    const good = results.filter((result) => result.methods[method]!.skill >= best(result, methods) - near).length;
    return [title(method), pick("nrmse"), pick("accuracy"), pick("skill"), (mean(ranks) ?? 0).toFixed(2), `${good} of ${results.length}`];
  });
  return grid(["method", "NRMSE", "accuracy", "skill", "mean rank", `best or within ${figure(near)}`], rows, 1);
}

function byPattern(results: readonly Result[], found: readonly string[], methods: readonly string[]): string {
  const line = (name: string, mine: readonly Result[]): string[] => {
    const skills = methods.map((method) => mean(mine.map(({ methods: all }) => all[method]!.skill)));
    const others = methods.filter((method) => method !== "npt");
    return [name, ...boldBest(skills), figure(mean(mine.map((result) => best(result, others))))];
  };
  const rows = found.map((pattern) => line(patternTitles[pattern]!, results.filter((result) => result.pattern === pattern)));
  rows.push(line("mean of all", results));
  return grid(["pattern", ...methods.map(title), "best other, with hindsight"], rows, 1);
}

function byTable(results: readonly Result[], methods: readonly string[]): string {
  const names = [...new Set(results.map(({ table }) => table))];
  const rows = names.map((name) => {
    const mine = results.filter(({ table }) => table === name);
    const seconds = (mean(mine.map((result) => result.seconds)) ?? 0).toFixed(1);
    return [name, ...boldBest(methods.map((method) => mean(mine.map(({ methods: all }) => all[method]!.skill)))), seconds];
  });
  return grid(["table", ...methods.map(title), "ORT s a run"], rows, 1);
}

function byLookup(lookups: readonly Lookup[]): string {
  const columns = [...new Set(lookups.map(({ table, column, key }) => `${table} | ${column} | ${key}`))];
  const rows = columns.map((name) => {
    const mine = lookups.filter(({ table, column, key }) => `${table} | ${column} | ${key}` === name);
    return [...name.split(" | "), ...boldBest([mean(mine.map(({ npt }) => npt)), mean(mine.map(({ rule }) => rule))])];
  });
  rows.push(["mean", "", "", ...boldBest([mean(lookups.map(({ npt }) => npt)), mean(lookups.map(({ rule }) => rule))])]);
  return grid(["table", "column", "determined by", `${title("npt")}, accuracy`, "lookup rule"], rows, 3);
}

function title(method: string): string {
  return titles[method] ?? method;
}

function best({ methods: all }: Result, methods: readonly string[]): number {
  return Math.max(...methods.map((method) => all[method]!.skill));
}

/** 1 for the best; equals share. */
function rank({ methods: all }: Result, method: string, methods: readonly string[]): number {
  const { skill } = all[method]!;
  const others = methods.filter((other) => other !== method).map((other) => all[other]!.skill);
  return 1 + others.filter((other) => other > skill).length + others.filter((other) => other === skill).length / 2;
}

/** Three decimals without the leading zero, as in ".486"; "-" for none. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return "-";
  return value.toFixed(3).replace(/^(-?)0\./, "$1.");
}

function boldBest(values: readonly (number | null)[]): string[] {
  const texts = values.map(figure);
  const most = Math.max(...values.map((value) => value ?? Number.NEGATIVE_INFINITY));
  return texts.map((text) => (text === figure(most) ? `**${text}**` : text));
}

/** A Markdown table; the first `names` columns are text, the others numbers. */
export function grid(head: readonly string[], rows: readonly (readonly string[])[], names: number): string {
  const rule = head.map((_, k) => (k < names ? "---" : "--:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** What inferring types costs. @param all tables and patterns that were read; those without a line have the same skill */
export function priceTable(prices: readonly Price[], all: number): string {
  const lines = prices.map(({ table, pattern, differing, given, inferred }) => {
    return `| ${table} | ${pattern} | ${differing.join("; ")} | ${given.toFixed(3)} | ${inferred.toFixed(3)} | ${(given - inferred).toFixed(3)} |`;
  });
  const mean = prices.reduce((sum, { given, inferred }) => sum + given - inferred, 0) / Math.max(1, all);
  return [
    "| table | pattern | read otherwise | types given | inferred | price |",
    "| --- | --- | --- | --: | --: | --: |",
    ...lines,
    "",
    `Price of inference over all ${all} tables and patterns, in mean skill: ${mean.toFixed(4)}`,
  ].join("\n");
}
