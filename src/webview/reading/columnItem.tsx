import type { ComponentChild } from "preact";
import { type ColumnChange, type ColumnReadingView, columnRoles, columnTypes } from "../../shared/reading";
import { IconButton } from "../ui/buttons";
import { Icon } from "../ui/icons";
import type { Words } from "../words";
import { Choice, Field } from "../ui/fields";
import { tokensIn, tokensText } from "./tokenList";

/** A type in the user's language. */
export function typeText(type: ColumnReadingView["type"], words: Words): string {
  return type === "" ? words.typeUnknown : words[`type_${type}`];
}

/** The choices of a column's type; the first takes back what was stated. */
export function typeOptions(type: ColumnReadingView["type"], stated: boolean, words: Words) {
  const inferred = { value: "", label: stated ? words.inferType : words.say("typeInferred", typeText(type, words)) } as const;
  return [inferred, ...columnTypes.map((one) => ({ value: one, label: words[`type_${one}`] }) as const)];
}

/** The choices of what is done with a column. */
export function roleOptions(words: Words) {
  return columnRoles.map((role) => ({ value: role, label: words[`role_${role}`] }));
}

interface Props {
  readonly view: ColumnReadingView;
  readonly words: Words;
  onChange(column: number, change: ColumnChange): void;
}

const nothing: ColumnChange = { type: null, role: null, missingTokens: null, minimum: null, maximum: null, tolerance: null };
const bounded: ReadonlySet<string> = new Set(["integer", "number", "level", "date"]);

/** One column of the reading: what it is taken for, and why; everything can be changed. */
export function ColumnItem({ view, words, onChange }: Props): ComponentChild {
  const { column, name, type, role, stated } = view;
  const of = (label: string): string => words.say("fieldOf", label, name);
  const change = (what: ColumnChange): void => onChange(column, what);
  const explained = explanation(view, words);
  return (
    <>
      <div class="readingname">
        {view.doubts.length > 0 && <Icon name="warning" />}
        <b title={name}>{name}</b>
        {stated.length > 0 && <IconButton icon="undo" label={of(words.resetColumn)} id={`reading-reset-${column}`} onClick={() => change(nothing)} />}
      </div>
      <div class="readingline">
        <Choice
          id={`reading-type-${column}`}
          label={of(words.columnType)}
          value={stated.includes("type") && type !== "constant" && type !== "empty" ? type : ""}
          options={typeOptions(type, stated.includes("type"), words)}
          onChoose={(value) => change({ type: value === "" ? null : value })}
        />
        <Choice id={`reading-role-${column}`} label={of(words.columnRole)} value={role} options={roleOptions(words)} onChoose={(value) => change({ role: value })} />
        {bounded.has(type) && (
          <>
            <span aria-hidden="true">{words.toleranceShort}</span>
            <Field
              id={`reading-tolerance-${column}`}
              label={of(type === "date" ? words.toleranceDays : words.tolerance)}
              value={view.tolerance}
              placeholder={view.usualTolerance}
              size={5}
              accepts={(text) => text.trim() === "" || toleranceIn(text) !== null}
              onCommit={(text) => change({ tolerance: toleranceIn(text) })}
            />
          </>
        )}
      </div>
      <div class="readingline">
        <span aria-hidden="true">{words.missingShort}</span>
        <Field
          id={`reading-tokens-${column}`}
          label={of(words.missingTokens)}
          value={tokensText(view.tokens.map(({ token }) => token))}
          placeholder={words.noTokens}
          onCommit={(text) => change({ missingTokens: tokensIn(text) })}
        />
        {bounded.has(type) && (
          <>
            <span aria-hidden="true">{words.boundsShort}</span>
            <Field id={`reading-minimum-${column}`} label={of(words.minimum)} value={view.minimum} size={5} onCommit={(text) => change({ minimum: text.trim() || null })} />
            <span aria-hidden="true">–</span>
            <Field id={`reading-maximum-${column}`} label={of(words.maximum)} value={view.maximum} size={5} onCommit={(text) => change({ maximum: text.trim() || null })} />
          </>
        )}
      </div>
      <p class="muted small" title={explained}>
        {explained}
      </p>
    </>
  );
}

/** The number above 0 that is typed, with either decimal mark; null where it is none. */
function toleranceIn(text: string): number | null {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() !== "" && Number.isFinite(value) && value > 0 ? value : null;
}

/** What is in doubt, what was counted, and why the column has its type. */
function explanation({ doubts, tokens, violations, reason }: ColumnReadingView, words: Words): string {
  const counted = tokens.filter(({ cells }) => cells !== null).map(({ token, cells }) => words.say("tokenCells", token, cells ?? 0));
  return [...doubts, violations > 0 ? words.counted("violations", violations) : "", counted.join(", "), reason].filter(Boolean).join(" · ");
}
