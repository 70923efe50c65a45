import { CellState } from "../../shared/cellState";
import type { ColumnAccuracyView, ColumnHeader, HeaderBar } from "../../shared/protocol";
import type { Column } from "../../table/column";
import { type ColumnProfile, type NumberSummary, profileColumn } from "../../table/profile";
import { formatValue } from "../../table/format";
import type { ReviewSession } from "./session";
import { parseValue } from "../../table/parseValue";

const topLevels = 8;
const profiles = new WeakMap<Column, ColumnProfile>();

/** The column's summary; made once, since a column never changes. */
export function profileOf(column: Column): ColumnProfile {
  let profile = profiles.get(column);
  if (profile === undefined) {
    profile = profileColumn(column, topLevels);
    profiles.set(column, profile);
  }
  return profile;
}

function binOf({ min, max, bins }: NumberSummary, value: number): number {
  if (max === min) return 0;
  return Math.max(0, Math.min(bins.length - 1, Math.floor(((value - min) / (max - min)) * bins.length)));
}

/**
 * Everything a column's header tells.
 * @param say a reason for leaving missing cells empty, in the user's language
 */
export function columnHeader(
  session: ReviewSession,
  column: Column,
  accuracy: ColumnAccuracyView | null,
  say: (sentence: string) => string = (sentence) => sentence,
): ColumnHeader {
  const skipReason = (session.columnCounts(column.index)[CellState.Skipped] ?? 0) > 0 ? session.skipReason(column.index) : null;
  const counts = session.columnCounts(column.index);
  const everMissing = counts.reduce((sum, count) => sum + count, 0);
  const missing = everMissing - (counts[CellState.Accepted] ?? 0) - (counts[CellState.Edited] ?? 0);
  const { numbers, distinct } = profileOf(column);
  return {
    column: column.index,
    name: column.name,
    kind: column.kind,
    everMissing,
    missing,
    counts,
    missingShare: share(missing, session.rows),
    bars: numbers ? valueBars(session, column, numbers) : levelBars(session, column),
    histogram: numbers !== null,
    skipReason: skipReason === null ? null : say(skipReason),
    range: numbers && rangeOf(column, numbers),
    distinct,
    accuracy,
  };
}

/** A share in percent, with as many digits as it takes to be neither 0 nor 100 when it is not. */
export function share(part: number, whole: number): string {
  if (whole === 0 || part === 0) return "0 %";
  if (part === whole) return "100 %";
  const percent = (part / whole) * 100;
  for (let digits = percent >= 10 && percent <= 90 ? 0 : 1; digits < 8; digits++) {
    const text = percent.toFixed(digits);
    if (Number(text) !== 0 && Number(text) !== 100) return `${Number(text)} %`;
  }
  return percent < 50 ? "<0.0000001 %" : ">99.9999999 %";
}

function valueBars(session: ReviewSession, column: Column, numbers: NumberSummary): HeaderBar[] {
  const suggested = new Int32Array(numbers.bins.length);
  for (const suggestion of session.suggestionsOf(column.index)) {
    if (session.state(suggestion.row, column.index) !== CellState.Suggested) continue;
    const value = parseValue(column, suggestion.value);
    if (Number.isNaN(value)) continue;
    const bin = binOf(numbers, value);
    suggested[bin] = (suggested[bin] ?? 0) + 1;
  }
  const width = (numbers.max - numbers.min) / numbers.bins.length;
  return numbers.bins.map((observed, bin) => {
    const from = formatValue(column, numbers.min + bin * width);
    const to = formatValue(column, numbers.min + (bin + 1) * width);
    return { label: from === to ? from : `${from} – ${to}`, observed, suggested: suggested[bin] ?? 0 };
  });
}

/** The most frequent levels, the others together in one bar at the end. */
function levelBars(session: ReviewSession, column: Column): HeaderBar[] {
  if (column.kind === "id" || column.kind === "text" || column.kind === "empty") return [];
  const suggested = new Map<string, number>();
  for (const { row, value } of session.suggestionsOf(column.index)) {
    if (session.state(row, column.index) === CellState.Suggested) suggested.set(value, (suggested.get(value) ?? 0) + 1);
  }
  const profile = profileOf(column);
  const bars = profile.topLevels.map(({ text, count }) => ({
    label: text,
    observed: count,
    suggested: suggested.get(text) ?? 0,
  }));
  const shown = bars.reduce((sum, bar) => sum + bar.observed, 0);
  const others = profile.observed - profile.unread - shown;
  if (others <= 0) return bars;
  const shownSuggested = bars.reduce((sum, bar) => sum + bar.suggested, 0);
  const allSuggested = [...suggested.values()].reduce((sum, count) => sum + count, 0);
  return [...bars, { label: "…", observed: others, suggested: allSuggested - shownSuggested }];
}

function rangeOf(column: Column, { min, max, mean }: NumberSummary): ColumnHeader["range"] {
  return { low: formatValue(column, min), high: formatValue(column, max), mean: formatValue(column, mean) };
}

/** Characters to reserve for a column: its name, or the longest of its first values. */
export function charactersOf(column: Column, sample: (row: number) => string, rows: number): number {
  let most = Math.min(28, column.name.length + 2);
  for (let row = 0; row < Math.min(rows, 200); row++) most = Math.max(most, Math.min(36, sample(row).length));
  const hasMissing = column.missing.some((why) => why !== 0);
  // A suggestion's certainty stands beside its value.
  return hasMissing ? Math.max(18, most + 6) : most;
}
