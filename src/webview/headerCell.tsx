import type { ComponentChild } from "preact";
import { CellState } from "../shared/cellState";
import type { ColumnHeader, HeaderBar, SortOrder } from "../shared/protocol";
import { format, type StringKey, type Strings } from "../shared/strings";
import { Icon } from "./icons";

interface Props {
  readonly header: ColumnHeader | null;
  readonly column: number;
  readonly colIndex: number;
  readonly left: number;
  readonly width: number;
  readonly active: boolean;
  readonly selected: boolean;
  readonly sort: SortOrder | null;
  readonly strings: Strings;
  onResizeStart(column: number, event: PointerEvent): void;
}

/** A column's header: name, kind, how much is missing, and a picture of its values. */
export function HeaderCell(props: Props): ComponentChild {
  const { header, column, strings, sort } = props;
  const sorted = sort?.column === column ? (sort.descending ? "descending" : "ascending") : "none";
  return (
    <div
      role="columnheader"
      class={`headcell${props.active ? " active" : ""}${props.selected ? " selected" : ""}`}
      aria-colindex={props.colIndex}
      aria-sort={sorted}
      tabIndex={props.active ? 0 : -1}
      data-column={column}
      data-testid={`header-${column}`}
      style={{ left: `${props.left}px`, width: `${props.width}px` }}
    >
      <div class="headname" title={header?.name}>
        <span class="name">{header?.name ?? ""}</span>
        {sorted !== "none" && <Icon name={sorted === "ascending" ? "sortUp" : "sortDown"} />}
      </div>
      {header && <HeaderFacts header={header} strings={strings} />}
      <span
        class="resizer"
        title={format(strings.resizeColumn, header?.name ?? "")}
        onPointerDown={(event: PointerEvent) => props.onResizeStart(column, event)}
      />
    </div>
  );
}

function HeaderFacts({ header, strings }: { readonly header: ColumnHeader; readonly strings: Strings }): ComponentChild {
  const accuracy = header.accuracy;
  return (
    <>
      <div class="headmeta">
        <span class="kind">{strings[`kind_${header.kind}` as StringKey] ?? header.kind}</span>
        {accuracy && (
          <span class={accuracy.better ? "score" : "score poor"} title={accuracy.text}>
            <Icon name={accuracy.better ? "accept" : "warning"} />
            {`${Math.floor(accuracy.score * 100)} %`}
          </span>
        )}
      </div>
      <div class={header.missing > 0 ? "headmissing" : "headmissing none"}>
        {header.missing > 0
          ? header.missingText
          : header.holes > 0
            ? format(strings.filledOf, header.holes, header.holes)
            : strings.missingNone}
      </div>
      <Bars bars={header.bars} height={26} label={null} />
    </>
  );
}

interface BarsProps {
  readonly bars: readonly HeaderBar[];
  readonly height: number;
  /** Spoken description; null where the picture only repeats what is written elsewhere. */
  readonly label: string | null;
  /** Where on the range the interval and value of a suggestion lie, 0..1. */
  readonly plot?: { readonly low: number; readonly high: number; readonly value: number } | null;
}

/** Bars of observed values with the suggested ones on top, hatched; heights share one scale. */
export function Bars({ bars, height, label, plot = null }: BarsProps): ComponentChild {
  if (bars.length === 0) return <div class="bars empty" />;
  const most = Math.max(1, ...bars.map((bar) => bar.observed + bar.suggested));
  const room = plot ? height - 8 : height;
  const width = 100 / bars.length;
  // A bar that stands for something is never invisible.
  const tall = (count: number): number => (count === 0 ? 0 : Math.max(1.5, (count / most) * (room - 1)));
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
        const observed = tall(bar.observed);
        const suggested = tall(bar.suggested);
        const x = i * width + width * 0.06;
        return (
          <g key={bar.label}>
            <title>{`${bar.label}: ${bar.observed}${bar.suggested > 0 ? ` + ${bar.suggested}` : ""}`}</title>
            <rect class="bar" x={x} width={width * 0.88} y={room - observed} height={observed} />
            {suggested > 0 && (
              <rect class="bar suggestedbar" x={x} width={width * 0.88} y={room - observed - suggested} height={suggested} />
            )}
          </g>
        );
      })}
      {plot && (
        <g class="interval">
          <path
            vector-effect="non-scaling-stroke"
            d={`M${plot.low * 100} ${height - 6}V${height - 1}M${plot.high * 100} ${height - 6}V${height - 1}M${plot.low * 100} ${height - 3.5}H${plot.high * 100}`}
          />
          <path class="at" vector-effect="non-scaling-stroke" d={`M${plot.value * 100} 0V${height - 1}`} />
        </g>
      )}
    </svg>
  );
}

/** Undecided suggestions of a column. */
export function undecided(header: ColumnHeader): number {
  return header.counts[CellState.Suggested] ?? 0;
}
