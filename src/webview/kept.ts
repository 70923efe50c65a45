import type { Cursor } from "./navigation";

/** What survives a reload of the webview; kept by VS Code's `setState`. */
export interface Kept {
  readonly widths: readonly (readonly [number, number])[];
  readonly hidden: readonly number[];
  readonly inspector: boolean;
  readonly percent: number | null;
  readonly cursor: Cursor;
}
