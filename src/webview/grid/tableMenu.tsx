import type { ComponentChild } from "preact";
import { useState } from "preact/hooks";
import { CellState } from "../../shared/cellState";
import type { ColumnHeader, SortOrder } from "../../shared/protocol";
import type { ColumnChange } from "../../shared/reading";
import { roleOptions, typeOptions, typeText } from "../reading/columnItem";
import type { ReadingFocus } from "../reading/columnList";
import { cellsIn } from "../state/counts";
import { isSingle } from "../state/cursor";
import type { Whereabouts } from "../state/decisions";
import type { ReviewCommands, TableAction } from "../state/reviewCommands";
import type { ReviewStore } from "../state/store";
import { Menu, type MenuEntry } from "../ui/menu";
import type { Words } from "../words";

/** What can be done with the cell and the column under the cursor. */
type TableActions = Pick<ReviewCommands, Exclude<TableAction, "menu" | "enter" | "columns" | "search" | "keys" | "selectRow" | "selectAll"> | "showInText" | "order" | "decideColumn">;

interface Props {
  readonly store: ReviewStore;
  readonly at: Whereabouts;
  readonly sort: SortOrder | null;
  readonly actions: TableActions;
  /** Where it opens, px in the window. */
  readonly x: number;
  readonly y: number;
  /** Shows a field of the column's reading. */
  onReading(field: ReadingFocus["field"]): void;
  onClose(): void;
}

/** The menu of the cell under the cursor and its column; in the header, of the column alone. */
export function TableMenu({ store, at, sort, actions, x, y, onReading, onClose }: Props): ComponentChild {
  const [choosing, choose] = useState<"type" | "role" | null>(null);
  const { words, readings } = store;
  const { cursor, layout, column } = at;
  const header = store.header(column);
  const subject = {
    header: cursor.viewRow < 0,
    range: !isSingle(at),
    sort,
    column,
    pinned: (layout.place[column] ?? 0) < layout.pinned,
    alone: layout.shown.length < 2,
    undecided: header ? cellsIn(header, CellState.Suggested) : 0,
  };
  const label = subject.header ? words.say("columnMenuOf", header?.name ?? "") : words.cellMenu;
  if (header !== null && choosing !== null) {
    const restate = (change: ColumnChange): void => readings.restateColumn(column, change);
    const of = words.say("fieldOf", choosing === "type" ? words.columnType : words.columnRole, header.name);
    const entries = choosing === "type" ? typeEntries(header, words, restate) : roleEntries(header, words, restate);
    return <Menu key={choosing} label={of} x={x} y={y} groups={entries} onClose={onClose} />;
  }
  const reading = header === null ? [] : [readingEntries(header, words, choose, onReading)];
  return <Menu key="all" label={label} x={x} y={y} groups={[...tableEntries(subject, actions, words), ...reading]} onClose={onClose} />;
}

/** What the column is taken for, to be changed. */
function readingEntries({ kind, reading: { type, role } }: ColumnHeader, words: Words, choose: (what: "type" | "role") => void, onReading: Props["onReading"]): MenuEntry[] {
  return [
    { id: "type", label: words.say("menuType", typeText(type, words)), opens: true, run: () => choose("type") },
    { id: "role", label: words.say("menuRole", words[`role_${role}`]), opens: true, run: () => choose("role") },
    { id: "tokens", label: words.menuTokens, run: () => onReading("tokens") },
    { id: "bounds", label: words.menuBounds, run: () => onReading("minimum") },
    ...(kind === "number" || kind === "date" ? [{ id: "tolerance", label: words.menuTolerance, run: () => onReading("tolerance") }] : []),
  ];
}

function typeEntries({ reading: { type, stated } }: ColumnHeader, words: Words, restate: (change: ColumnChange) => void): MenuEntry[][] {
  const isStated = stated.includes("type");
  const [inferred, ...types] = typeOptions(type, isStated, words).map(
    ({ value, label }): MenuEntry => ({ id: `type-${value}`, label, checked: value === (isStated ? type : ""), run: () => restate({ type: value === "" ? null : value }) }),
  );
  return [inferred ? [inferred] : [], types];
}

function roleEntries({ reading: { role } }: ColumnHeader, words: Words, restate: (change: ColumnChange) => void): MenuEntry[][] {
  return [roleOptions(words).map(({ value, label }): MenuEntry => ({ id: `role-${value}`, label, checked: value === role, run: () => restate({ role: value }) }))];
}

/** What the menu is about. */
interface MenuSubject {
  /** The cursor is in the header: no cell is meant. */
  readonly header: boolean;
  /** More than one cell is selected. */
  readonly range: boolean;
  readonly sort: SortOrder | null;
  readonly column: number;
  readonly pinned: boolean;
  /** The last column shown cannot be hidden. */
  readonly alone: boolean;
  /** Undecided suggestions of the column. */
  readonly undecided: number;
}

/** The entries for a cell (and its column), or for a column alone; keys are named where they work. */
function tableEntries(subject: MenuSubject, act: TableActions, words: Words): MenuEntry[][] {
  const { header, range, sort, column, undecided } = subject;
  const sorted = sort?.column === column ? sort : null;
  const key = (name: string): { readonly key?: string } => (header ? { key: name } : {});
  const cell: MenuEntry[] = [
    { id: "accept", label: range ? words.acceptSelected : words.acceptCell, icon: "accept", key: words.keyAccept, run: () => act.accept() },
    { id: "reject", label: range ? words.rejectSelected : words.rejectCell, icon: "reject", key: words.keyReject, run: () => act.reject() },
    { id: "edit", label: words.typeValue, icon: "edit", key: "F2", disabled: range, run: () => act.edit() },
    { id: "copy", label: words.copy, key: "Ctrl+C", run: () => act.copy() },
    { id: "text", label: words.showInText, disabled: range, run: () => act.showInText() },
  ];
  const order: MenuEntry[] = [
    {
      id: "ascending",
      label: words.sortAscending,
      icon: "sortUp",
      ...(sorted === null ? key(words.keyAccept) : {}),
      disabled: sorted?.descending === false,
      run: () => act.order({ column, descending: false }),
    },
    {
      id: "descending",
      label: words.sortDescending,
      icon: "sortDown",
      disabled: sorted?.descending === true,
      run: () => act.order({ column, descending: true }),
    },
    { id: "unsorted", label: words.sortNone, disabled: sort === null, run: () => act.order(null) },
    { id: "filter", label: words.filterRows, icon: "filter", ...key("F"), run: () => act.filter() },
  ];
  const arrange: MenuEntry[] = [
    { id: "select-column", label: words.selectColumn, key: "Ctrl+Space", run: () => act.selectColumn() },
    { id: "copy-column", label: words.copyWithHeaders, key: "Ctrl+Shift+C", run: () => act.copyHeaders() },
    { id: "pin", label: subject.pinned ? words.unpinColumn : words.pinColumn, icon: "pin", ...key("P"), run: () => act.pin() },
    { id: "hide", label: words.hideColumn, ...key("H"), disabled: subject.alone, run: () => act.hide() },
    { id: "wider", label: words.widenColumn, ...key(words.keyWider), run: () => act.wider() },
    { id: "narrower", label: words.narrowColumn, ...key(words.keyNarrower), run: () => act.narrower() },
  ];
  const decide: MenuEntry[] = [
    { id: "accept-column", label: words.acceptColumn, icon: "accept", disabled: undecided === 0, run: () => act.decideColumn(true) },
    { id: "reject-column", label: words.rejectColumn, icon: "reject", disabled: undecided === 0, run: () => act.decideColumn(false) },
  ];
  return header ? [order, arrange, decide] : [cell, decide, order, arrange];
}
