import type { ReviewState, SavedView } from "../../shared/protocol";
import { type ColumnLayout, layOut, maxWidth, minWidth, widthFor } from "./columnLayout";

/** How the user has arranged the columns of the file. */
export interface Arrangement {
  /** Widths the user has chosen, px. */
  readonly widths: ReadonlyMap<number, number>;
  readonly hidden: ReadonlySet<number>;
  /** null until the user pins a column or takes a pin out: those that name the rows are. */
  readonly pinned: ReadonlySet<number> | null;
}

/** The arrangement that was saved; that of the file where none was. */
export function savedArrangement(saved: SavedView | null): Arrangement {
  return {
    widths: new Map(saved?.widths ?? []),
    hidden: new Set(saved?.hidden ?? []),
    pinned: saved?.pinned == null ? null : new Set(saved.pinned),
  };
}

/** The arrangement as plain data. */
export function asSaved({ widths, hidden, pinned }: Arrangement): Pick<SavedView, "widths" | "hidden" | "pinned"> {
  return { widths: [...widths], hidden: [...hidden], pinned: pinned && [...pinned] };
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

/** Pins the column, or takes the pin out. @param before the columns pinned so far */
export function withPinToggled(arrangement: Arrangement, column: number, before: Iterable<number>): Arrangement {
  const pinned = new Set(before);
  if (!pinned.delete(column)) pinned.add(column);
  return { ...arrangement, pinned };
}

/** The columns side by side; the same object while nothing about them changes. */
export class ArrangedColumns {
  #key: readonly unknown[] = [];
  #layout: ColumnLayout = layOut([], new Set());

  of(review: ReviewState | null, arrangement: Arrangement): ColumnLayout {
    const characters = review?.columnChars ?? [];
    const key = [review?.layout, characters.length, review?.nameColumns, arrangement];
    if (this.#key.length > 0 && this.#key.every((part, i) => part === key[i])) return this.#layout;
    const widths = characters.map((count, column) => arrangement.widths.get(column) ?? widthFor(count));
    const pinned = arrangement.pinned ?? new Set(widths.slice(0, review?.nameColumns ?? 0).keys());
    this.#layout = layOut(widths, arrangement.hidden, pinned);
    this.#key = key;
    return this.#layout;
  }
}
