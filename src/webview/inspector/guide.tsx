import type { ComponentChild } from "preact";
import { CellState } from "../../shared/cellState";
import type { ReviewState } from "../../shared/protocol";
import { format, type Strings } from "../../shared/strings";
import { cellsIn } from "../state/counts";
import { TextButton } from "../ui/buttons";

export interface GuideProps {
  readonly review: ReviewState;
  readonly strings: Strings;
  onNext(): void;
}

/** Where there is nothing to decide: how it goes on, and the keys for it. */
export function Guide({ review, strings, onNext }: GuideProps): ComponentChild {
  const count = (state: CellState): number => cellsIn(review, state);
  const waiting = count(CellState.Suggested);
  const decided = count(CellState.Accepted) + count(CellState.Edited) + count(CellState.Rejected);
  if (waiting === 0) {
    if (decided === 0 || count(CellState.Missing) > 0) return null;
    return (
      <section class="card" data-testid="guide">
        <p>{review.copyOnly ? strings.guideDoneCopy : strings.guideDone}</p>
      </section>
    );
  }
  const keys: readonly (readonly [string, string])[] = [
    [strings.keyAccept, strings.guideAccept],
    [strings.keyReject, strings.guideReject],
    ["F2", strings.guideType],
    ["F8", strings.guideNext],
  ];
  return (
    <section class="card" data-testid="guide" aria-labelledby="guide-title">
      <h2 id="guide-title">{waiting === 1 ? strings.guideWaitingOne : format(strings.guideWaiting, waiting.toLocaleString())}</h2>
      <dl class="keys">
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <div class="actions">
        <TextButton id="guide-next" onClick={onNext}>
          {strings.guideGo}
        </TextButton>
      </div>
    </section>
  );
}
