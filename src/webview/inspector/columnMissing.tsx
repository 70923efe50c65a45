import type { ComponentChild } from "preact";
import type { ColumnHeader, ColumnStripe } from "../../shared/protocol";
import { Stripe } from "../ui/stripe";
import type { Words } from "../words";
import { rowAt } from "./missingPart";

export interface ColumnMissingProps {
  /** Where cells are missing along the rows; null while it is on its way. Asked for while it is shown. */
  stripeOf(column: number): ColumnStripe | null;
  /** What that depends on, a sentence; null where nothing stands out. */
  whereOf(column: number): string | null;
  onRow(row: number): void;
}

/** Where a column's cells are missing. */
export function ColumnMissing({ header, rows, words, stripeOf, whereOf, onRow }: ColumnMissingProps & { readonly header: ColumnHeader; readonly rows: number; readonly words: Words }): ComponentChild {
  if (header.missing === 0) return null;
  const stripe = stripeOf(header.column);
  const where = whereOf(header.column);
  const longest = stripe?.longest ?? null;
  return (
    <>
      {stripe && <Stripe stripe={stripe.stripe} label={words.say("stripeOf", header.name)} onPlace={(share) => onRow(rowAt(share, rows))} />}
      {longest && (
        <button type="button" class="link" data-testid="longest-gap" onClick={() => onRow(longest.from)}>
          {words.say("longestGap", longest.from + 1, longest.to + 1, longest.to - longest.from + 1)}
        </button>
      )}
      {where !== null && <p data-testid="missing-where">{where}</p>}
    </>
  );
}
