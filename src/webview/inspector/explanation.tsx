import type { ComponentChild } from "preact";
import type { ExplanationView, NeighbourView } from "../../shared/protocol";
import { TextButton } from "../ui/buttons";
import type { Words } from "../words";

interface ExplanationProps {
  readonly explanation: ExplanationView | "loading" | "none" | null;
  /** Name of the explained column. */
  readonly column: string;
  readonly words: Words;
  onExplain(): void;
  onRow(row: number): void;
}

/** The reasons for a suggestion, once they are asked for. */
export function ExplanationPart({ explanation, column, words, onExplain, onRow }: ExplanationProps): ComponentChild {
  if (explanation === null) {
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
      <h3>{words.explanation}</h3>
      {explanation === "loading" && <p class="muted">{words.explainLoading}</p>}
      {explanation === "none" && <p class="muted">{words.explainNone}</p>}
      {typeof explanation === "object" && <Evidence explanation={explanation} column={column} words={words} onRow={onRow} />}
    </div>
  );
}

type EvidenceProps = Omit<ExplanationProps, "explanation" | "onExplain"> & { readonly explanation: ExplanationView };

/** A weight in percent; one that is not zero never reads as zero. */
function weightText(weight: number, words: Words): string {
  const percent = weight * 100;
  return words.percent(percent >= 10 ? Math.round(percent) : Math.max(0.1, percent));
}

type Near = ExplanationView["neighbours"][number];

/** The known cells above and below, in the file or among the rows of the same key. */
function Neighbours({ near, words, onRow }: { readonly near: Near; readonly words: Words; onRow(row: number): void }): ComponentChild {
  const one = (cell: NeighbourView | null, key: "explainAbove" | "explainBelow"): ComponentChild =>
    cell !== null && (
      <li>
        <button type="button" class="link" title={words.say("explainRowTip", String(cell.row + 1))} onClick={() => onRow(cell.row)}>
          {words.say(key, String(cell.row + 1))}
        </button>{" "}
        <span class="listed">{cell.value}</span>
      </li>
    );
  return (
    <div data-testid="why-neighbours">
      <p class="muted">
        {near.key === null ? words.explainNeighbours : words.say("explainKeyNeighbours", near.key)} <span class="probability">{weightText(near.weight, words)}</span>
      </p>
      <ul class="whyneighbours">
        {one(near.above, "explainAbove")}
        {one(near.below, "explainBelow")}
      </ul>
    </div>
  );
}

function Evidence({ explanation, column, words, onRow }: EvidenceProps): ComponentChild {
  return (
    <>
      {explanation.columns.length > 0 && (
        <>
          <p class="muted" id="why-columns">
            {words.explainColumns}
          </p>
          <ul class="whycolumns" aria-labelledby="why-columns">
            {explanation.columns.map((one) => (
              <li key={one.column}>
                <span class="likely" style={{ width: `${one.weight * 100}%` }} />
                <span class="listed">{one.name}</span>
                <span class="probability">{weightText(one.weight, words)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {explanation.neighbours.map((near) => (
        <Neighbours key={near.key ?? ""} near={near} words={words} onRow={onRow} />
      ))}
      {explanation.rows.length > 0 && (
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
                {explanation.columns.map((one) => (
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
                {explanation.own.map((cell, i) => (
                  <td key={explanation.columns[i]?.column ?? i}>{cell}</td>
                ))}
              </tr>
              {explanation.rows.map((row) => (
                <tr key={row.row} class="clickable" title={words.say("explainRowTip", String(row.row + 1))} onClick={() => onRow(row.row)}>
                  <th scope="row">
                    <button type="button" class="link" aria-label={words.say("explainRowTip", String(row.row + 1))} data-testid={`why-row-${row.row}`}>
                      {row.row + 1}
                    </button>
                  </th>
                  <td>{weightText(row.weight, words)}</td>
                  <td class="target">{row.value}</td>
                  {row.cells.map((cell, i) => (
                    <td key={explanation.columns[i]?.column ?? i} class={cell !== "" && cell === explanation.own[i] ? "same" : ""}>
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
