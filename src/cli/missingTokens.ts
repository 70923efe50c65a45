/** Tokens that mean missing: of the table, and of single columns in place of those. */
export interface MissingTokens {
  readonly table: readonly string[];
  /** By name of the column; an empty list: none does there. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
  /** What looks like a column and is none. */
  readonly unknown: string | null;
}

/**
 * Reads what was typed behind `--missing`: tokens between commas, quoted as in a CSV file where they have a comma or a
 * colon. From `name:` on, the tokens of an argument are those of that column; of several names that fit, the longest.
 */
export function missingTokens(typed: readonly string[], names: readonly string[]): MissingTokens {
  const table: string[] = [];
  const columns = new Map<string, string[]>();
  let unknown: string | null = null;
  const longestFirst = [...new Set(names)].sort((left, right) => right.length - left.length);
  for (const text of typed) {
    let tokens = table;
    let rest = text;
    while (rest !== "") {
      const named = columnAt(rest, longestFirst);
      if (named !== null) {
        tokens = columns.get(named.name) ?? [];
        columns.set(named.name, tokens);
        rest = named.rest;
      }
      const [whole, quoted, bare = ""] = /^\s*(?:"((?:[^"]|"")*)"\s*(?:,|$)|([^,]*)(?:,|$))/.exec(rest) ?? [rest];
      rest = rest.slice(whole.length);
      const token = quoted === undefined ? bare.trim() : quoted.replaceAll('""', '"');
      if (token === "") continue;
      // "agee:-1" is hardly meant as a token; ":" and "00:00" are.
      if (quoted === undefined && tokens === table && /^[^:]*\p{L}[^:]*:/u.test(token)) unknown ??= token.slice(0, token.indexOf(":"));
      tokens.push(token);
    }
  }
  return { table, columns, unknown };
}

/** A column's name and colon at the beginning, the name quoted or not. */
function columnAt(text: string, names: readonly string[]): { readonly name: string; readonly rest: string } | null {
  const bare = text.trimStart();
  for (const name of names) {
    for (const written of [name, `"${name.replaceAll('"', '""')}"`]) {
      if (bare.startsWith(`${written}:`)) return { name, rest: bare.slice(written.length + 1) };
    }
  }
  return null;
}
