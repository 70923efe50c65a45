import * as l10n from "@vscode/l10n";
import { CellState } from "../shared/cellState";
import type { ColumnAccuracyView, ColumnHeader, HeaderBar } from "../shared/protocol";
import { formatWithin } from "../table/format";
import type { NumberSummary } from "../table/profile";
import type { StatedColumn } from "../table/reading";
import { hasLevels } from "./bars";
import { toleranceText } from "./distance";
import { columnUse } from "./readingView";
import type { ReviewSession } from "./session";
import type { ReviewedColumn } from "./table";
import { shareText } from "./words";

/** Bars of a category column; the others are one bar together. */
const maxBars = 8;

/** Everything a column's header tells. */
export function columnHeader(session: ReviewSession, column: ReviewedColumn, accuracy: ColumnAccuracyView | null, stated: Omit<StatedColumn, "column"> = {}): ColumnHeader {
  const counts = session.columnCounts(column.index);
  const everMissing = counts.reduce((sum, count) => sum + count, 0);
  const missing = session.missingIn(column.index);
  const skipReason = (counts[CellState.Skipped] ?? 0) > 0 ? session.skipReason(column.index) : null;
  const { summary } = column;
  const numbers = summary?.profile.numbers ?? null;
  return {
    column: column.index,
    name: column.name,
    kind: summary === null ? "" : column.kind,
    everMissing,
    missing,
    counts,
    missingShare: shareText(missing, session.rows),
    missingPart: session.rows === 0 ? 0 : missing / session.rows,
    bars: numbers ? valueBars(session, column, numbers) : levelBars(session, column),
    histogram: numbers !== null,
    skipReason: skipReason === null ? null : l10n.t(skipReason),
    range: numbers && rangeOf(column, numbers),
    distinct: summary?.profile.distinct ?? 0,
    accuracy,
    tolerance: toleranceText(column, summary?.tolerance ?? null),
    reading: columnUse(column, stated),
  };
}

function valueBars(session: ReviewSession, column: ReviewedColumn, numbers: NumberSummary): HeaderBar[] {
  const suggested = session.suggestedBars(column.index);
  const write = writer(column);
  const width = (numbers.max - numbers.min) / numbers.bins.length;
  return numbers.bins.map((observed, bin) => {
    const from = write(numbers.min + bin * width);
    const to = write(numbers.min + (bin + 1) * width);
    return { label: from === to ? from : `${from} – ${to}`, observed, suggested: suggested.get(bin) ?? 0 };
  });
}

/** The most frequent levels, the others together in one bar at the end. */
function levelBars(session: ReviewSession, column: ReviewedColumn): HeaderBar[] {
  const { summary } = column;
  if (summary === null || !hasLevels(column)) return [];
  const suggested = session.suggestedBars(column.index);
  const { topLevels, observed, unread } = summary.profile;
  const bars = topLevels.slice(0, maxBars).map(({ text, count }) => ({ label: text, observed: count, suggested: suggested.get(text) ?? 0 }));
  const others = observed - unread - bars.reduce((sum, bar) => sum + bar.observed, 0);
  if (others <= 0) return bars;
  const shown = bars.reduce((sum, bar) => sum + bar.suggested, 0);
  const all = session.columnCounts(column.index)[CellState.Suggested] ?? 0;
  return [...bars, { label: "…", observed: others, suggested: all - shown }];
}

function rangeOf(column: ReviewedColumn, { min, max, mean }: NumberSummary): ColumnHeader["range"] {
  const write = writer(column);
  return { low: write(min), high: write(max), mean: write(mean) };
}

function writer(column: ReviewedColumn): (value: number) => string {
  const limits = column.summary?.limits ?? null;
  return (value) => (limits === null ? String(value) : formatWithin(column, limits, value));
}

/** Rows whose values decide on the columns' widths. */
export const widthRows = 200;

/** Characters to reserve per column, for its width; the first `widthRows` rows must be loaded. */
export function columnCharacters(session: ReviewSession): number[] {
  return session.table.columns.map((column) => {
    let most = Math.min(28, column.name.length + 2);
    for (let row = 0; row < Math.min(session.rows, widthRows); row++) most = Math.max(most, Math.min(36, session.text(row, column.index).length));
    const tracked = session.columnCounts(column.index).some((count) => count > 0);
    // A suggestion's certainty stands beside its value.
    return tracked ? Math.max(18, most + 6) : most;
  });
}
