import * as l10n from "@vscode/l10n";
import type { TableSummary } from "../engine/contract";
import { reasonOf } from "../files/reasonOf";
import type { ColumnChange, TableChange } from "../shared/reading";
import { mergeStated, type StatedReading } from "../table/reading";
import type { ReviewContext } from "./context";
import { doubtKey } from "./doubts";
import type { Restated } from "./history";
import { keepStated, nothingStated, type ReadingState, takeSchema } from "./readingState";
import { isSameStated, restatedColumn, restatedTable } from "./statedReading";

/** The schema file beside the reviewed one. */
export interface SchemaFile {
  /** The one that is written. */
  readonly name: string;
  /** Writes the reading; @returns what the file says from then on, null where the user called it off */
  save(summary: TableSummary, stated: StatedReading): Promise<StatedReading | null>;
}

/** What a schema file says. */
export interface ReadSchema {
  readonly stated: StatedReading;
  /** Throws an error with a sentence where a table with columns of these names is another one than is described. */
  fit(names: readonly string[]): void;
}

/** A schema file as it was found, null where there is none, or why it cannot be read, a sentence. */
export type FoundSchema = ReadSchema | { readonly problem: string } | null;

/** What a review starts with. */
export interface ReadingStart {
  readonly state: ReadingState;
  readonly conflict: StatedReading | null;
  /** Why the schema file is not used, a sentence; "" where nothing is wrong with it. */
  readonly problem: string;
  readonly schema: SchemaFile | null;
}

export const plainStart: ReadingStart = { state: nothingStated, conflict: null, problem: "", schema: null };

/** How the reviewed file is read: what is stated of it, by the user or by the schema beside it. Every change is a step to undo. */
export class ReviewReading {
  #state: ReadingState;
  /** What the schema file says by now, while the user has not chosen between that and their own reading. */
  conflict: StatedReading | null;
  problem: string;
  /** How often the reading has changed. */
  changes = 0;
  readonly schema: SchemaFile | null;

  constructor(
    private readonly review: ReviewContext,
    start: ReadingStart,
  ) {
    this.#state = start.state;
    this.conflict = start.conflict;
    this.problem = start.problem;
    this.schema = start.schema;
  }

  get state(): ReadingState {
    return this.#state;
  }

  get stated(): StatedReading {
    return this.#state.stated;
  }

  /** Has the file read with another word on a column. */
  changeColumn(column: number, change: ColumnChange): Promise<void> {
    return this.restate((stated) => restatedColumn(stated, this.review.session.table.columns.map(({ name }) => name), column, change));
  }

  /** Has the file read with another word on the table. */
  changeTable(change: TableChange): Promise<void> {
    return this.restate((stated) => restatedTable(stated, change));
  }

  /** Takes back everything that the schema file does not say. */
  reset(): Promise<void> {
    return this.restate(() => this.#state.saved ?? {});
  }

  /** Has the file read as one button of a doubt says. */
  async settle(key: string, settling: number): Promise<void> {
    const doubt = this.review.source.summary?.doubts.find((one) => doubtKey(one) === key);
    const chosen = doubt?.settlings[settling];
    if (chosen) await this.restate((stated) => mergeStated(stated, this.#withTokens(chosen.stated)));
  }

  /** A doubt is not told again. */
  putAway(key: string): void {
    this.#set({ ...this.#state, putAway: [...new Set([...this.#state.putAway, key])] });
  }

  /** Has the file read as `change` makes of what is stated, once all decisions before are done. Rejects where it cannot be read so. */
  restate(change: (stated: StatedReading) => StatedReading): Promise<void> {
    return this.review.decisions.inTurn(async () => {
      const before = this.stated;
      const stated = change(before);
      if (isSameStated(before, stated)) return;
      const decided = [...this.review.session.decided()];
      await this.#read(stated, []);
      this.review.memory.did({ kind: "restated", stated: before, decided });
      this.#told();
    });
  }

  /** Undoes or redoes another reading. @returns the step that reverses that */
  async reverse({ stated, decided }: Restated): Promise<Restated> {
    const reversed: Restated = { kind: "restated", stated: this.stated, decided: [...this.review.session.decided()] };
    await this.#read(stated, decided);
    this.#told();
    return reversed;
  }

  /** The schema file has changed. What was not saved stays until the user chooses. */
  async found(schema: FoundSchema): Promise<void> {
    this.problem = schema === null ? "" : "problem" in schema ? schema.problem : this.#misfit(schema);
    if (this.problem !== "") return this.review.tell();
    const { state, conflict } = takeSchema(this.#state, schema !== null && "stated" in schema ? schema.stated : null);
    this.conflict = conflict;
    if (isSameStated(state.stated, this.stated)) return this.#set(state);
    await this.#use(state.stated);
  }

  /** Reads the file as its schema says, in place of the user's own reading. */
  async useSchema(): Promise<void> {
    const { conflict } = this;
    this.conflict = null;
    if (conflict !== null) await this.#use(conflict);
  }

  /** Goes on with the user's own reading. */
  keepMine(): void {
    const { conflict } = this;
    this.conflict = null;
    if (conflict !== null) this.#set(keepStated(this.#state, conflict));
  }

  /** Writes the schema file. */
  async save(): Promise<void> {
    const { schema, review } = this;
    if (schema === null) throw new Error(l10n.t("This file has no place on disk, so its reading cannot be saved."));
    let stated: StatedReading;
    let summary: TableSummary;
    do {
      await review.source.settle();
      stated = this.stated;
      ({ summary } = await review.source.engineTable(new AbortController().signal));
      // Something else may have been stated before the engine had read the table.
    } while (stated !== this.stated);
    const written = await schema.save(summary, stated);
    if (written === null) return;
    this.problem = "";
    this.conflict = null;
    this.#set({ ...this.#state, saved: stated, seen: written });
    review.announce(l10n.t("Reading saved in {0}", schema.name));
  }

  /** A schema that cannot be followed is told of, and the review goes on without. */
  async #use(schema: StatedReading): Promise<void> {
    try {
      await this.restate(() => schema);
      this.#set({ ...this.#state, saved: schema, seen: schema });
    } catch (error) {
      this.problem = l10n.t("{0} does not fit this file: {1}", this.schema?.name ?? "", reasonOf(error));
      this.review.tell();
    }
  }

  /** Tokens that count already, by what is stated or set, go on counting. */
  #withTokens(stated: StatedReading): StatedReading {
    const { missingTokens: now = [] } = this.review.source.tableOptions;
    if (now === "auto" || !Array.isArray(stated.missingTokens)) return stated;
    return { ...stated, missingTokens: [...new Set([...now, ...stated.missingTokens])] };
  }

  /** Why the schema is one of another table, a sentence; "" where it is not, or columns may have other names by it. */
  #misfit(schema: ReadSchema): string {
    if (!isSameStated({ dialect: schema.stated.dialect ?? {} }, { dialect: this.stated.dialect ?? {} })) return "";
    try {
      schema.fit(this.review.session.table.columns.map(({ name }) => name));
      return "";
    } catch (error) {
      return reasonOf(error);
    }
  }

  async #read(stated: StatedReading, decided: Restated["decided"]): Promise<void> {
    await this.review.reread(stated, decided);
    this.#state = { ...this.#state, stated };
    this.changes++;
  }

  #set(state: ReadingState): void {
    this.#state = state;
    this.#told();
  }

  #told(): void {
    this.review.changed();
    this.review.memory.save();
  }
}
