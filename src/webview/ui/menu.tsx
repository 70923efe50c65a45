import type { ComponentChild } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { keyName } from "./keyName";
import { Icon, type IconName } from "./icons";

/** One thing a menu offers. */
export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly icon?: IconName;
  /** The key that does the same without the menu. */
  readonly key?: string;
  readonly disabled?: boolean;
  /** Set where one of several is chosen: whether it is this one. */
  readonly checked?: boolean;
  /** Opens another menu in this one's place. */
  readonly opens?: boolean;
  run(): void;
}

interface Props {
  readonly label: string;
  /** Where it opens, px in the window. */
  readonly x: number;
  readonly y: number;
  /** Groups, drawn with a line between them. */
  readonly groups: readonly (readonly MenuEntry[])[];
  /** A button that opens and closes it: a click there is not one elsewhere. */
  readonly opener?: Element | null;
  /** The menu is done: its owner takes it away and gives the focus back. */
  onClose(): void;
}

/** A menu as the ARIA menu pattern has it: arrow keys, Home, End, Escape; it goes when the focus leaves it. */
export function Menu({ label, x, y, groups, opener, onClose }: Props): ComponentChild {
  const root = useRef<HTMLDivElement>(null);
  const items = (): HTMLElement[] => [...(root.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
  const inside = (node: Node): boolean => root.current?.contains(node) === true || opener?.contains(node) === true;
  useEffect(() => {
    const menu = root.current;
    if (!menu) return undefined;
    // Inside the window, whatever the text size.
    menu.style.left = `${Math.max(2, Math.min(x, window.innerWidth - menu.offsetWidth - 2))}px`;
    menu.style.top = `${Math.max(2, Math.min(y, window.innerHeight - menu.offsetHeight - 2))}px`;
    (items().find((item) => item.ariaChecked === "true") ?? items()[0])?.focus();
    const outside = (event: Event): void => {
      if (!inside(event.target as Node)) onClose();
    };
    window.addEventListener("pointerdown", outside, true);
    return () => window.removeEventListener("pointerdown", outside, true);
  }, [x, y]);
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    const next = to[event.key];
    if (next !== undefined) all[(next + all.length) % all.length]?.focus();
    else if (event.key === "Escape" || event.key === "Tab") onClose();
    else return;
    event.preventDefault();
  };
  const choose = (entry: MenuEntry): void => {
    if (entry.disabled) return;
    if (!entry.opens) onClose();
    entry.run();
  };
  return (
    <div
      ref={root}
      class="menu"
      role="menu"
      aria-label={label}
      data-testid="menu"
      onKeyDown={onKeyDown}
      onContextMenu={(event: Event) => event.preventDefault()}
      onFocusOut={(event: FocusEvent) => {
        if (event.relatedTarget !== null && !inside(event.relatedTarget as Node)) onClose();
      }}
    >
      {groups.map((group, i) => (
        <div role="group" key={group[0]?.id ?? i} class="menugroup">
          {group.map((entry) => (
            <button
              type="button"
              {...(entry.checked === undefined ? { role: "menuitem" as const } : { role: "menuitemradio" as const, "aria-checked": entry.checked })}
              {...(entry.opens ? { "aria-haspopup": "menu" as const } : {})}
              key={entry.id}
              tabIndex={-1}
              class="menuitem"
              aria-disabled={entry.disabled === true}
              data-testid={`menu-${entry.id}`}
              onClick={() => choose(entry)}
            >
              {entry.icon || entry.checked ? <Icon name={entry.icon ?? "accept"} /> : <span class="icon" />}
              <span class="menulabel">{entry.label}</span>
              {entry.key && <span class="menukey">{keyName(entry.key)}</span>}
              {entry.opens && <Icon name="next" />}
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}
