import * as l10n from "@vscode/l10n";
import { asStated } from "../imputation/tolerance";
import type { ColumnChange, ColumnReadings, ColumnReadingView, DoubtView, TableChange, TableReadingView } from "../shared/reading";
import { type Doubt, type Sentence, type StatedColumn, type StatedReading, statedOf } from "../table/reading";
import { doubtKey, openDoubts } from "./doubts";
import type { ReviewReading } from "./reading";
import { isUnsaved } from "./readingState";
import type { ReviewSource } from "./source";
import type { ReviewedColumn } from "./table";

/** A sentence of the engine's in the user's language. */
export function translated({ text, values }: Sentence): string {
  return l10n.t(text, ...values);
}

/** Doubts listed with their buttons; each column's own tell of all. */
const maxListed = 50;

/** What the table is taken for. */
export function tableReading(source: Pick<ReviewSource, "dialect" | "encoding" | "summary" | "tableOptions">, reading: Pick<ReviewReading, "state" | "schema">): TableReadingView {
  const { state, schema } = reading;
  const { stated } = state;
  const { delimiter = ",", quote = '"', comment = "", preamble = 0, header = true, unitRows = 0 } = { ...source.dialect, ...stated.dialect };
  return {
    ...{ delimiter, quote, comment, preamble, header, unitRows },
    encoding: source.encoding,
    blankIsMissing: source.tableOptions.blankIsMissing === true,
    fillShortRows: source.tableOptions.fillShortRows === true,
    missingTokens: source.tableOptions.missingTokens ?? [],
    stated: statedFields(stated),
    unsaved: isUnsaved(state),
    schemaName: schema?.name ?? "",
    doubts: openDoubts(source.summary?.doubts ?? [], state).slice(0, maxListed).map(doubtView),
  };
}

function doubtView(doubt: Doubt): DoubtView {
  return { key: doubtKey(doubt), text: translated(doubt.message), settlings: doubt.settlings.map(({ label }) => translated(label)) };
}

function statedFields({ dialect, missingTokens, blankIsMissing, fillShortRows }: StatedReading): TableReadingView["stated"] {
  const fields = ["delimiter", "quote", "comment", "preamble", "header", "unitRows"] as const;
  return [
    ...fields.filter((field) => dialect?.[field] !== undefined),
    ...(missingTokens === undefined ? [] : ["missingTokens" as const]),
    ...(blankIsMissing === undefined ? [] : ["blankIsMissing" as const]),
    ...(fillShortRows === undefined ? [] : ["fillShortRows" as const]),
  ] satisfies (keyof TableChange)[];
}

/** Columns `from` to `to` (not included) among those whose names contain `query`. */
export function columnReadings(
  { columns }: { readonly columns: readonly ReviewedColumn[] },
  source: Pick<ReviewSource, "summary">,
  reading: Pick<ReviewReading, "state">,
  { from, to, query }: { readonly from: number; readonly to: number; readonly query: string },
): ColumnReadings {
  const wanted = query.trim().toLowerCase();
  const found = wanted === "" ? columns : columns.filter(({ name }) => name.toLowerCase().includes(wanted));
  const doubts = openDoubts(source.summary?.doubts ?? [], reading.state);
  const stated = reading.state.stated.columns ?? [];
  return { total: found.length, columns: found.slice(from, to).map((column) => columnReading(column, statedOf(stated, column.index, column.name), doubts)) };
}

/** What is stated shows at once, before the engine has read the table so. */
function columnReading({ index, name, kind, summary, reading }: ReviewedColumn, stated: Omit<StatedColumn, "column">, doubts: readonly Doubt[]): ColumnReadingView {
  const { minimum = "", maximum = "" } = { ...reading.constraints, ...stated.constraints };
  const counted = new Map(reading.missingTokens.map(({ token, cells }) => [token, cells]));
  const tokens = stated.missingTokens ?? [...counted.keys()];
  return {
    column: index,
    name,
    ...columnUse({ summary, reading }, stated),
    reason: stated.type !== undefined || reading.reason === "" ? "" : reasonText(reading.reason),
    tokens: tokens.map((token) => ({ token, cells: counted.get(token) ?? null })),
    ...{ minimum, maximum },
    tolerance: stated.tolerance === undefined ? "" : String(stated.tolerance),
    usualTolerance: summary?.tolerance && stated.tolerance === undefined ? String(Number(asStated(summary.tolerance.value, { kind }).toPrecision(4))) : "",
    violations: reading.violations,
    doubts: doubts.filter((doubt) => doubt.column === index).map(({ message }) => translated(message)),
  };
}

/** What a column is taken for, in short. */
export function columnUse({ summary, reading }: Pick<ReviewedColumn, "summary" | "reading">, stated: Omit<StatedColumn, "column">): Pick<ColumnReadingView, "type" | "role" | "stated"> {
  return { type: stated.type ?? (summary === null ? "" : reading.type), role: stated.role ?? reading.role, stated: statedOfColumn(stated) };
}

function statedOfColumn({ type, role, missingTokens, constraints, tolerance }: Omit<StatedColumn, "column">): (keyof ColumnChange)[] {
  const fields: Record<keyof ColumnChange, unknown> = { type, role, missingTokens, tolerance, minimum: constraints?.minimum, maximum: constraints?.maximum };
  return (Object.keys(fields) as (keyof ColumnChange)[]).filter((field) => fields[field] !== undefined);
}

function reasonText(text: string): string {
  return l10n.t(text);
}
