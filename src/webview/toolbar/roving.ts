const controls = "button, select, input";

/** Makes the controls of a toolbar one tab stop, with arrow keys between them, as the ARIA toolbar pattern has it. */
export class Roving {
  #stop: Element | null = null;

  constructor(private readonly root: () => HTMLElement | null) {}

  /** Takes note of what is in the toolbar now. */
  update(): void {
    const all = this.#all();
    if (this.#stop === null || !all.includes(this.#stop as HTMLElement)) this.#stop = all[0] ?? null;
    for (const control of all) control.tabIndex = control === this.#stop ? 0 : -1;
  }

  readonly onFocusIn = (event: FocusEvent): void => {
    const control = (event.target as Element).closest(controls);
    if (control === null || control === this.#stop) return;
    this.#stop = control;
    this.update();
  };

  readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const all = this.#all();
    const at = all.indexOf(document.activeElement as HTMLElement);
    // A slider's and a list's own keys are up and down here.
    const own = document.activeElement?.matches("input, select") === true;
    const to: Readonly<Record<string, number>> = { ArrowRight: at + 1, ArrowLeft: at - 1, ...(own ? {} : { Home: 0, End: -1 }) };
    const next = to[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    all[(next + all.length) % all.length]?.focus();
  };

  #all(): HTMLElement[] {
    return [...(this.root()?.querySelectorAll<HTMLElement>(controls) ?? [])];
  }
}
