import type { ComponentChild } from "preact";
import type { HeaderBar } from "../../shared/protocol";
import type { Words } from "../words";

interface BarsProps {
  readonly bars: readonly HeaderBar[];
  /** px. */
  readonly height: number;
  readonly words: Words;
  /** Spoken description; null where the picture only repeats what is written elsewhere. */
  readonly label: string | null;
}

/** Heights of bars that stand for counts, px; a bar that stands for something is never invisible. */
export function barHeights(counts: readonly number[], most: number, room: number): number[] {
  return counts.map((count) => (count === 0 ? 0 : Math.max(1.5, (count / Math.max(1, most)) * (room - 1))));
}

/** Bars of observed values with the suggested ones on top; heights share one scale. */
export function Bars({ bars, height, words, label }: BarsProps): ComponentChild {
  if (bars.length === 0) return <div class="bars empty" />;
  const most = Math.max(...bars.map((bar) => bar.observed + bar.suggested));
  const observed = barHeights(bars.map((bar) => bar.observed), most, height);
  const suggested = barHeights(bars.map((bar) => bar.suggested), most, height);
  const width = 100 / bars.length;
  return (
    <svg
      class="bars"
      viewBox={`0 0 100 ${height}`}
      width="100%"
      height={height}
      preserveAspectRatio="none"
      {...(label === null ? { "aria-hidden": "true" } : { role: "img", "aria-label": label })}
    >
      {bars.map((bar, i) => {
        const x = i * width + width * 0.06;
        const below = observed[i] ?? 0;
        const above = suggested[i] ?? 0;
        return (
          <g key={bar.label}>
            <title>{`${bar.label}: ${words.count(bar.observed)}${bar.suggested > 0 ? ` + ${words.count(bar.suggested)}` : ""}`}</title>
            <rect class="bar" x={x} width={width * 0.88} y={height - below} height={below} />
            {above > 0 && <rect class="bar suggestedbar" x={x} width={width * 0.88} y={height - below - above} height={above} />}
          </g>
        );
      })}
    </svg>
  );
}
