import { type Uri, workspace } from "vscode";
import { openText } from "../csv/csvFile";
import { applyToText, planEdits, quotedColumns } from "../csv/edits";
import type { Suggestion } from "../imputation/suggestion";
import { percentOf } from "../shared/protocol";
import { buildTable } from "../table/buildTable";
import type { Engine } from "./engine";
import { planOptions } from "../imputation/fillTable";
import { writable } from "./review/fills";
import { readSetting, tableOptions } from "./settings";

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
  /** Per column: its position, missing cells, suggestions, and why missing cells stay empty. */
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
      const file = openText(text);
      const table = buildTable(file, tableOptions(scope));
      const { suggestions, columns } = await engine.impute(
        table,
        {
          columns: request.columns ?? null,
          seed: request.seed ?? readSetting("seed", scope),
          contextRows: request.contextRows ?? readSetting("contextRows", scope),
        },
        {},
        request.signal ?? new AbortController().signal,
      );
      const least = percentOf(request.minCertainty ?? 0);
      const sure = suggestions.filter(({ certainty }) => percentOf(certainty) >= least);
      const style = { quoted: quotedColumns(file) };
      const options = planOptions(file, table, sure);
      const { fills } = writable(file, sure, style, options);
      return { text: applyToText(text, planEdits(file, fills, style, options)), suggestions, columns };
    },
  };
}
