import type { ComponentChild } from "preact";
import type { Condition } from "../../shared/protocol";
import { namesText } from "../inspector/missingPart";
import type { ReviewStore } from "../state/store";
import { IconButton } from "../ui/buttons";
import type { Words } from "../words";

interface Props {
  readonly store: ReviewStore;
  readonly conditions: readonly Condition[];
  onRelease(condition: Condition): void;
  onReleaseAll(): void;
}

/** What the rows shown are filtered by, each to be taken away. */
export function Chips({ store, conditions, onRelease, onReleaseAll }: Props): ComponentChild {
  const { words } = store;
  if (conditions.length === 0) return null;
  return (
    <span class="chips" role="group" aria-label={words.conditions} data-testid="chips">
      {conditions.map((condition) => {
        const text = conditionText(condition, (column) => store.header(column)?.name ?? "", words);
        return (
          <span key={text} class="chip">
            <span class="chiptext" title={text}>
              {text}
            </span>
            <IconButton icon="close" label={words.say("removeCondition", text)} id="chip-remove" onClick={() => onRelease(condition)} />
          </span>
        );
      })}
      {conditions.length > 1 && (
        <button type="button" class="link" data-testid="chips-clear" onClick={onReleaseAll}>
          {words.clearConditions}
        </button>
      )}
    </span>
  );
}

/** Values that are written of one condition. */
const maxValues = 3;

function conditionText(condition: Condition, nameOf: (column: number) => string, words: Words): string {
  if (condition.kind === "pattern") return words.say("conditionPattern", namesText(condition.columns.map(nameOf), words));
  const name = nameOf(condition.column);
  const or = (text: string): string => (condition.missing ? (text === "" ? words.stateMissing : words.say("orMissing", text)) : text);
  if (condition.kind === "values") {
    const shown = condition.values.slice(0, maxValues).join(", ");
    const more = condition.values.length - maxValues;
    return words.say("fieldOf", name, or(more > 0 ? words.say("andMore", shown, more) : shown));
  }
  const { from, to } = condition;
  return words.say("fieldOf", name, or(from === "" ? `≤ ${to}` : to === "" ? `≥ ${from}` : `${from} – ${to}`));
}
