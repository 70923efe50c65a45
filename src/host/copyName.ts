/** The name of a file's `n`-th completed copy: `a.csv` becomes `a.imputed.csv`, then `a.imputed-2.csv`. */
export function copyName(name: string, suffix: string, n = 1): string {
  const dot = name.lastIndexOf(".");
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  return `${stem}.${suffix}${n === 1 ? "" : `-${n}`}${extension}`;
}
