import type { SavedView } from "../shared/protocol";
import type { Arrangement } from "./arrangement";

export function savedArrangement(kept: SavedView | null): Arrangement {
  return {
    widths: new Map(kept?.widths ?? []),
    hidden: new Set(kept?.hidden ?? []),
    pinned: new Set(kept?.pinned ?? []),
  };
}

export function keepable({ widths, hidden, pinned }: Arrangement): Pick<SavedView, "widths" | "hidden" | "pinned"> {
  return { widths: [...widths], hidden: [...hidden], pinned: [...pinned] };
}
