import { seededRandom } from "../../src/npt/random";

/**
 * A seeded table as CSV text: of every twenty columns twelve are numbers that depend on four latent factors, one is a
 * date, four are categories cut from them, two a key of 40 levels and what it determines, one is noise. `missing` is the
 * share of cells that stand empty.
 */
export function syntheticTable(rows: number, columns: number, missing: number, seed: number): string {
  const random = seededRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const factors = Array.from({ length: rows }, () => Array.from({ length: 4 }, normal));
  const keys = Array.from({ length: rows }, () => Math.floor(40 * random() ** 2));
  const names = Array.from({ length: 40 }, () => `group ${Math.floor(random() * 8)}`);
  const cells = Array.from({ length: columns }, (_, j): ((row: number) => string) => {
    const kind = j % 20;
    if (kind === 17) return (row) => `key ${keys[row]}`;
    if (kind === 18) return (row) => names[keys[row]!]!;
    if (kind === 19) return () => normal().toFixed(2);
    const weights = Array.from({ length: 4 }, normal);
    const size = Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0));
    const bend = Math.floor(3 * random());
    const noise = 0.2 + 0.6 * random();
    const value = (row: number): number => {
      const sum = factors[row]!.reduce((total, f, k) => total + (f * weights[k]!) / size, 0);
      const bent = bend === 0 ? sum : bend === 1 ? Math.tanh(2 * sum) : Math.abs(sum) - 0.8;
      return bent + noise * normal();
    };
    if (kind === 12) return (row) => new Date(Date.UTC(2020, 0, 1 + Math.round(300 * value(row)))).toISOString().slice(0, 10);
    if (kind < 12) return (row) => (50 + 12 * value(row)).toFixed(2);
    const levels = 2 + Math.floor(8 * random());
    return (row) => `level ${Math.max(0, Math.min(levels - 1, Math.floor(levels / 2 + (levels / 3) * value(row))))}`;
  });
  const lines = [cells.map((_, j) => `c${j + 1}`).join(",")];
  for (let row = 0; row < rows; row++) {
    lines.push(cells.map((cell) => cell(row)).map((text) => (random() < missing ? "" : text)).join(","));
  }
  return `${lines.join("\n")}\n`;
}
