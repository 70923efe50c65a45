import type { ComponentChild } from "preact";

/** How much of a whole is missing, drawn beside its number. @param part 0..1; what is not nothing is never invisible */
export function ShareBar({ part }: { readonly part: number }): ComponentChild {
  return (
    <span class="sharebar" aria-hidden="true">
      {part > 0 && <span class="sharefill" style={{ width: `max(2px, ${part * 100}%)` }} />}
    </span>
  );
}
