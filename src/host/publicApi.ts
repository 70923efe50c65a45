import { type Uri, workspace } from "vscode";
import { openTextInTurns } from "../csv/csvFile";
import { applyToText, planEdits, quotedColumns } from "../csv/edits";
import type { Engine } from "../engine/contract";
import { planOptions } from "../imputation/fillTable";
import { unpackSuggestions } from "../imputation/packed";
import type { Suggestion } from "../imputation/suggestion";
import { percentOf } from "../shared/protocol";
import { missingInTurns } from "../table/missingMap";
import { pause } from "./csvDocuments";
import { runSettings, tableOptions } from "./settings";

export interface ImputeRequest {
  /** Suggestions below are not written, 0..1; default 0: every one is. */
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
  /** Per column: its position, missing cells, suggestions, and why cells stay empty. */
  readonly columns: readonly { readonly index: number; readonly missing: number; readonly filled: number; readonly skipReason: string | null }[];
}

/** What `activate()` returns, for other extensions. */
export interface PublicApi {
  readonly version: string;
  /** Predicts the missing cells of a CSV file or text. Nothing is written anywhere. */
  impute(source: Uri | string, request?: ImputeRequest): Promise<ImputeAnswer>;
}

export function publicApi(version: string, engine: Engine): PublicApi {
  return {
    version,
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
        const { columns } = await table.suggest(
          { ...settings, columns: request.columns ?? null, seed, contextRows: request.contextRows ?? settings.contextRows },
          { onSuggestions: (batch) => void suggestions.push(...unpackSuggestions(batch)) },
          signal,
        );
        const least = percentOf(request.minCertainty ?? 0);
        const sure = suggestions.filter(({ certainty }) => percentOf(certainty) >= least);
        const file = await openTextInTurns(text, {}, pause);
        const missing = await missingInTurns(file, options, pause);
        const outline = missing.outline(table.summary.columns, options.fillShortRows === true);
        const style = { quoted: quotedColumns(file) };
        return { text: applyToText(text, planEdits(file, sure, style, planOptions(outline)).edits), suggestions, columns };
      } finally {
        table.close();
      }
    },
  };
}
