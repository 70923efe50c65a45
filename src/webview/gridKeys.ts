/** What a key does in the grid, beside moving its cursor. */
export type GridAction = "accept" | "reject" | "edit" | "next" | "previous" | "sort" | "undo" | "redo";

/** The action of a key; null where it has none here. */
export function actionOf(event: KeyboardEvent, control: boolean, inHeader: boolean): GridAction | null {
  if (control && !event.altKey && event.key.toLowerCase() === "z") return event.shiftKey ? "redo" : "undo";
  if (control && !event.altKey && event.key.toLowerCase() === "y") return "redo";
  if (control || event.altKey) return null;
  switch (event.key) {
    case "Enter":
    case " ":
      return inHeader ? "sort" : event.key === "Enter" ? "accept" : null;
    case "Delete":
    case "Backspace":
      return "reject";
    case "F2":
      return "edit";
    case "F8":
      return event.shiftKey ? "previous" : "next";
    default:
      return null;
  }
}
