import type { ComponentChild } from "preact";
import { CellState } from "../../shared/cellState";
import type { ColumnHeader, Condition, ReviewState } from "../../shared/protocol";
import type { ColumnChange } from "../../shared/reading";
import { kindText, missingText } from "../grid/headerCell";
import { roleOptions, typeOptions } from "../reading/columnItem";
import { Choice } from "../ui/fields";
import { cellsIn } from "../state/counts";
import { Bars } from "../ui/bars";
import { TextButton } from "../ui/buttons";
import { Icon } from "../ui/icons";
import type { Words } from "../words";
import { FilterPart, type FilterPartProps } from "./filterPart";
import { type Folds, Section } from "../ui/section";
import { Brush } from "./brush";
import { ColumnMissing, type ColumnMissingProps } from "./columnMissing";

export interface ColumnCardProps extends ColumnMissingProps, FilterPartProps {
  readonly folds: Folds;
  readonly review: Pick<ReviewState, "rows">;
  readonly header: ColumnHeader;
  readonly words: Words;
  /** Accepts or rejects every suggestion of the column. */
  onColumn(accept: boolean): void;
  /** Has the file read with another word on the column. */
  onRestate(change: ColumnChange): void;
  /** Shows what else can be stated of the column. */
  onReading(): void;
}

/** The selected cell's column: its values, how good the model is on it, and decisions about all of it. */
export function ColumnCard(props: ColumnCardProps): ComponentChild {
  const { header, words } = props;
  const observed = header.bars.reduce((sum, bar) => sum + bar.observed, 0);
  const suggested = header.bars.reduce((sum, bar) => sum + bar.suggested, 0);
  const restrict = (condition: Condition | null): void => {
    if (condition !== null) props.onCondition(condition, true);
  };
  return (
    <section class="card" aria-labelledby="column-title">
      <h2 id="column-title">
        <span class="where">{words.column}</span> {header.name}
      </h2>
      <p class="muted">
        {[kindText(header, words), missingText(header, words), valuesText(header, words)]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {header.bars.length > 0 && (
        <figure>
          <Brush bars={header.bars.length} title={words.brushTip} onBars={(first, last) => restrict(barsCondition(header, first, last))}>
            <Bars bars={header.bars} height={56} words={words} label={words.say("distributionLabel", observed, suggested, header.bars.length)} />
          </Brush>
          <figcaption class={header.histogram ? "" : "perbar"}>
            {axisLabels(header).map((label) => (
              <span key={label} title={label}>
                {label}
              </span>
            ))}
          </figcaption>
        </figure>
      )}
      {header.accuracy && (
        <p class={header.accuracy.verdict === "worse" ? "accuracy poor" : "accuracy"} data-testid="accuracy">
          {header.accuracy.verdict !== "alike" && <Icon name={header.accuracy.verdict === "better" ? "accept" : "warning"} />}
          {header.accuracy.text}
        </p>
      )}
      <ColumnMissing {...props} rows={props.review.rows} />
      {header.skipReason !== null && <p class="reason">{header.skipReason}</p>}
      <ColumnUse {...props} />
      <Section id="filter" title={words.filterRows} folds={props.folds}>
        <FilterPart {...props} />
      </Section>
      {cellsIn(header, CellState.Suggested) > 0 && (
        <div class="actions">
          <TextButton id="accept-column" onClick={() => props.onColumn(true)}>
            {words.acceptColumn}
          </TextButton>
          <TextButton id="reject-column" onClick={() => props.onColumn(false)}>
            {words.rejectColumn}
          </TextButton>
        </div>
      )}
    </section>
  );
}

/** What the column is taken for, to be changed. */
function ColumnUse({ header, words, onRestate, onReading }: ColumnCardProps): ComponentChild {
  const { type, role, stated } = header.reading;
  const isStated = stated.includes("type");
  return (
    <div class="use">
      <Choice
        id="column-type"
        label={words.say("fieldOf", words.columnType, header.name)}
        value={isStated && type !== "constant" && type !== "empty" ? type : ""}
        options={typeOptions(type, isStated, words)}
        onChoose={(value) => onRestate({ type: value === "" ? null : value })}
      />
      <Choice id="column-role" label={words.say("fieldOf", words.columnRole, header.name)} value={role} options={roleOptions(words)} onChoose={(value) => onRestate({ role: value })} />
      <button type="button" class="link" data-testid="column-reading" onClick={onReading}>
        {words.menuTokens}
      </button>
    </div>
  );
}

/** The rows of some bars: of the range that they cover, or of the values that they stand for; null for the bar of all other values. */
function barsCondition({ column, histogram, bars }: ColumnHeader, first: number, last: number): Condition | null {
  const labels = bars.slice(first, last + 1).map(({ label }) => label);
  if (!histogram) {
    const values = labels.filter((label) => label !== "…");
    return values.length === 0 ? null : { kind: "values", column, values, missing: false };
  }
  // A bar is labelled "from – to", or with its only value.
  return { kind: "range", column, from: labels[0]?.split(" – ")[0] ?? "", to: labels.at(-1)?.split(" – ").at(-1) ?? "", missing: false };
}

/** More names than this are not legible side by side. */
const maxNames = 5;

/** What is written under the bars: the ends of a histogram, each category's name while there is room for names. */
function axisLabels({ histogram, bars, range }: ColumnHeader): readonly string[] {
  if (histogram) return range && range.low !== range.high ? [range.low, range.high] : bars.slice(0, 1).map(({ label }) => label);
  return bars.length <= maxNames ? bars.map(({ label }) => label) : [];
}

/** One line on the observed values: range and mean, or how many different ones there are. */
function valuesText({ range, distinct }: ColumnHeader, words: Words): string {
  if (range) return range.low === range.high ? range.low : words.say("rangeSummary", range.low, range.high, range.mean);
  return distinct > 1 ? words.say("distinctSummary", distinct) : "";
}
