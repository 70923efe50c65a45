import type { ReviewSession } from "./session";

/** Only what stands first is taken for a name: the columns keep their order. */
const maxColumns = 3;
/** Fewer rows need no names to be told apart. */
const leastRows = 10;
/** Nearly every row has a value of its own. */
const leastDistinct = 0.98;
const nameWords = /(^|[\s_.-])(id|key|name|code|no|nr|number|date|day|time|timestamp)$/i;

/** How many of the first columns stay in view because the last of them tells the rows apart: a name, an id, a point in time. 0 where none does, or it is not known yet. */
export function nameColumns(session: ReviewSession): number {
  const { columns } = session.table;
  if (session.rows < leastRows || columns.length <= maxColumns) return 0;
  const at = columns.slice(0, maxColumns).findIndex(({ index, kind, name, summary }) => {
    if (summary === null || session.missingIn(index) > 0) return false;
    const { distinct, observed } = summary.profile;
    const own = observed > 0 && distinct >= leastDistinct * observed;
    return own && (kind === "id" || kind === "text" || kind === "date" || nameWords.test(name.trim()));
  });
  return at + 1;
}
