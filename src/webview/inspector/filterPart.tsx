import type { ComponentChild } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ColumnHeader, Condition } from "../../shared/protocol";
import type { ValueLists } from "../state/valueLists";
import { Field, Tick } from "../ui/fields";
import { SearchBox } from "../ui/searchBox";
import { Icon } from "../ui/icons";
import type { Words } from "../words";

export interface FilterPartProps {
  readonly values: ValueLists;
  readonly conditions: readonly Condition[];
  readonly rowHeight: number;
  /** Whether its first field is to take the focus. */
  readonly filterFocus: boolean;
  onFilterFocused(): void;
  onCondition(condition: Condition, on: boolean): void;
}

type Props = FilterPartProps & { readonly header: ColumnHeader; readonly words: Words };

/** Which rows are shown by what the column holds: values to tick, or a range of numbers or dates. */
export function FilterPart(props: Props): ComponentChild {
  const { header, words, conditions, onCondition } = props;
  const mine = conditions.find((one) => one.kind !== "pattern" && one.column === header.column) ?? null;
  const ranged = header.kind === "number" || header.kind === "date";
  const missing = mine !== null && mine.kind !== "pattern" && mine.missing;
  const values = mine?.kind === "values" ? mine.values : [];
  const range = mine?.kind === "range" ? mine : null;
  const set = (change: { readonly values?: readonly string[]; readonly from?: string; readonly to?: string; readonly missing?: boolean }): void => {
    const { column } = header;
    const next = { from: range?.from ?? "", to: range?.to ?? "", values, missing, ...change };
    const bounded = next.from !== "" || next.to !== "";
    if (ranged && bounded) onCondition({ kind: "range", column, from: next.from, to: next.to, missing: next.missing }, true);
    else onCondition({ kind: "values", column, values: next.values, missing: next.missing }, next.values.length > 0 || next.missing);
  };
  return (
    <>
      {ranged ? <Bounds {...props} from={range?.from ?? ""} to={range?.to ?? ""} onBounds={set} /> : <Values {...props} chosen={values} onValues={(now) => set({ values: now })} />}
      {header.missing > 0 && <Tick id="filter-missing" label={words.say("filterMissingToo", header.missing)} value={missing} onChange={(on) => set({ missing: on })} />}
    </>
  );
}

function Bounds({ header, words, from, to, filterFocus, onFilterFocused, onBounds }: Props & { readonly from: string; readonly to: string; onBounds(change: { readonly from?: string; readonly to?: string }): void }): ComponentChild {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!filterFocus) return;
    root.current?.querySelector("input")?.focus();
    onFilterFocused();
  }, [filterFocus]);
  const { low = "", high = "" } = header.range ?? {};
  return (
    <div class="bounds" ref={root}>
      <Field id="filter-from" label={words.say("fieldOf", words.rangeFrom, header.name)} value={from} placeholder={low} onCommit={(text) => onBounds({ from: text.trim() })} />
      <span aria-hidden="true">–</span>
      <Field id="filter-to" label={words.say("fieldOf", words.rangeTo, header.name)} value={to} placeholder={high} onCommit={(text) => onBounds({ to: text.trim() })} />
    </div>
  );
}

function Values({ header, words, values, rowHeight, chosen, filterFocus, onFilterFocused, onValues }: Props & { readonly chosen: readonly string[]; onValues(values: readonly string[]): void }): ComponentChild {
  const list = values.of(header.column);
  const marked = new Set(chosen);
  // Asked for even where nothing is listed yet: the first answer tells how many there are.
  if (list.total === null) list.item(0);
  return (
    <>
      <SearchBox
        id="value"
        label={words.searchValues}
        query={list.query}
        total={list.total ?? 0}
        height={rowHeight}
        none={list.total === null ? words.countingValues : words.noValues}
        multiple
        focus={filterFocus}
        onFocused={onFilterFocused}
        item={(at) => {
          const one = list.item(at);
          return (
            one && {
              key: at,
              checked: marked.has(one.value),
              content: (
                <span class="listline">
                  <span class={marked.has(one.value) ? "check on" : "check"}>{marked.has(one.value) && <Icon name="accept" />}</span>
                  <span class="listed" title={one.value}>
                    {one.value}
                  </span>
                  <span class="muted">{words.count(one.cells)}</span>
                </span>
              ),
            }
          );
        }}
        onQuery={(query) => list.search(query)}
        onChoose={(at) => {
          const one = list.item(at);
          if (one) onValues(marked.has(one.value) ? chosen.filter((value) => value !== one.value) : [...chosen, one.value]);
        }}
      />
      {values.cut && <p class="muted">{words.valuesCut}</p>}
    </>
  );
}
