import type { ComponentChild } from "preact";

const paths = {
  accept: "M2.5 8.5 6.2 12 13.5 4",
  reject: "M4 4l8 8M12 4l-8 8",
  edit: "M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3zM9.2 4.5l2.3 2.3",
  undo: "M6.5 3 3 6.5 6.5 10M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6",
  redo: "M9.5 3 13 6.5 9.5 10M13 6.5H6.5a3.5 3.5 0 0 0 0 7H10",
  up: "M3.5 10.5 8 6l4.5 4.5",
  down: "M3.5 5.5 8 10l4.5-4.5",
  next: "M6 3.5 10.5 8 6 12.5",
  suggested: "M8 1.8 9.6 6.4 14.2 8 9.6 9.6 8 14.2 6.4 9.6 1.8 8l4.6-1.6z",
  skipped: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM4.1 11.9l7.8-7.8",
  panel: "M2.5 3h11v10h-11zM10 3v10",
  sortUp: "M8 13V3.5M4.5 7 8 3.5 11.5 7",
  sortDown: "M8 3v9.5M4.5 9 8 12.5 11.5 9",
  filter: "M2.5 3.5h11L9.5 8.5v4l-3 1.5V8.5z",
  pin: "M6 2.5h4M6.6 2.5v4.2L4.5 9.2h7L9.4 6.7V2.5M8 9.2v4.6",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  close: "M4.5 4.5l7 7M11.5 4.5l-7 7",
  info: "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2zM8 7.2v3.6M8 5v.4",
  warning: "M8 2.5 14 13.2H2zM8 6.4v3.4M8 11.2v.6",
} as const;

export type IconName = keyof typeof paths;

/** A 16 px line drawing in the text's colour; always beside words or a label, so hidden from screen readers. */
export function Icon({ name }: { readonly name: IconName }): ComponentChild {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
