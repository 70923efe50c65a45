import type { ComponentChild } from "preact";

interface Props {
  readonly label: string;
  /** Width of the panel to the right of it, px. */
  readonly width: number;
  readonly least: number;
  readonly most: number;
  onWidth(width: number): void;
}

const step = 16;

/** The line between the grid and the panel beside it, to be dragged or moved by arrow keys. */
export function Sash({ label, width, least, most, onWidth }: Props): ComponentChild {
  const set = (wanted: number): void => onWidth(Math.max(least, Math.min(most, wanted)));
  const onKeyDown = (event: KeyboardEvent): void => {
    const by: Readonly<Record<string, number>> = { ArrowLeft: step, ArrowRight: -step, Home: most, End: -most };
    const change = by[event.key];
    if (change === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    set(width + change);
  };
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const handle = event.currentTarget as HTMLElement;
    const start = event.clientX;
    const move = (now: PointerEvent): void => set(width + start - now.clientX);
    const stop = (): void => handle.removeEventListener("pointermove", move);
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", stop, { once: true });
  };
  return (
    <div
      role="separator"
      class="sash"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={Math.round(width)}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      data-testid="sash"
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
    />
  );
}
