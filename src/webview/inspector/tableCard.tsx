import type { ComponentChild } from "preact";
import { type Folds, Section } from "../ui/section";
import type { Words } from "../words";
import { ColumnFinder, type ColumnFinderProps } from "./columnFinder";
import { MissingPart, type MissingPartProps } from "./missingPart";

export interface TableCardProps extends Omit<ColumnFinderProps, "words">, Omit<MissingPartProps, "words" | "overview"> {
  readonly words: Words;
  readonly folds: Folds;
  /** Asked for while it is shown. */
  overview(): MissingPartProps["overview"];
}

/** The table as a whole: its columns, and where values are missing. */
export function TableCard(props: TableCardProps): ComponentChild {
  const { words, folds } = props;
  const shown = !folds.folded.has("missing");
  return (
    <>
      <Section id="columns" title={words.say("columnsListed", props.columns)} folds={folds}>
        <ColumnFinder {...props} />
      </Section>
      <Section id="missing" title={words.missingCells} folds={folds}>
        {shown && <MissingPart {...props} overview={props.overview()} />}
      </Section>
    </>
  );
}
