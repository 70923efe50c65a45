import type { ComponentChild } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { CellDetail } from "../../shared/protocol";
import type { Words } from "../words";

/** A cell whose value the user asked to type. */
export interface Typing {
  readonly row: number;
  readonly column: number;
}

interface Props {
  readonly detail: CellDetail;
  readonly typing: Typing | null;
  readonly words: Words;
  /** Hands over, once, what was typed before the field had the focus. */
  takeTyped(): string;
  onWrite(value: string): void;
}

/** A field for a value of the user's own. It takes the focus when asked to, which may be before the details are here. */
export function OwnValue({ detail, typing, words, takeTyped, onWrite }: Props): ComponentChild {
  const [value, setValue] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const mine = typing !== null && typing.row === detail.row && typing.column === detail.column ? typing : null;
  useEffect(() => {
    if (!mine) return;
    if (document.hasFocus()) field.current?.focus();
    const typed = takeTyped();
    setValue((before) => before + typed);
  }, [mine]);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (value === "") return;
    onWrite(value);
    setValue("");
  };
  return (
    <form class="own" onSubmit={submit}>
      <label htmlFor="own-value">{words.ownValue}</label>
      <div class="ownrow">
        <input
          id="own-value"
          ref={field}
          type="text"
          value={value}
          placeholder={words.ownValuePlaceholder}
          data-testid="own-value"
          autocomplete="off"
          spellcheck={false}
          onInput={(event: Event) => setValue((event.currentTarget as HTMLInputElement).value)}
          onKeyDown={(event: KeyboardEvent) => {
            // The editor around the webview would take Ctrl+Z for its own.
            if (event.key !== "Escape") event.stopPropagation();
          }}
        />
        <button type="submit" aria-disabled={value === ""} data-testid="write">
          {words.write}
        </button>
      </div>
    </form>
  );
}
