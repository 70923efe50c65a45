import type { CellDetail, ExplanationView } from "../../shared/protocol";
import type { ReviewStore } from "./store";

/** What is known of the cell under the cursor: fetched when the cursor or the review have moved on. */
export class SelectedCell {
  detail: CellDetail | null = null;
  explanation: ExplanationView | "loading" | "none" | null = null;
  #place = "";
  #row = -1;
  #column = 0;
  #detailOf = "";

  constructor(
    private readonly store: ReviewStore,
    private readonly onChange: () => void,
  ) {}

  /**
   * Takes note of where the cursor is, and tells the host.
   * @param row data row, -1 in the header or while it is on its way
   * @param wanted whether details are shown at all
   */
  follow(row: number, column: number, wanted: boolean): void {
    const { store } = this;
    const review = store.state;
    if (!review) return;
    const place = `${review.layout}:${row}:${column}`;
    if (place !== this.#place) {
      this.#place = place;
      this.#row = row;
      this.#column = column;
      if (this.explanation !== null) this.#set({ explanation: null });
      store.perform(store.client.ask("select", row < 0 ? {} : { row, column }));
    }
    const detailOf = wanted ? `${place}:${review.revision}` : "";
    if (detailOf === this.#detailOf) return;
    this.#detailOf = detailOf;
    if (detailOf === "" || row < 0) {
      if (this.detail !== null) this.#set({ detail: null });
      return;
    }
    store.perform(
      store.client.ask("detail", { row, column }).then((detail) => {
        if (this.#detailOf === detailOf) this.#set({ detail });
      }),
    );
  }

  /** Asks the model for its reasons. */
  askExplanation(): void {
    const { store } = this;
    const place = this.#place;
    if (this.#row < 0) return;
    this.#set({ explanation: "loading" });
    store.perform(
      store.client.ask("why", { row: this.#row, column: this.#column }).then(
        (explanation) => {
          if (this.#place === place) this.#set({ explanation: explanation ?? "none" });
        },
        (error: Error) => {
          if (this.#place === place) this.#set({ explanation: null });
          throw error;
        },
      ),
    );
  }

  #set(known: Partial<Pick<SelectedCell, "detail" | "explanation">>): void {
    Object.assign(this, known);
    this.onChange();
  }
}
