import type { ComponentChild } from "preact";
import type { CellDetail, HeaderBar } from "../../shared/protocol";
import { barHeights } from "../ui/bars";
import type { Words } from "../words";

interface Props {
  readonly plot: NonNullable<CellDetail["plot"]>;
  readonly suggestion: NonNullable<CellDetail["suggestion"]>;
  /** The column's observed values, from its least to its greatest. */
  readonly bars: readonly HeaderBar[];
  readonly words: Words;
}

const height = 84;
/** Room under the curve for the interval's bracket. */
const foot = 9;

/** What the model holds possible for one number or date: density, 90 % interval and value, over the observed values. */
export function DensityPlot({ plot, suggestion, bars, words }: Props): ComponentChild {
  const room = height - foot;
  const { low, high, value, density } = plot;
  const observed = barHeights(
    bars.map((bar) => bar.observed),
    Math.max(...bars.map((bar) => bar.observed)),
    room,
  );
  const width = 100 / bars.length;
  const points = density.map((share, i) => `${((i + 0.5) / density.length) * 100} ${room - share * (room - 3)}`);
  const curve = `M0 ${room}L${points.join("L")}L100 ${room}`;
  const interval = suggestion.interval ?? ["", ""];
  return (
    <figure class="density" data-testid="density">
      <svg
        viewBox={`0 0 100 ${height}`}
        width="100%"
        height={height}
        preserveAspectRatio="none"
        role="img"
        aria-label={words.say("densityLabel", suggestion.value, interval[0], interval[1])}
      >
        {bars.map((bar, i) => (
          <rect
            key={bar.label}
            class="behind"
            vector-effect="non-scaling-stroke"
            x={i * width + width * 0.06}
            width={width * 0.88}
            y={room - (observed[i] ?? 0)}
            height={observed[i] ?? 0}
          />
        ))}
        <rect class="band" x={low * 100} width={Math.max(0.5, (high - low) * 100)} y={0} height={room} />
        {density.length > 0 && <path class="curve" vector-effect="non-scaling-stroke" d={curve} />}
        <path class="at" vector-effect="non-scaling-stroke" d={`M${value * 100} 0V${room}`} />
        <path
          class="bracket"
          vector-effect="non-scaling-stroke"
          d={`M${low * 100} ${room + 1}V${height - 1}M${high * 100} ${room + 1}V${height - 1}M${low * 100} ${height - 4}H${high * 100}`}
        />
      </svg>
      <figcaption>
        <span>{ends(bars)[0]}</span>
        <span>{ends(bars)[1]}</span>
      </figcaption>
      <ul class="legend">
        <li>
          <span class="swatch behind" />
          {words.legendObserved}
        </li>
        <li>
          <span class="swatch curve" />
          {words.legendPredicted}
        </li>
        <li>
          <span class="swatch band" />
          {words.interval}
        </li>
      </ul>
    </figure>
  );
}

/** The least and the greatest observed value: bars are labelled "from – to". */
function ends(bars: readonly HeaderBar[]): readonly [string, string] {
  const first = bars[0]?.label.split(" – ")[0] ?? "";
  const last = bars[bars.length - 1]?.label.split(" – ") ?? [];
  return [first, last[last.length - 1] ?? ""];
}
