/** Tokens as one types them: "NA, ?"; one with a comma or spaces at its ends stands in quotes. */
export function tokensText(tokens: readonly string[]): string {
  return tokens.map((token) => (/^\s|\s$|[,"]/.test(token) || token === "" ? `"${token.replaceAll('"', '""')}"` : token)).join(", ");
}

/** The tokens of such a text, each once, in their order. */
export function tokensIn(text: string): string[] {
  const tokens = [...text.matchAll(/\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))(?:,|$)/g)].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare?.trim() ?? "");
  return [...new Set(tokens.filter((token) => token !== ""))];
}
