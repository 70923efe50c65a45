import type { ComponentChild } from "preact";
import type { ReviewStore } from "./store";

interface Props {
  readonly announcement: ReviewStore["announcement"];
  readonly help: string;
}

/** What is there for screen readers only: the last announcement, and the grid's description. */
export function Spoken({ announcement, help }: Props): ComponentChild {
  return (
    <>
      <div class="sr" role="status" aria-live="polite" data-testid="live">
        {/* A new element each time, so that the same sentence is read again. */}
        <span key={announcement.count}>{announcement.text}</span>
      </div>
      <p class="sr" id="keyboard-help">
        {help}
      </p>
    </>
  );
}
