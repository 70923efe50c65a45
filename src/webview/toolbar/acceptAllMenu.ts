import { CellState } from "../../shared/cellState";
import { percentOf, type ReviewState, type Sure } from "../../shared/protocol";
import { type Bulk, leftOut } from "../state/bulk";
import { cellsIn, showsAll } from "../state/counts";
import type { MenuEntry } from "../ui/menu";
import type { Words } from "../words";

interface Offered {
  readonly state: ReviewState;
  readonly words: Words;
  readonly bulk: Bulk;
  onSure(wish: number): void;
  onShown(accept: boolean): void;
}

/** Whether it can be told first what Accept All would take. */
export function tellsFirst(state: ReviewState): boolean {
  return state.expected !== null && showsAll(state);
}

/** What Accept All offers after a check: what is as sure as wished, or everything; each with how much of it to expect right. */
export function acceptAllEntries({ state, words, bulk, onSure, onShown }: Offered): MenuEntry[][] {
  const { expected } = state;
  if (expected === null) return [];
  const { sure } = expected;
  const suggested = cellsIn(state, CellState.Suggested);
  const cells = sure.cells[bulk.wish] ?? 0;
  const share = (right: number | null | undefined): string => words.percent(percentOf(right ?? 0));
  const right = expected.right[0] ?? null;
  const all = right === null ? words.say("acceptAllOf", suggested) : words.say("acceptAllExpected", suggested, share(right));
  const doubtful = doubtfulText(sure, bulk.wish, words);
  return [
    [
      {
        id: "accept-sure",
        label: cells === 0 ? words.say("acceptSure", 0, suggested) : words.say("acceptSureExpected", cells, suggested, share(sure.right[bulk.wish])),
        icon: "accept",
        disabled: cells === 0,
        run: () => onSure(bulk.wish),
      },
      { id: "accept-every", label: doubtful === "" ? all : words.say("acceptAllDoubtful", all, doubtful), icon: "accept", run: () => onShown(true) },
    ],
  ];
}

function doubtfulText(sure: Sure, wish: number, words: Words): string {
  const { names, others } = leftOut(sure, wish);
  const listed = names.join(", ");
  return others > 0 ? words.counted("doubtfulMore", others, listed) : listed;
}
