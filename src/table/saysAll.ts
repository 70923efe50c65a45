import { type StatedReading, statedOf } from "./reading";

/** Whether `stated` says everything that `part` says, of columns as they are named there. */
export function saysAll({ dialect, columns = [], ...rest }: StatedReading, part: StatedReading): boolean {
  const { dialect: ofDialect = {}, columns: ofColumns = [], ...others } = part;
  return (
    says(dialect ?? {}, ofDialect) &&
    says(rest, others) &&
    ofColumns.every(({ column, ...said }) => says(typeof column === "number" ? statedOf(columns, column, "") : statedOf(columns, -1, column), said))
  );
}

function says(all: object, part: object): boolean {
  const known = new Map<string, unknown>(Object.entries(all));
  return Object.entries(part).every(([key, value]) => known.has(key) && inOrder(known.get(key)) === inOrder(value));
}

/** JSON with the fields of every object in one order. */
export function inOrder(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
