import type { Arguments, HostMethod, Notice } from "../../../src/shared/protocol";
import type { ColumnChange, ColumnReadings, ColumnReadingView, DoubtView, TableChange, TableReadingView } from "../../../src/shared/reading";

const types = ["number", "category", "date", "text"] as const;

/** How the synthetic table is read: what is stated is remembered, everything else follows from the column's number. */
export class SyntheticReading {
  readonly #columns = new Map<number, ColumnChange>();
  #table: TableChange = {};
  #doubts: readonly DoubtView[];
  #saved = true;
  /** What was stated, in its order. */
  readonly stated: (TableChange | ({ readonly column: number } & ColumnChange))[] = [];
  saves = 0;

  constructor(
    private readonly columns: number,
    doubts: number,
    private readonly name: (column: number) => string,
  ) {
    this.#doubts = Array.from({ length: doubts }, (_, k) => ({
      key: `doubt ${k}`,
      text: `“${name(k)}” has ${12 + k} cells with ${-999 - k}, far from all other values: they may mean missing.`,
      settlings: [`Treat ${-999 - k} as Missing`, "Keep as Values"],
    }));
  }

  notices(): Notice[] {
    const told = this.#doubts.slice(0, 3).map(({ key, text, settlings }): Notice => {
      return { id: "doubt", text, actions: settlings.map((label, settling) => ({ label, method: "settle", args: { doubt: key, settling } })), doubt: key };
    });
    const more = this.#doubts.length - told.length;
    if (more <= 0) return told;
    return [...told, { id: "moreDoubts", text: `${more} more in the Reading panel.`, actions: [{ label: "Show Reading", method: "showReading", args: {} }], doubt: null }];
  }

  column(column: number): ColumnReadingView {
    const type = types[column % 4] ?? "number";
    const { type: stated, role, missingTokens, minimum, maximum, tolerance } = this.#columns.get(column) ?? {};
    const doubts = this.#doubts.filter(({ key }) => key === `doubt ${column}`).map(({ text }) => text);
    const fields = this.#columns.get(column) ?? {};
    return {
      column,
      name: this.name(column),
      type: stated ?? type,
      role: role ?? "fill",
      stated: (Object.keys(fields) as (keyof ColumnChange)[]).filter((key) => fields[key] != null),
      reason: stated ? "" : `Nearly every cell reads as a ${type}.`,
      tokens: missingTokens ? missingTokens.map((token) => ({ token, cells: null })) : column % 5 === 0 ? [{ token: "NA", cells: 12 }, { token: "?", cells: 3 }] : [],
      minimum: minimum ?? "",
      maximum: maximum ?? "",
      tolerance: tolerance ? String(tolerance) : "",
      usualTolerance: "12",
      violations: minimum ? 2 : 0,
      doubts,
    };
  }

  readonly handlers = {
    columnReadings: ({ from, to, query }: Arguments<"columnReadings">): ColumnReadings => {
      const all = Array.from({ length: this.columns }, (_, column) => column).filter((column) => this.name(column).includes(query));
      return { total: all.length, columns: all.slice(from, to).map((column) => this.column(column)) };
    },
    tableReading: (): TableReadingView => ({
      delimiter: this.#table.delimiter ?? ",",
      quote: this.#table.quote ?? '"',
      comment: this.#table.comment ?? "",
      preamble: this.#table.preamble ?? 0,
      header: this.#table.header ?? true,
      unitRows: this.#table.unitRows ?? 0,
      encoding: "utf-8",
      blankIsMissing: this.#table.blankIsMissing ?? false,
      fillShortRows: this.#table.fillShortRows ?? false,
      missingTokens: this.#table.missingTokens ?? [],
      stated: (Object.keys(this.#table) as (keyof TableChange)[]).filter((key) => this.#table[key] != null),
      unsaved: !this.#saved,
      schemaName: "synthetic.schema.json",
      doubts: this.#doubts,
    }),
    restateColumn: ({ column, change }: Arguments<"restateColumn">): null => {
      if (change.minimum === "x") throw new Error("“x” is no number.");
      this.#columns.set(column, { ...this.#columns.get(column), ...change });
      return this.#note({ column, ...change });
    },
    restateTable: ({ change }: Arguments<"restateTable">): null => {
      this.#table = { ...this.#table, ...change };
      return this.#note(change);
    },
    resetReading: (): null => {
      this.#columns.clear();
      this.#table = {};
      this.#saved = true;
      return null;
    },
    saveReading: (): null => {
      this.saves++;
      this.#saved = true;
      return null;
    },
    settle: ({ doubt }: Arguments<"settle">): null => this.#settled(doubt),
    putAway: ({ doubt }: Arguments<"putAway">): null => this.#settled(doubt),
    useSchema: (): null => null,
    keepReading: (): null => null,
  } satisfies { [M in HostMethod]?: unknown };

  #note(stated: this["stated"][number]): null {
    this.stated.push(stated);
    this.#saved = false;
    return null;
  }

  #settled(doubt: string): null {
    this.#doubts = this.#doubts.filter(({ key }) => key !== doubt);
    return null;
  }
}
