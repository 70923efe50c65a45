import type { ComponentChild } from "preact";
import { useEffect, useState } from "preact/hooks";

interface ChoiceProps<V extends string> {
  readonly id: string;
  readonly label: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  onChoose(value: V): void;
}

/** One of several values. */
export function Choice<V extends string>({ id, label, value, options, onChoose }: ChoiceProps<V>): ComponentChild {
  return (
    <select
      aria-label={label}
      title={label}
      value={value}
      data-testid={id}
      onChange={(event: Event) => onChoose((event.currentTarget as HTMLSelectElement).value as V)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value} selected={option.value === value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  /** Characters it is made for. */
  readonly size?: number;
  /** Whether the text can be taken; it goes back to `value` otherwise. */
  accepts?(text: string): boolean;
  onCommit(text: string): void;
}

/** A text that is taken with Enter or when the focus leaves it; Escape takes back what was typed. */
export function Field({ id, label, value, placeholder, size, accepts, onCommit }: FieldProps): ComponentChild {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const commit = (): void => {
    if (text === value) return;
    if (accepts?.(text) === false) setText(value);
    else onCommit(text);
  };
  return (
    <input
      type="text"
      aria-label={label}
      title={label}
      value={text}
      placeholder={placeholder}
      size={size}
      data-testid={id}
      autocomplete="off"
      spellcheck={false}
      onInput={(event: Event) => setText((event.currentTarget as HTMLInputElement).value)}
      onBlur={commit}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === "Enter") commit();
        else if (event.key === "Escape" && text !== value) setText(value);
        else if (event.key === "Escape") return;
        // The editor around the webview would take Ctrl+Z for its own.
        event.stopPropagation();
      }}
    />
  );
}

/** A whole number of lines or rows. */
export function CountField({ onCommit, value, ...props }: Omit<FieldProps, "accepts" | "value" | "onCommit"> & { readonly value: number; onCommit(count: number): void }): ComponentChild {
  return <Field {...props} size={4} value={String(value)} accepts={(text) => /^\s*\d{1,4}\s*$/.test(text)} onCommit={(text) => onCommit(Number(text))} />;
}

interface TickProps {
  readonly id: string;
  readonly label: string;
  readonly value: boolean;
  onChange(value: boolean): void;
}

/** Yes or no. */
export function Tick({ id, label, value, onChange }: TickProps): ComponentChild {
  return (
    <label class="tick">
      <input type="checkbox" checked={value} data-testid={id} onChange={(event: Event) => onChange((event.currentTarget as HTMLInputElement).checked)} />
      {label}
    </label>
  );
}
