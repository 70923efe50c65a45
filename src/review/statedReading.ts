import type { Dialect } from "../csv/dialect";
import type { ColumnChange, TableChange } from "../shared/reading";
import type { TableOptions } from "../table/tableOptions";
import { type Constraints, type StatedColumn, type StatedReading, statedOf } from "../table/reading";
import { inOrder } from "../table/saysAll";

/** Options of a table with what is stated before what is set. */
export function withStated(options: Partial<TableOptions>, { missingTokens, blankIsMissing, fillShortRows, columns }: StatedReading): Partial<TableOptions> {
  return {
    ...options,
    ...(missingTokens === undefined ? {} : { missingTokens }),
    ...(blankIsMissing === undefined ? {} : { blankIsMissing }),
    ...(fillShortRows === undefined ? {} : { fillShortRows }),
    ...(columns === undefined ? {} : { columns }),
  };
}

/** Whether both state the same, in whatever order. */
export function isSameStated(a: StatedReading, b: StatedReading): boolean {
  return a === b || canonical(withoutEmpty(a)) === canonical(withoutEmpty(b));
}

/** `stated` with another word on column `index`; null takes back what was said. @param names of all columns */
export function restatedColumn(stated: StatedReading, names: readonly string[], index: number, change: ColumnChange): StatedReading {
  const name = names[index] ?? "";
  const alike = names.flatMap((other, k) => (other === name ? [k] : []));
  const before = stated.columns ?? [];
  // A name that repeats means every column of it: from here on each is named by its place.
  const places = alike.length === 1 ? [] : alike.map((k): StatedColumn => ({ ...statedOf(before, k, name), column: k }));
  const mine: StatedColumn = places.find(({ column }) => column === index) ?? { ...statedOf(before, index, name), column: name };
  const changed = changedColumn(mine, change);
  const columns = [
    ...before.filter(({ column }) => column !== name && !alike.includes(column as number)),
    ...places.map((place) => (place === mine ? changed : place)),
    ...(places.length === 0 ? [changed] : []),
  ];
  return withoutEmpty({ ...stated, columns });
}

/** `stated` with another word on the table; null takes back what was said. */
export function restatedTable(stated: StatedReading, change: TableChange): StatedReading {
  const { blankIsMissing, fillShortRows, missingTokens, ...dialect } = change;
  return withoutEmpty({ ...replaced(stated, { blankIsMissing, fillShortRows, missingTokens }), dialect: replaced(stated.dialect ?? {}, dialect) });
}

/**
 * Where the rows of a text are once it is read by another dialect: so many rows further down; null where its cells are
 * others.
 */
export function rowShift(before: { readonly dialect: Dialect; readonly rows: number }, now: { readonly dialect: Dialect; readonly rows: number }): number | null {
  const same = (["delimiter", "quote", "comment", "initialSpace"] as const).every((key) => before.dialect[key] === now.dialect[key]);
  // Only the lines above the rows are taken for something else: the last row is the last one still.
  return same ? now.rows - before.rows : null;
}

function changedColumn(column: StatedColumn, { minimum, maximum, ...change }: ColumnChange): StatedColumn {
  const constraints: Constraints = replaced(column.constraints ?? {}, { minimum, maximum });
  const { constraints: _, ...rest } = replaced(column, change);
  return Object.keys(constraints).length === 0 ? rest : { ...rest, constraints };
}

/** `of` with the fields of `change`: those that are null left out, those that are undefined as they were. */
function replaced<T extends object>(of: T, change: { readonly [K in keyof T]?: T[K] | null | undefined }): T {
  const fields = new Map<string, unknown>(Object.entries(of));
  for (const [key, value] of Object.entries(change)) {
    if (value === null) fields.delete(key);
    else if (value !== undefined) fields.set(key, value);
  }
  return Object.fromEntries(fields) as T;
}

/** Without fields that say nothing. */
function withoutEmpty({ dialect, columns, ...rest }: StatedReading): StatedReading {
  const saying = (columns ?? []).filter((column) => Object.keys(column).length > 1);
  return {
    ...rest,
    ...(dialect && Object.keys(dialect).length > 0 ? { dialect } : {}),
    ...(saying.length > 0 ? { columns: saying } : {}),
  };
}

/** JSON with the fields of every object, and the columns, in one order. */
function canonical({ columns, ...rest }: StatedReading): string {
  const sorted = (columns ?? []).map(inOrder).sort();
  return `${inOrder(rest)}${sorted.join()}`;
}
