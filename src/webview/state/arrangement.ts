import type { ReviewState, SavedView } from "../../shared/protocol";
import { type ColumnLayout, layOut, maxWidth, minWidth, widthFor } from "./columnLayout";

/** How the user has arranged the columns of the file. */
export interface Arrangement {
  /** Widths the user has chosen, px. */
  readonly widths: ReadonlyMap<number, number>;
  readonly hidden: ReadonlySet<number>;
  readonly pinned: ReadonlySet<number>;
}

/** The arrangement that was saved; that of the file where none was. */
export function savedArrangement(saved: SavedView | null): Arrangement {
  return {
    widths: new Map(saved?.widths ?? []),
    hidden: new Set(saved?.hidden ?? []),
    pinned: new Set(saved?.pinned ?? []),
  };
}

/** The arrangement as plain data. */
export function asSaved({ widths, hidden, pinned }: Arrangement): Pick<SavedView, "widths" | "hidden" | "pinned"> {
  return { widths: [...widths], hidden: [...hidden], pinned: [...pinned] };
}

export function resized(arrangement: Arrangement, column: number, width: number): Arrangement {
  const held = Math.max(minWidth, Math.min(maxWidth, width));
  return { ...arrangement, widths: new Map(arrangement.widths).set(column, held) };
}

export function withHidden(arrangement: Arrangement, column: number): Arrangement {
  return { ...arrangement, hidden: new Set(arrangement.hidden).add(column) };
}

export function withShown(arrangement: Arrangement, column: number): Arrangement {
  const hidden = new Set(arrangement.hidden);
  hidden.delete(column);
  return { ...arrangement, hidden };
}

export function withAllShown(arrangement: Arrangement): Arrangement {
  return { ...arrangement, hidden: new Set() };
}

/** Pins the column, or takes the pin out. */
export function withPinToggled(arrangement: Arrangement, column: number): Arrangement {
  const pinned = new Set(arrangement.pinned);
  if (!pinned.delete(column)) pinned.add(column);
  return { ...arrangement, pinned };
}

/** The columns side by side; the same object while nothing about them changes. */
export class ArrangedColumns {
  #key: readonly unknown[] = [];
  #layout: ColumnLayout = layOut([], new Set());

  of(review: ReviewState | null, arrangement: Arrangement): ColumnLayout {
    const characters = review?.columnChars ?? [];
    const key = [review?.layout, characters.length, arrangement];
    if (this.#key.length > 0 && this.#key.every((part, i) => part === key[i])) return this.#layout;
    const widths = characters.map((count, column) => arrangement.widths.get(column) ?? widthFor(count));
    this.#layout = layOut(widths, arrangement.hidden, arrangement.pinned);
    this.#key = key;
    return this.#layout;
  }
}
