import { type Uri, workspace } from "vscode";
import { openTextInTurns } from "../csv/csvFile";
import { applyToText, planEdits, quotedColumns } from "../csv/edits";
import type { ColumnSummary, Engine } from "../engine/contract";
import { planOptions } from "../imputation/fillTable";
import { unpackSuggestions } from "../imputation/packed";
import { certaintyVersion, type Suggestion } from "../imputation/suggestion";
import { asStated } from "../imputation/tolerance";
import { percentOf } from "../shared/protocol";
import { missingInTurns } from "../table/missingMap";
import { pause } from "./csvDocuments";
import { runSettings, tableOptions } from "./settings";

export interface ImputeRequest {
  /** Suggestions with less certainty are not written, 0..1; default 0: every one is. */
  readonly minCertainty?: number;
  readonly seed?: number;
  readonly contextRows?: number;
  /** 0-based columns to fill; default every one that can be. */
  readonly columns?: readonly number[];
  readonly signal?: AbortSignal;
}

export interface ImputeAnswer {
  /** The text with its missing cells filled; every other character as it was. */
  readonly text: string;
  readonly suggestions: readonly Suggestion[];
  /**
   * Per column: its position, missing cells, suggestions, and why cells stay empty. `tolerance`: how far from the truth a
   * number or date still counts as right, in the column's units, of dates in days; null for other columns.
   */
  readonly columns: readonly {
    readonly index: number;
    readonly missing: number;
    readonly filled: number;
    readonly skipReason: string | null;
    readonly tolerance: number | null;
  }[];
}

/** What `activate()` returns, for other extensions. */
export interface PublicApi {
  readonly version: string;
  /**
   * What the certainty of a suggestion means; another number when that changes. 2: the probability that the value is
   * right, of numbers and dates that the truth is within the column's tolerance. 1, where this is absent: of numbers and
   * dates, by how much narrower the prediction was than the column.
   */
  readonly certaintyVersion: number;
  /** Predicts the missing cells of a CSV file or text. Nothing is written anywhere. */
  impute(source: Uri | string, request?: ImputeRequest): Promise<ImputeAnswer>;
}

export function publicApi(version: string, engine: Engine): PublicApi {
  return {
    version,
    certaintyVersion,
    async impute(source, request = {}) {
      const scope = typeof source === "string" ? undefined : source;
      const text = typeof source === "string" ? source : (await workspace.openTextDocument(source)).getText();
      const options = tableOptions(scope);
      const settings = runSettings(scope);
      const seed = request.seed ?? settings.seed;
      const signal = request.signal ?? new AbortController().signal;
      const table = await engine.open({ kind: "text", text }, { dialect: {}, table: options, seed }, {}, signal);
      try {
        const suggestions: Suggestion[] = [];
        const { columns: outcomes } = await table.suggest(
          { ...settings, columns: request.columns ?? null, seed, contextRows: request.contextRows ?? settings.contextRows },
          { onSuggestions: (batch) => void suggestions.push(...unpackSuggestions(batch)) },
          signal,
        );
        const least = percentOf(request.minCertainty ?? 0);
        const sure = suggestions.filter(({ certainty }) => percentOf(certainty) >= least);
        const file = await openTextInTurns(text, {}, pause);
        const missing = await missingInTurns(file, options, pause);
        const outline = missing.outline(table.summary.columns, options.fillShortRows === true);
        const columns = outcomes.map((outcome) => ({ ...outcome, tolerance: toleranceOf(table.summary.columns[outcome.index]!) }));
        const style = { quoted: quotedColumns(file) };
        return { text: applyToText(text, planEdits(file, sure, style, planOptions(outline)).edits), suggestions, columns };
      } finally {
        table.close();
      }
    },
  };
}

function toleranceOf({ kind, tolerance }: ColumnSummary): number | null {
  return tolerance && asStated(tolerance.value, { kind });
}
