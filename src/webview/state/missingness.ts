import type { ColumnStripe, MissingOverview, ReviewState } from "../../shared/protocol";
import { FreshAnswer } from "./freshAnswer";
import type { HostClient } from "./hostClient";

/** What is missing in the table and in the column looked at, as far as it is shown. */
export class Missingness {
  readonly #table: FreshAnswer<0, MissingOverview>;
  readonly #stripe: FreshAnswer<number, ColumnStripe>;
  readonly #where: FreshAnswer<number, string | null>;
  #revision = 0;
  #restated = 0;

  constructor(client: HostClient, onChange: () => void, onError: (error: Error) => void) {
    this.#table = new FreshAnswer(() => client.ask("missingOverview", {}), onChange, onError);
    this.#stripe = new FreshAnswer((column) => client.ask("columnStripe", { column }), onChange, onError);
    // Nobody has asked for it: a model that does not start is told of where suggestions are wanted.
    this.#where = new FreshAnswer((column) => client.ask("missingWhere", { column }), onChange, () => undefined);
  }

  /** Takes note of the review's state. */
  update({ revision, restated }: Pick<ReviewState, "revision" | "restated">): void {
    this.#revision = revision;
    this.#restated = restated;
  }

  get table(): MissingOverview | null {
    return this.#table.of(0, this.#revision);
  }

  stripeOf(column: number): ColumnStripe | null {
    return this.#stripe.of(column, this.#revision);
  }

  /** What it depends on whether cells of the column are missing; null where nothing stands out, or it is not known yet. */
  whereOf(column: number): string | null {
    // The model's process would have to read the table again after each decision.
    return this.#where.of(column, this.#restated);
  }
}
