import type { ComponentChild } from "preact";
import type { TableChange, TableReadingView } from "../../shared/reading";
import type { Words } from "../words";
import { Choice, CountField, Field, Tick } from "../ui/fields";
import { tokensIn, tokensText } from "./tokenList";

interface Props {
  readonly table: TableReadingView;
  readonly words: Words;
  onChange(change: TableChange): void;
}

/** No quote character is a choice of its own. */
const detected = "detected";

/** Where the table is in the file: everything can be changed. */
export function TableSettings({ table, words, onChange }: Props): ComponentChild {
  const stated = table.stated.includes("delimiter");
  const delimiters: Record<string, string> = { ",": words.comma, ";": words.semicolon, "\t": words.tab, "|": words.pipe };
  const delimiter = delimiters[table.delimiter] ?? table.delimiter;
  const others = delimiters[table.delimiter] === undefined ? [{ value: table.delimiter, label: delimiter }] : [];
  const known = Object.entries(delimiters).map(([value, label]) => ({ value, label }));
  const quotes: Record<string, string> = { '"': words.doubleQuote, "'": words.singleQuote, "": words.noQuote };
  return (
    <dl class="facts settings" data-testid="reading-table">
      <dt>{words.delimiter}</dt>
      <dd>
        <Choice
          id="reading-delimiter"
          label={words.delimiter}
          value={stated ? table.delimiter : ""}
          options={[{ value: "", label: stated ? words.detect : words.say("detected", delimiter) }, ...known, ...others]}
          onChoose={(value) => onChange({ delimiter: value === "" ? null : value })}
        />
      </dd>
      <dt>{words.quote}</dt>
      <dd>
        <Choice
          id="reading-quote"
          label={words.quote}
          value={table.stated.includes("quote") ? table.quote : detected}
          options={[
            { value: detected, label: table.stated.includes("quote") ? words.detect : words.say("detected", quotes[table.quote] ?? table.quote) },
            ...Object.entries(quotes).map(([value, label]) => ({ value, label })),
          ]}
          onChoose={(value) => onChange({ quote: value === detected ? null : (value as "" | '"' | "'") })}
        />
      </dd>
      {table.encoding !== null && (
        <>
          <dt>{words.encoding}</dt>
          <dd data-testid="reading-encoding">{table.encoding}</dd>
        </>
      )}
      <dt>{words.preamble}</dt>
      <dd>
        <CountField id="reading-preamble" label={words.preamble} value={table.preamble} onCommit={(preamble) => onChange({ preamble })} />
      </dd>
      <dt>{words.unitRows}</dt>
      <dd>
        <CountField id="reading-unitRows" label={words.unitRows} value={table.unitRows} onCommit={(unitRows) => onChange({ unitRows })} />
      </dd>
      <dt>{words.comment}</dt>
      <dd>
        <Field id="reading-comment" label={words.comment} value={table.comment} size={4} placeholder={words.noComment} accepts={(text) => text.trim().length < 2} onCommit={(text) => onChange({ comment: text.trim() })} />
      </dd>
      <dt>{words.missingTokens}</dt>
      <dd>
        <Field
          id="reading-missingTokens"
          label={words.missingTokensOfTable}
          value={table.missingTokens === "auto" ? words.commonTokens : tokensText(table.missingTokens)}
          placeholder={words.noTokens}
          onCommit={(text) => onChange({ missingTokens: tokensIn(text) })}
        />
      </dd>
      <dd class="both">
        <Tick id="reading-header" label={words.headerRow} value={table.header} onChange={(header) => onChange({ header })} />
        <Tick id="reading-blank" label={words.blankIsMissing} value={table.blankIsMissing} onChange={(blankIsMissing) => onChange({ blankIsMissing })} />
        <Tick id="reading-short" label={words.fillShortRows} value={table.fillShortRows} onChange={(fillShortRows) => onChange({ fillShortRows })} />
      </dd>
    </dl>
  );
}
