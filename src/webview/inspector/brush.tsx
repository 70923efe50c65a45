import type { ComponentChild } from "preact";
import { useRef, useState } from "preact/hooks";

interface Props {
  /** Bars of the picture. */
  readonly bars: number;
  readonly title: string;
  readonly children: ComponentChild;
  /** Bars were chosen by a click or a drag: the first and the last of them. */
  onBars(first: number, last: number): void;
}

/** Lets the pointer choose bars of a picture. What it does, fields beside it do for the keyboard. */
export function Brush({ bars, title, children, onBars }: Props): ComponentChild {
  const root = useRef<HTMLDivElement>(null);
  const [chosen, choose] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const barAt = (event: PointerEvent): number => {
    const { left = 0, width = 1 } = root.current?.getBoundingClientRect() ?? {};
    return Math.max(0, Math.min(bars - 1, Math.floor(((event.clientX - left) / width) * bars)));
  };
  const ends = chosen && ([Math.min(chosen.from, chosen.to), Math.max(chosen.from, chosen.to)] as const);
  return (
    <div
      ref={root}
      class="brush"
      title={title}
      data-testid="brush"
      onPointerDown={(event: PointerEvent) => {
        if (event.button !== 0) return;
        event.preventDefault();
        root.current?.setPointerCapture(event.pointerId);
        choose({ from: barAt(event), to: barAt(event) });
      }}
      onPointerMove={(event: PointerEvent) => {
        if (chosen !== null) choose({ ...chosen, to: barAt(event) });
      }}
      onPointerUp={() => {
        if (ends !== null) onBars(ends[0], ends[1]);
        choose(null);
      }}
      onPointerCancel={() => choose(null)}
    >
      {children}
      {ends && <span class="brushed" style={{ left: `${(ends[0] / bars) * 100}%`, width: `${((ends[1] - ends[0] + 1) / bars) * 100}%` }} />}
    </div>
  );
}
