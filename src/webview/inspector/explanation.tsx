import type { ComponentChild } from "preact";
import type { ExplanationView } from "../../shared/protocol";
import { TextButton } from "../ui/buttons";
import type { Words } from "../words";

interface ExplanationProps {
  readonly why: ExplanationView | "loading" | "none" | null;
  /** Name of the explained column. */
  readonly column: string;
  readonly words: Words;
  onExplain(): void;
  onRow(row: number): void;
}

/** The reasons for a suggestion, once they are asked for. */
export function ExplanationPart({ why, column, words, onExplain, onRow }: ExplanationProps): ComponentChild {
  if (why === null) {
    return (
      <p class="whybutton">
        <TextButton id="why" onClick={onExplain}>
          {words.explainButton}
        </TextButton>
      </p>
    );
  }
  return (
    <div data-testid="why-part">
      <h3>{words.why}</h3>
      {why === "loading" && <p class="muted">{words.explainLoading}</p>}
      {why === "none" && <p class="muted">{words.explainNone}</p>}
      {typeof why === "object" && <Evidence why={why} column={column} words={words} onRow={onRow} />}
    </div>
  );
}

type EvidenceProps = Omit<ExplanationProps, "why" | "onExplain"> & { readonly why: ExplanationView };

/** A weight in percent; one that is not zero never reads as zero. */
function weightText(weight: number, words: Words): string {
  const percent = weight * 100;
  return words.percent(percent >= 10 ? Math.round(percent) : Math.max(0.1, percent));
}

function Evidence({ why, column, words, onRow }: EvidenceProps): ComponentChild {
  return (
    <>
      {why.columns.length > 0 && (
        <>
          <p class="muted" id="why-columns">
            {words.explainColumns}
          </p>
          <ul class="whycolumns" aria-labelledby="why-columns">
            {why.columns.map((one) => (
              <li key={one.column}>
                <span class="likely" style={{ width: `${one.weight * 100}%` }} />
                <span class="listed">{one.name}</span>
                <span class="probability">{weightText(one.weight, words)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {why.rows.length > 0 && (
        <div class="whyscroll" tabIndex={0} role="region" aria-label={words.explainRows}>
          <table>
            <caption>{words.explainRows}</caption>
            <thead>
              <tr>
                <th scope="col">{words.rowHeader}</th>
                <th scope="col">{words.weight}</th>
                <th scope="col" class="target">
                  {column}
                </th>
                {why.columns.map((one) => (
                  <th scope="col" key={one.column}>
                    {one.name}
                    {/* How much the column mattered, again where its values stand. */}
                    <span class="mattered" style={{ width: `${one.weight * 100}%` }} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <tr class="own">
                <th scope="row">{words.explainOwn}</th>
                <td />
                <td />
                {why.own.map((cell, i) => (
                  <td key={why.columns[i]?.column ?? i}>{cell}</td>
                ))}
              </tr>
              {why.rows.map((row) => (
                <tr key={row.row} class="clickable" title={words.say("explainRowTip", String(row.row + 1))} onClick={() => onRow(row.row)}>
                  <th scope="row">
                    <button type="button" class="link" aria-label={words.say("explainRowTip", String(row.row + 1))} data-testid={`why-row-${row.row}`}>
                      {row.row + 1}
                    </button>
                  </th>
                  <td>{weightText(row.weight, words)}</td>
                  <td class="target">{row.value}</td>
                  {row.cells.map((cell, i) => (
                    <td key={why.columns[i]?.column ?? i} class={cell !== "" && cell === why.own[i] ? "same" : ""}>
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
