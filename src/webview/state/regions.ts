/** The parts of the page in their order, and what takes the focus in each. */
const regions: readonly { readonly part: string; readonly stop: string }[] = [
  { part: ".toolbar", stop: '[tabindex="0"]' },
  { part: ".searchbar", stop: "input" },
  { part: ".grid", stop: '[tabindex="0"]' },
  { part: ".inspector", stop: '[role="tab"][aria-selected="true"], h2[tabindex]' },
];

/** Moves the focus to the next (or previous) part. @returns false at the last one: VS Code goes on to its own parts from there */
export function toNextRegion(backwards: boolean): boolean {
  const there = regions.flatMap(({ part, stop }) => {
    const root = document.querySelector(part);
    const target = root?.querySelector<HTMLElement>(stop);
    return root && target ? [{ root, target }] : [];
  });
  const at = there.findIndex(({ root }) => root.contains(document.activeElement));
  const next = there[at < 0 ? (backwards ? there.length - 1 : 0) : at + (backwards ? -1 : 1)];
  next?.target.focus();
  return next !== undefined;
}
