import type { ComponentChild } from "preact";
import { CellState } from "../../shared/cellState";
import type { CellDetail } from "../../shared/protocol";
import type { Words } from "../words";

interface Props {
  readonly detail: CellDetail;
  readonly words: Words;
  onRow(row: number): void;
}

/** The column's cells in the rows around the selected one, as they stand in the file, however the table is sorted. */
export function Around({ detail, words, onRow }: Props): ComponentChild {
  return (
    <>
      <h3 id="around-title">{words.aroundTitle}</h3>
      <ul class="around" aria-labelledby="around-title" data-testid="around">
        {detail.around.map(({ row, text, state }) => (
          <li key={row} {...(row === detail.row ? { "aria-current": "true" as const } : {})}>
            {row === detail.row ? (
              <span class="aroundrow">{words.count(row + 1)}</span>
            ) : (
              <button type="button" class="link aroundrow" title={words.say("explainRowTip", row + 1)} onClick={() => onRow(row)}>
                {words.count(row + 1)}
              </button>
            )}
            <span class={`value${state === CellState.Suggested ? " suggested" : state === CellState.Rejected ? " rejected" : ""}`}>{text}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
