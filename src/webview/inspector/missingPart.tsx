import type { ComponentChild } from "preact";
import type { Condition, MissingOverview } from "../../shared/protocol";
import { ShareBar } from "../ui/shareBar";
import { Stripe } from "../ui/stripe";
import type { Words } from "../words";

export interface MissingPartProps {
  /** null while it is on its way. */
  readonly overview: MissingOverview | null;
  readonly conditions: readonly Condition[];
  readonly words: Words;
  /** Goes to a data row. */
  onRow(row: number): void;
  /** Shows only the rows in which exactly these columns are missing, or all again. */
  onPattern(columns: readonly number[], shown: boolean): void;
}

/** Names that are written of one pattern. */
const maxNames = 6;

/** Where values are missing along the rows, and which columns are missing together. */
export function MissingPart({ overview, conditions, words, onRow, onPattern }: MissingPartProps): ComponentChild {
  if (overview === null) return <p class="muted">{words.missingCounting}</p>;
  const { rows, complete, patterns, others, stripe } = overview;
  if (patterns.length === 0) return <p class="muted">{words.summaryNone}</p>;
  const at = conditions.find((one) => one.kind === "pattern")?.columns.join();
  const most = patterns[0]?.rows ?? 1;
  return (
    <>
      <p>{words.say("completeRows", complete, rows, words.share(complete, rows))}</p>
      <Stripe stripe={stripe} label={words.stripeLabel} onPlace={(share) => onRow(rowAt(share, rows))} />
      <PeakButton stripe={stripe} rows={rows} words={words} onRow={onRow} />
      <h3 id="patterns-title">{words.missingTogether}</h3>
      <ul class="patterns" aria-labelledby="patterns-title" data-testid="patterns">
        {patterns.map(({ columns, names, rows: count }) => {
          const on = at === columns.join();
          return (
            <li key={columns.join()}>
              <button type="button" class="pattern" aria-pressed={on} title={words.patternTip} data-testid={`pattern-${columns.join("-")}`} onClick={() => onPattern(columns, !on)}>
                <span class="names">{namesText(names, words)}</span>
                <span class="listline">
                  <ShareBar part={count / most} />
                  <span>{words.counted("rows", count)}</span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {others.rows > 0 && <p class="muted">{words.say("otherPatterns", others.rows)}</p>}
    </>
  );
}

/** Leads to where most is missing: what the stripe shows, for the keyboard. */
function PeakButton({ stripe, rows, words, onRow }: Pick<MissingPartProps, "words" | "onRow"> & { readonly stripe: readonly number[]; readonly rows: number }): ComponentChild {
  const most = Math.max(...stripe);
  const at = stripe.indexOf(most);
  const even = stripe.reduce((sum, share) => sum + share, 0) / stripe.length;
  // Where every stretch is much like the others, none is worth a visit.
  if (stripe.length < 10 || most < 2 * even) return null;
  let end = at + 1;
  while (end < stripe.length && stripe[end]! > 0.9 * most) end++;
  const row = Math.ceil((at * rows) / stripe.length);
  const last = Math.max(row, Math.ceil((end * rows) / stripe.length) - 1);
  return (
    <button type="button" class="link" data-testid="peak" onClick={() => onRow(row)}>
      {words.say("missingPeak", row + 1, last + 1, words.percent(Math.round(most * 100), 0))}
    </button>
  );
}

/** The columns of a pattern, the first of them where they are many. */
export function namesText(names: readonly string[], words: Words): string {
  const shown = names.slice(0, maxNames).join(", ");
  return names.length <= maxNames ? shown : words.say("andMore", shown, names.length - maxNames);
}

/** The data row at that share of all rows. */
export function rowAt(share: number, rows: number): number {
  return Math.min(rows - 1, Math.floor(share * rows));
}
