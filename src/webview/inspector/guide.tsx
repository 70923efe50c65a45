import type { ComponentChild } from "preact";
import { CellState } from "../../shared/cellState";
import type { ReviewState } from "../../shared/protocol";
import { cellsIn } from "../state/counts";
import { TextButton } from "../ui/buttons";
import type { Words } from "../words";

export interface GuideProps {
  readonly review: ReviewState;
  readonly words: Words;
  onNext(): void;
}

/** Where there is nothing to decide: how it goes on, and the keys for it. */
export function Guide({ review, words, onNext }: GuideProps): ComponentChild {
  const count = (state: CellState): number => cellsIn(review, state);
  const waiting = count(CellState.Suggested);
  const decided = count(CellState.Accepted) + count(CellState.Edited) + count(CellState.Rejected);
  if (waiting === 0) {
    if (decided === 0 || count(CellState.Missing) > 0) return null;
    return (
      <section class="card" data-testid="guide">
        <p>{review.copyOnly ? words.guideDoneCopy : words.guideDone}</p>
      </section>
    );
  }
  const keys: readonly (readonly [string, string])[] = [
    [words.keyAccept, words.guideAccept],
    [words.keyReject, words.guideReject],
    ["F2", words.guideType],
    ["F8", words.guideNext],
  ];
  return (
    <section class="card" data-testid="guide" aria-labelledby="guide-title">
      <h2 id="guide-title">{words.counted("guideWaiting", waiting)}</h2>
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
          {words.guideGo}
        </TextButton>
      </div>
    </section>
  );
}
