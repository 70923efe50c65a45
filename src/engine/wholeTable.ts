import type { ByteFile, CsvFile } from "../csv/csvFile";
import { type CellStyle, quotedColumns } from "../csv/edits";
import { ChangeList } from "../csv/splice";
import { checkAccuracy } from "../imputation/checkAccuracy";
import { filledColumns, planFills } from "../imputation/fillTable";
import { byteEdits } from "../imputation/imputeLarge";
import { packSuggestions } from "../imputation/packed";
import type { Suggestion } from "../imputation/suggestion";
import { toleranceIn } from "../imputation/tolerance";
import { buildTableInTurns } from "../table/buildTable";
import type { TableOptions } from "../table/tableOptions";
import { tableDoubts } from "../table/doubts";
import { isMissing } from "../table/cell";
import type { Column, Table } from "../table/column";
import { limitsOf } from "../table/format";
import { missingWhere } from "../table/missingWhere";
import { profileColumn } from "../table/profile";
import type { ColumnSummary } from "./contract";
import { imputeKept, imputeOnce } from "./model";
import { inSameCells, type OpenedTable, tellWritten } from "./openedTable";

/** A table that is held whole. `file` has bytes unless it is a document's text. */
export async function openWhole(
  file: CsvFile | ByteFile,
  stamp: string,
  options: Partial<TableOptions>,
  pause: () => Promise<void>,
): Promise<OpenedTable> {
  const table = await buildTableInTurns(file, options, pause);
  const columns: ColumnSummary[] = [];
  for (const column of table.columns) {
    columns.push(summarize(column, countMissing(table, column)));
    await pause();
  }
  return {
    summary: { rows: table.rows, columns, warnings: file.warnings, dialect: file.dialect, doubts: tableDoubts(file.dialect, columns), learnedRows: table.rows, index: null },
    stamp,
    suggest(options, { onSuggestions, onProgress }, { model, signal, pause }) {
      const events = {
        ...(onSuggestions && { onSuggestions: (batch: readonly Suggestion[]) => onSuggestions(packSuggestions(batch)) }),
        ...(onProgress && { onProgress }),
        pause,
      };
      return model.suggest(table, options, events, signal);
    },
    check: (options, { onProgress }, { model, signal, pause }) =>
      checkAccuracy(imputeOnce(model), table, options, signal, { ...(onProgress && { onProgress }), pause }),
    explain: (row, column, options, { model, signal, pause }) => model.explain(table, row, column, options, signal, pause),
    missingWhere: (column, pause) => missingWhere(table, column, pause),
    async fill({ minCertainty, draws, ...options }, told, { model, signal, pause }) {
      const { onProgress } = told;
      if (!("codec" in file)) throw new TypeError("A text is filled by whoever holds it.");
      const style: CellStyle = { quoted: quotedColumns(file) };
      const events = { ...(onProgress && { onProgress: (done: number, total: number) => onProgress(done, total, "cells") }), pause };
      const { suggestions, columns: outcomes, timing } = await imputeKept(model)(table, options, events, signal);
      const first = planFills(file, table, suggestions, style, minCertainty);
      tellWritten(first.written, told);
      const plans = draws === null ? [first.edits] : [];
      for (let draw = 0; draw < (draws ?? 0); draw++) {
        onProgress?.(draw + 1, draws ?? 0, "copies");
        const drawn = await model.draw(table, options, draw, signal, pause);
        plans.push(planFills(file, table, inSameCells(drawn, first.written), style, 0).edits);
      }
      const copies = plans.map((edits) => {
        const changes = new ChangeList();
        for (const change of byteEdits(file, edits)) changes.add(change);
        return changes.pack();
      });
      return { copies, columns: filledColumns(outcomes, first, minCertainty), written: first.written.length, timing };
    },
    async close(model) {
      model?.forget(table);
    },
  };
}

/** Levels whose counts leave the engine: enough for the alternatives of any cell but those of the rarest levels. */
const maxLevels = 2000;

/** What everybody outside the engine knows of a column. */
export function summarize(column: Column, missing: number): ColumnSummary {
  const { values: _values, codes: _codes, levels: _levels, missing: _missing, spellings: _spellings, ...schema } = column;
  const profile = profileColumn(column, maxLevels);
  return { ...schema, profile, limits: profile.numbers === null ? null : limitsOf(column), tolerance: toleranceIn(column), missing };
}

function countMissing(table: Table, column: Column): number {
  let missing = 0;
  for (let row = 0; row < table.rows; row++) if (isMissing(table, column, row)) missing++;
  return missing;
}
