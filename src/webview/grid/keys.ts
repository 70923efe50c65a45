import type { TableAction } from "../state/reviewCommands";

/** The action of a key; null where it has none here. */
export function actionOf(event: KeyboardEvent, control: boolean, inHeader: boolean): TableAction | null {
  const resize = event.key === "ArrowRight" ? "wider" : event.key === "ArrowLeft" ? "narrower" : null;
  if (control && event.altKey) return resize;
  if (event.altKey) return event.key === "ArrowDown" ? "menu" : null;
  const letter = event.key.toLowerCase();
  if (control && letter === "g") return "columns";
  if (control && letter === "f") return "search";
  if (control && letter === "c") return event.shiftKey ? "copyHeaders" : "copy";
  if (control && letter === "a") return "selectAll";
  if (control && event.key === " ") return "selectColumn";
  if (event.key === "?") return "keys";
  if (control) return letter === "z" ? (event.shiftKey ? "redo" : "undo") : letter === "y" ? "redo" : null;
  if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) return "menu";
  if (inHeader) {
    // In the header Shift chooses no range, and letters write nothing.
    if (event.shiftKey && resize) return resize;
    if (letter === "p") return "pin";
    if (letter === "h") return "hide";
    if (letter === "f") return "filter";
  }
  switch (event.key) {
    case "Enter":
      return "enter";
    case " ":
      if (event.shiftKey) return inHeader ? null : "selectRow";
      return inHeader ? "sort" : null;
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
