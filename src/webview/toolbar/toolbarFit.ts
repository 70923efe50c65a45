/**
 * What the toolbar gives up for a narrow window, first to last: words that icons and tips say as well stay out, buttons
 * go into the menu of more actions.
 */
const givesWay = ["label", "check", "columns", "copy", "all", "words", "history", "jump"] as const;

export type ToolbarPart = (typeof givesWay)[number];

/**
 * How many of the parts give way so that the others fit.
 * @param room px for everything
 * @param whole px that everything takes
 * @param widths px that a part sets free; those that are not there set nothing free
 */
export function partsToDrop(room: number, whole: number, widths: ReadonlyMap<ToolbarPart, number>): number {
  let needed = whole;
  let dropped = 0;
  while (needed > room && dropped < givesWay.length) {
    const part = givesWay[dropped++];
    if (part) needed -= widths.get(part) ?? 0;
  }
  return dropped;
}

/** Whether a part stays where so many have given way. */
export function stays(part: ToolbarPart, dropped: number): boolean {
  return givesWay.indexOf(part) >= dropped;
}

/** What the toolbar and its parts take, px, while everything is shown. Parts are marked with `data-part`. */
export function measureToolbar(toolbar: HTMLElement): { readonly whole: number; readonly widths: ReadonlyMap<ToolbarPart, number> } {
  // Nothing must be squeezed while it is measured.
  toolbar.classList.add("measured");
  const style = getComputedStyle(toolbar);
  const gap = Number.parseFloat(style.columnGap) || 0;
  const padding = Number.parseFloat(style.paddingLeft) + Number.parseFloat(style.paddingRight);
  const groups = [...toolbar.children].map((group) => group.getBoundingClientRect().width);
  const widths = new Map<ToolbarPart, number>();
  for (const element of toolbar.querySelectorAll<HTMLElement>("[data-part]")) {
    const between = Number.parseFloat(getComputedStyle(element.parentElement ?? toolbar).columnGap) || 0;
    widths.set(element.dataset.part as ToolbarPart, element.getBoundingClientRect().width + between);
  }
  toolbar.classList.remove("measured");
  const whole = groups.reduce((sum, width) => sum + width, 0) + gap * (groups.length - 1) + padding;
  return { whole: Math.ceil(whole), widths };
}
