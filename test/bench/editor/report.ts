/** The benchmark's tables: a measure on each line, a build in each column, and ratios that do not depend on the machine. */
import { grid } from "../report";
import type { DocumentFigures } from "./documentRun";
import type { LargeFigures } from "./largeRun";
import type { Blocked } from "./probe";

/** One build's passes. */
export interface Build<F> {
  readonly name: string;
  readonly passes: readonly F[];
}

interface Measure<F> {
  readonly title: string;
  readonly unit: "ms" | "MB" | "%" | "";
  of(figures: F): number | null;
}

/** Opening and accepting: what the null extension does too. */
function shared(figures: DocumentFigures): Blocked[] {
  return [figures.opening, figures.accepting];
}

function everything(figures: DocumentFigures): Blocked[] {
  return figures.suggesting ? [...shared(figures), figures.suggesting] : shared(figures);
}

function longest(blocked: readonly Blocked[]): number {
  return Math.max(...blocked.map(({ longestMs }) => longestMs));
}

function total(blocked: readonly Blocked[], key: "over50Ms" | "spanMs"): number {
  return blocked.reduce((sum, one) => sum + one[key], 0);
}

function share(blocked: readonly Blocked[]): number {
  return (100 * total(blocked, "over50Ms")) / Math.max(1, total(blocked, "spanMs"));
}

const documentMeasures: readonly Measure<DocumentFigures>[] = [
  { title: "first row after the click", unit: "ms", of: ({ firstRow }) => firstRow },
  { title: "all suggestions after the click", unit: "ms", of: ({ suggested }) => suggested },
  { title: "cells accepted", unit: "", of: ({ cells }) => cells },
  { title: "accepting all", unit: "ms", of: ({ accepted }) => accepted },
  { title: "one undo of all", unit: "ms", of: ({ undone }) => undone },
  { title: "longest frame while accepting", unit: "ms", of: ({ longestFrame }) => longestFrame },
  { title: "longest block: opening", unit: "ms", of: ({ opening }) => opening.longestMs },
  { title: "longest block: suggesting", unit: "ms", of: ({ suggesting }) => suggesting?.longestMs ?? null },
  { title: "longest block: accepting", unit: "ms", of: ({ accepting }) => accepting.longestMs },
  { title: "longest block", unit: "ms", of: (figures) => longest(everything(figures)) },
  { title: "blocked > 50 ms: opening", unit: "ms", of: ({ opening }) => opening.over50Ms },
  { title: "blocked > 50 ms: suggesting", unit: "ms", of: ({ suggesting }) => suggesting?.over50Ms ?? null },
  { title: "blocked > 50 ms: accepting", unit: "ms", of: ({ accepting }) => accepting.over50Ms },
  { title: "time looked at", unit: "ms", of: (figures) => total(everything(figures), "spanMs") },
  { title: "share blocked > 50 ms", unit: "%", of: (figures) => share(everything(figures)) },
];

const largeMeasures: readonly Measure<LargeFigures>[] = [
  { title: "first row after the click", unit: "ms", of: ({ firstRow }) => firstRow },
  { title: "exact count of rows after the click", unit: "ms", of: ({ exactCount }) => exactCount },
  { title: "first suggestion in view after the click", unit: "ms", of: ({ firstSuggestion }) => firstSuggestion },
  { title: "suggestions held", unit: "", of: ({ held }) => held },
  { title: "extension host above idle, now", unit: "MB", of: ({ hostResident }) => hostResident / 1e6 },
  { title: "extension host above idle, at most", unit: "MB", of: ({ hostPeak }) => hostPeak / 1e6 },
  { title: "extension host's heap above idle, collected", unit: "MB", of: ({ hostHeap }) => hostHeap / 1e6 },
  { title: "engine's process, at most", unit: "MB", of: ({ modelPeak }) => modelPeak / 1e6 },
  { title: "webview's heap, collected", unit: "MB", of: ({ webviewHeap }) => webviewHeap / 1e6 },
  { title: "webview's heap, not collected", unit: "MB", of: ({ webviewHeapFound }) => webviewHeapFound / 1e6 },
  { title: "the browser's pages above idle", unit: "MB", of: ({ renderers }) => renderers / 1e6 },
  { title: "longest block: opening", unit: "ms", of: ({ opening }) => opening.longestMs },
  { title: "longest block: suggesting", unit: "ms", of: ({ suggesting }) => suggesting.longestMs },
  { title: "share blocked > 50 ms", unit: "%", of: ({ opening, suggesting }) => share([opening, suggesting]) },
];

/** The null extension comes last. */
export function documentTable(builds: readonly Build<DocumentFigures>[]): string {
  return `${table(documentMeasures, builds)}\n\n${aboveNull(builds)}`;
}

export function largeTable(builds: readonly Build<LargeFigures>[]): string {
  return table(largeMeasures, builds);
}

function table<F>(measures: readonly Measure<F>[], builds: readonly Build<F>[]): string {
  const ours = builds[0];
  const head = ["median", "", ...builds.map(({ name }) => name), ...builds.slice(1).map(({ name }) => `${ours?.name} / ${name}`)];
  const lines = measures.map((measure) => {
    const values = builds.map(({ passes }) => median(passes.map(measure.of)));
    const first = values[0] ?? null;
    const ratios = values.slice(1).map((value) => (first === null || value === null || value === 0 || measure.unit === "" ? "-" : (first / value).toFixed(2)));
    return [measure.title, measure.unit, ...values.map((value) => written(value, measure.unit)), ...ratios];
  });
  return grid(head, lines, 2);
}

/** What a build blocks beyond what VS Code blocks by itself for the same edits. */
function aboveNull(builds: readonly Build<DocumentFigures>[]): string {
  const bare = builds.at(-1);
  if (bare === undefined || builds.length < 2) return "";
  const bareLongest = median(bare.passes.map((figures) => longest(everything(figures)))) ?? 0;
  const bareOver50 = median(bare.passes.map((figures) => total(everything(figures), "over50Ms"))) ?? 0;
  const lines = builds.slice(0, -1).map(({ name, passes }) => {
    const more = median(passes.map((figures) => longest(everything(figures)) - bareLongest));
    const moreShare = median(
      passes.map((figures) => (100 * (total(everything(figures), "over50Ms") - bareOver50)) / Math.max(1, total(everything(figures), "spanMs"))),
    );
    return [name, written(more, "ms"), written(moreShare, "%")];
  });
  const title = "Beyond the null extension (its blocked time taken off, as a share of the build's own time):";
  return `${title}\n\n${grid(["", "longest block, ms", "share blocked > 50 ms, %"], lines, 1)}`;
}

function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (known.length === 0) return null;
  const middle = Math.floor(known.length / 2);
  return known.length % 2 === 1 ? known[middle]! : (known[middle - 1]! + known[middle]!) / 2;
}

function written(value: number | null, unit: Measure<unknown>["unit"]): string {
  if (value === null) return "-";
  return unit === "%" ? value.toFixed(2) : unit === "MB" ? value.toFixed(1) : String(Math.round(value));
}
