import type { ComponentChild } from "preact";

interface Props {
  /** Shares of equal stretches, 0..1, from the first row to the last. */
  readonly stripe: readonly number[];
  readonly label: string;
  /** A stretch was pointed at: its place among the rows, 0..1. */
  onPlace(share: number): void;
}

/** What is missing along the rows: darker where more is. For the pointer; whoever shows it says the same in words. */
export function Stripe({ stripe, label, onPlace }: Props): ComponentChild {
  const most = Math.max(...stripe);
  return (
    <svg
      class="stripe"
      viewBox={`0 0 ${stripe.length} 1`}
      width="100%"
      height="14"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      data-testid="stripe"
      onPointerDown={(event: PointerEvent) => {
        const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
        onPlace(Math.max(0, Math.min(1, (event.clientX - left) / width)));
      }}
    >
      {runs(stripe).map(({ from, to, share }) => (
        <rect key={from} x={from} width={to - from} y={0} height={1} fill-opacity={0.25 + 0.75 * (share / most)} />
      ))}
    </svg>
  );
}

/** Neighbouring stretches that look alike together; those with nothing missing are left out. */
function runs(stripe: readonly number[]): { readonly from: number; readonly to: number; readonly share: number }[] {
  const found: { from: number; to: number; share: number }[] = [];
  for (const [at, share] of stripe.entries()) {
    const last = found.at(-1);
    if (share === 0) continue;
    if (last && last.to === at && Math.abs(last.share - share) < 0.01) last.to++;
    else found.push({ from: at, to: at + 1, share });
  }
  return found;
}
