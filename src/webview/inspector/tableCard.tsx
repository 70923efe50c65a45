import type { ComponentChild } from "preact";
import { type Folds, Section } from "../ui/section";
import type { Words } from "../words";
import { ColumnFinder, type ColumnFinderProps } from "./columnFinder";

export interface TableCardProps extends Omit<ColumnFinderProps, "words"> {
  readonly words: Words;
  readonly folds: Folds;
}

/** The table as a whole: its columns, and where values are missing. */
export function TableCard(props: TableCardProps): ComponentChild {
  const { words, folds } = props;
  return (
    <Section id="columns" title={words.say("columnsListed", props.columns)} folds={folds}>
      <ColumnFinder {...props} />
    </Section>
  );
}
