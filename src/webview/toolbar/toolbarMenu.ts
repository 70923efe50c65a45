import { isRunning, showsAll } from "../state/counts";
import type { MenuEntry } from "../ui/menu";
import { tellsFirst } from "./acceptAllMenu";
import type { ToolbarPart } from "./toolbarFit";
import { nothingToDecide, type ToolbarProps } from "./toolbarProps";

/** What the menu of more actions offers: what has no room in the toolbar, and what is seldom wanted. */
export function moreEntries(props: ToolbarProps & { onAcceptAll(): void }, shows: (part: ToolbarPart) => boolean, missing: boolean): MenuEntry[][] {
  const { state, words } = props;
  const all = showsAll(state);
  const nothing = nothingToDecide(props);
  const jump: MenuEntry[] = [
    { id: "previous", label: words.previousMissingShort, icon: "up", key: "Shift+F8", run: () => props.onNext(true) },
    { id: "next", label: words.nextMissingShort, icon: "down", key: "F8", run: () => props.onNext(false) },
  ];
  const history: MenuEntry[] = [
    { id: "undo", label: words.undo, icon: "undo", run: props.onUndo },
    { id: "redo", label: words.redo, icon: "redo", run: props.onRedo },
  ];
  const decide: MenuEntry[] = [
    { id: "accept-all", label: all ? words.acceptAll : words.say("acceptShown", state.shownSuggested), icon: "accept", disabled: nothing, opens: tellsFirst(state), run: props.onAcceptAll },
    { id: "reject-all", label: all ? words.rejectAll : words.rejectShown, icon: "reject", disabled: nothing, run: () => props.onShown(false) },
  ];
  const by: MenuEntry[] = (["right", "certainty"] as const).map((one) => ({
    id: `by-${one}`,
    label: one === "right" ? words.wishLabel : words.certaintyLabel,
    checked: props.bulk.by === one,
    run: () => props.onBulk({ by: one }),
  }));
  const columns = words.counted("showColumns", props.hiddenColumns);
  const copy: MenuEntry = { id: "save-copy", label: words.saveCopy, run: props.onSaveCopy };
  const check: MenuEntry = { id: "check", label: words.check, disabled: isRunning(state), run: props.onCheck };
  const again: MenuEntry = { id: "suggest-again", label: words.suggestAgain, disabled: isRunning(state), run: props.onSuggestAgain };
  const groups: readonly (readonly (MenuEntry | false)[])[] = [
    missing && !shows("jump") ? jump : [],
    shows("history") ? [] : history,
    missing && !shows("all") ? decide : [],
    missing && state.expected !== null && !shows("label") ? by : [],
    [
      props.hiddenColumns > 0 && !shows("columns") && { id: "show-columns", label: columns, run: props.onShowColumns },
      state.copyOnly && !shows("copy") && copy,
      !shows("check") && check,
      again,
      { id: "search", label: words.find, key: "Ctrl+F", run: props.onSearch },
      { id: "columns", label: words.goToColumn, key: "Ctrl+G", run: props.onColumns },
      { id: "show-reading", label: words.showReading, run: props.onReading },
      { id: "keys", label: words.keysTitle, key: "?", run: props.onKeys },
    ],
  ];
  return groups.map((group) => group.filter((entry) => entry !== false)).filter((group) => group.length > 0);
}
