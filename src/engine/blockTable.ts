import { ExcerptWriter } from "../csv/excerpt";
import { type FileIndex, indexFile, styleOf } from "../csv/fileIndex";
import { defaultPartBytes } from "../csv/parts";
import { readRows } from "../csv/rowReader";
import { ChangeList } from "../csv/splice";
import type { FileSource } from "../files/fileSource";
import { checkAccuracy } from "../imputation/checkAccuracy";
import type { Explanation } from "../imputation/explain";
import { planFills } from "../imputation/fillTable";
import { type ColumnOutcome, defaultOptions, type ImputeOptions, type RunOptions } from "../imputation/impute";
import { addOutcomes, changesOf, type FilledBlock, imputeLarge } from "../imputation/imputeLarge";
import type { Judgement } from "../imputation/judge";
import { blocksOf, type LargeFile, learningTable, stretchesTable, type Survey, survey, withNeighbours } from "../imputation/largeTable";
import { packSuggestions } from "../imputation/packed";
import type { Suggestion } from "../imputation/suggestion";
import { keptTolerance } from "../imputation/tolerance";
import { buildTableInTurns } from "../table/buildTable";
import { tableDoubts } from "../table/doubts";
import { missingWhere } from "../table/missingWhere";
import { settledColumns } from "../table/reading";
import type { Table } from "../table/column";
import type { FillEvents, FillOptions, OpenEvents, ReadingOptions, Suggested, SuggestEvents, SuggestOptions, TableSummary } from "./contract";
import { MissingParts } from "./missingParts";
import { imputeKept, imputeOnce } from "./model";
import { type Going, inSameCells, type OpenedTable, tellWritten } from "./openedTable";
import type { PackedFill } from "./protocol";
import { summarize } from "./wholeTable";

/** Between two messages about the index. */
const indexPatienceMs = 250;

/**
 * Reads a file that is worked on in blocks: first for its rows, then for its missing cells. The source is closed where
 * that fails, and with the table.
 */
export async function openInBlocks(
  source: FileSource,
  { dialect, table: options, seed }: ReadingOptions,
  events: OpenEvents,
  signal: AbortSignal,
  pause: () => Promise<void>,
): Promise<OpenedTable> {
  try {
    const index = await indexFile(source, dialect, { signal, onProgress: indexTeller(source.size, events) });
    events.onIndex?.({ share: 0.5, index });
    const large: LargeFile = { source, index, options };
    const parts = new MissingParts(index.columns, options.fillShortRows === true, events.onMissing);
    let told = performance.now();
    const onProgress = (done: number): void => {
      if (performance.now() - told < indexPatienceMs) return;
      told = performance.now();
      events.onIndex?.({ share: 0.5 + done / source.size / 2, index });
    };
    const { onMissing, onRow } = parts;
    const found = await survey(large, seed, { onMissing, ...(onRow && { onRow }), onProgress }, { signal });
    await source.checkUnchanged();
    const learning = await learningTable(large, found, { pause });
    const missing = parts.settle(learning.columns);
    const columns = learning.columns.map((column) => summarize(column, missing[column.index]!));
    const summary = { rows: index.rows, columns, warnings: index.warnings, dialect: index.dialect, doubts: tableDoubts(index.dialect, columns), learnedRows: learning.rows, index };
    const asRead = settledColumns(learning.columns, large.options.columns ?? []).map((one, k) => ({ ...one, ...keptTolerance(learning.columns[k]!) }));
    const settled = { ...large, options: { ...large.options, columns: asRead } };
    return new BlockTable(settled, source, found, learning, summary);
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** Tells of the rows found so far: at once of the first, then a few times a second. */
function indexTeller(size: number, { onIndex }: OpenEvents): (done: number, known: () => FileIndex) => void {
  let told = Number.NEGATIVE_INFINITY;
  return (done, known) => {
    if (onIndex === undefined || performance.now() - told < indexPatienceMs) return;
    onIndex({ share: done / size / 2, index: known() });
    told = performance.now();
  };
}

class BlockTable implements OpenedTable {
  readonly stamp: string;
  /** How far the order of the file's rows is believed, for the options it was last asked for. */
  #judged: { readonly options: string; readonly judgement: Judgement } | null = null;

  constructor(
    private readonly large: LargeFile,
    private readonly source: FileSource,
    private readonly found: Survey,
    private readonly learning: Table,
    readonly summary: TableSummary,
  ) {
    this.stamp = source.stamp;
  }

  async suggest(options: SuggestOptions, { onSuggestions, onProgress }: SuggestEvents, { model, signal, pause }: Going): Promise<Suggested> {
    const { firstRows, limit = Number.POSITIVE_INFINITY } = options;
    const total = this.#missing(options);
    let columns: readonly ColumnOutcome[] = [];
    let rows = 0;
    let made = 0;
    let encodeMs = 0;
    let inferenceMs = 0;
    onProgress?.(0, total);
    const judgement = await this.#judge(options, { model, signal, pause });
    const read = { signal, pause, neighbours: judgement.size > 0 };
    for await (const { table, excerpt, rows: size } of blocksOf(this.large, this.found, read, firstRows?.from ?? 0)) {
      const own = excerpt.chosen.rows;
      const tell = (batch: readonly Suggestion[]): void => {
        made += batch.length;
        onSuggestions?.(packSuggestions(batch.map((suggestion) => ({ ...suggestion, row: own[suggestion.row]! }))));
        onProgress?.(made, total);
      };
      const inBlock = { ...options, judgement, limit: limit - made, ...(firstRows && { firstRows: between(own, firstRows) }) };
      try {
        const outcome = await model.suggest(table, inBlock, { onSuggestions: tell, pause }, signal);
        columns = addOutcomes(columns, outcome.columns);
        encodeMs += outcome.timing.encodeMs;
        inferenceMs += outcome.timing.inferenceMs;
      } finally {
        model.forget(table);
      }
      rows += size;
      if (made >= limit) break;
    }
    return { columns: rows < this.found.withMissing.size || made >= limit ? [] : columns, timing: { encodeMs, inferenceMs } };
  }

  /** Where the order tells something, rows are tested among those beside them; else, a sample of all. */
  check: OpenedTable["check"] = async (options, { onProgress }, going) => {
    const { model, signal, pause } = going;
    const { contextRows = defaultOptions.contextRows } = options;
    const judgement = await this.#judge({ ...options, columns: null, contextRows }, going);
    const table = judgement.size > 0 ? await stretchesTable(this.large, this.found, { pause }) : this.learning;
    return checkAccuracy(imputeOnce(model), table, { ...options, judgement }, signal, { ...(onProgress && { onProgress }), pause });
  };

  /** The row and its neighbours among those that are learned from. */
  async explain(row: number, column: number, options: ImputeOptions, { model, signal, pause }: Going): Promise<Explanation | null> {
    const { source, index, options: reading } = this.large;
    const { learning, withMissing } = this.found;
    const judgement = await this.#judge({ ...options, columns: null }, { model, signal, pause });
    const writer = new ExcerptWriter(index);
    let learned = 0;
    let at = -1;
    const visit: Parameters<typeof readRows>[3] = (part, record, near) => {
      const from = learned;
      while (learned < learning.rows && learning.chosen.rows[learned]! < near) learned++;
      writer.addFrom(learning, from, learned);
      if (learning.chosen.rows[learned] === near) learned++;
      if (near === row) at = writer.rows;
      writer.add(part, record, near);
      return true;
    };
    const rows = withNeighbours(Int32Array.of(row), withMissing, index.rows);
    await readRows(source, index, rows, visit, { partBytes: defaultPartBytes, signal });
    writer.addFrom(learning, learned, learning.rows);
    const excerpt = writer.finish();
    const table = { ...(await buildTableInTurns(excerpt, reading, pause)), places: excerpt.chosen.rows };
    const inFile = (near: number): number => excerpt.chosen.rows[near]!;
    try {
      const found = await model.explain(table, at, column, { ...options, columns: [column], judgement }, signal, pause);
      return found && {
        ...found,
        rows: found.rows.map((one) => ({ ...one, row: inFile(one.row) })),
        order: found.order.map((one) => ({ ...one, above: one.above === null ? null : inFile(one.above), below: one.below === null ? null : inFile(one.below) })),
      };
    } finally {
      model.forget(table);
    }
  }

  missingWhere: OpenedTable["missingWhere"] = (column, pause) => missingWhere(this.learning, column, pause);

  async fill({ minCertainty, draws, ...options }: FillOptions, told: FillEvents, going: Going): Promise<PackedFill> {
    const { onProgress } = told;
    const { model, signal, pause } = going;
    const judgement = await this.#judge(options, going);
    const withOrder: RunOptions = { ...options, judgement };
    const lists = Array.from({ length: draws ?? 1 }, () => new ChangeList());
    let written = 0;
    const take = async (filled: FilledBlock): Promise<void> => {
      const own = filled.block.excerpt.chosen.rows;
      written += filled.written.length;
      tellWritten(filled.written, told, (row) => own[row]!);
      if (draws === null) for (const change of filled.changes) lists[0]!.add(change);
      else await this.#draw(filled, lists, withOrder, onProgress, going);
      model.forget(filled.block.table);
    };
    const events = { ...(onProgress && { onProgress: (done: number, total: number) => onProgress(done, total, "rows") }) };
    const impute = draws === null ? imputeOnce(model) : imputeKept(model);
    const { columns, ...timing } = await imputeLarge(impute, this.large, this.found, withOrder, minCertainty, take, events, { signal, pause, neighbours: judgement.size > 0 });
    const none = this.summary.columns.map(({ index, missing, skipReason }) => ({ index, missing, filled: 0, skipReason: missing === 0 ? null : skipReason }));
    return { copies: lists.map((list) => list.pack()), columns: columns.length > 0 ? columns : none, written, timing };
  }

  async close(): Promise<void> {
    await this.source.close();
  }

  /** Adds the changes of every draw for one block. */
  async #draw(
    { block, written }: FilledBlock,
    lists: readonly ChangeList[],
    options: RunOptions,
    onProgress: FillEvents["onProgress"],
    { model, signal, pause }: Going,
  ): Promise<void> {
    for (const [draw, list] of lists.entries()) {
      onProgress?.(draw + 1, lists.length, "copies");
      const drawn = await model.draw(block.table, options, draw, signal, pause);
      const { edits } = planFills(block.excerpt, block.table, inSameCells(drawn, written), styleOf(this.large.index), 0);
      for (const change of changesOf(block, edits)) list.add(change);
    }
  }

  /** Decided on stretches of rows that follow one another: of a sample of the file, none is the other's neighbour. */
  async #judge({ columns, seed, contextRows, rowOrder = "auto" }: ImputeOptions, { model, signal, pause }: Going): Promise<Judgement> {
    const options = { columns, seed, contextRows, rowOrder };
    const asked = JSON.stringify(options);
    if (this.#judged?.options === asked) return this.#judged.judgement;
    const table = await stretchesTable(this.large, this.found, { pause });
    try {
      const judgement = await model.judge(table, options, signal, pause);
      this.#judged = { options: asked, judgement };
      return judgement;
    } finally {
      model.forget(table);
    }
  }

  /** Missing cells that a run with these options predicts. */
  #missing({ columns }: ImputeOptions): number {
    return this.summary.columns.reduce((sum, { index, missing, skipReason }) => {
      return skipReason === null && (columns === null || columns.includes(index)) ? sum + missing : sum;
    }, 0);
  }
}

/** Where rows `from` to `to` of the file are among the rows `own` of a block. */
function between(own: Int32Array, { from, to }: { readonly from: number; readonly to: number }): { readonly from: number; readonly to: number } {
  let first = 0;
  while (first < own.length && own[first]! < from) first++;
  let end = first;
  while (end < own.length && own[end]! < to) end++;
  return { from: first, to: end };
}
