import type { ComponentChild } from "preact";
import { Icon } from "./icons";

/** Which sections are folded. */
export interface Folds {
  readonly folded: ReadonlySet<string>;
  onFold(id: string): void;
}

interface Props {
  readonly id: string;
  readonly title: string;
  readonly folds: Folds;
  readonly children: ComponentChild;
}

/** A part of a panel with a heading that folds it. */
export function Section({ id, title, folds, children }: Props): ComponentChild {
  const open = !folds.folded.has(id);
  return (
    <section class="card folding" aria-labelledby={`section-${id}`}>
      <h2 class="fold">
        <button type="button" id={`section-${id}`} class="quiet" aria-expanded={open} data-testid={`fold-${id}`} onClick={() => folds.onFold(id)}>
          <Icon name={open ? "down" : "next"} />
          {title}
        </button>
      </h2>
      {open && children}
    </section>
  );
}
