import type { ComponentChild } from "preact";
import type { ExplanationView } from "../../shared/protocol";
import { format, type Strings } from "../../shared/strings";
import { TextButton } from "../ui/buttons";

interface ExplanationProps {
  readonly why: ExplanationView | "loading" | "none" | null;
  /** Name of the explained column. */
  readonly column: string;
  readonly strings: Strings;
  onExplain(): void;
  onRow(row: number): void;
}

/** The reasons for a suggestion, once they are asked for. */
export function ExplanationPart({ why, column, strings, onExplain, onRow }: ExplanationProps): ComponentChild {
  if (why === null) {
    return (
      <p class="whybutton">
        <TextButton id="why" onClick={onExplain}>
          {strings.explainButton}
        </TextButton>
      </p>
    );
  }
  return (
    <div data-testid="why-part">
      <h3>{strings.why}</h3>
      {why === "loading" && <p class="muted">{strings.explainLoading}</p>}
      {why === "none" && <p class="muted">{strings.explainNone}</p>}
      {typeof why === "object" && <Evidence why={why} column={column} strings={strings} onRow={onRow} />}
    </div>
  );
}

type EvidenceProps = Omit<ExplanationProps, "why" | "onExplain"> & { readonly why: ExplanationView };

/** A weight in percent; one that is not zero never reads as zero. */
function weightText(weight: number, strings: Strings): string {
  const percent = weight * 100;
  return format(strings.certaintyValue, percent >= 10 ? Math.round(percent) : Math.max(0.1, Number(percent.toFixed(1))));
}

function Evidence({ why, column, strings, onRow }: EvidenceProps): ComponentChild {
  return (
    <>
      {why.columns.length > 0 && (
        <ul class="whycolumns" aria-label={strings.explainColumns}>
          {why.columns.map((one) => (
            <li key={one.column}>
              <span class="likely" style={{ width: `${one.weight * 100}%` }} />
              <span class="listed">{one.name}</span>
              <span class="probability">{weightText(one.weight, strings)}</span>
            </li>
          ))}
        </ul>
      )}
      {why.rows.length > 0 && (
        <div class="whyscroll" tabIndex={0} role="region" aria-label={strings.explainRows}>
          <table>
            <caption>{strings.explainRows}</caption>
            <thead>
              <tr>
                <th scope="col">{strings.rowHeader}</th>
                <th scope="col">{strings.weight}</th>
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
                <th scope="row">{strings.explainOwn}</th>
                <td />
                <td />
                {why.own.map((cell, i) => (
                  <td key={why.columns[i]?.column ?? i}>{cell}</td>
                ))}
              </tr>
              {why.rows.map((row) => (
                <tr key={row.row} class="clickable" title={format(strings.explainRowTip, row.row + 1)} onClick={() => onRow(row.row)}>
                  <th scope="row">
                    <button type="button" class="link" aria-label={format(strings.explainRowTip, row.row + 1)} data-testid={`why-row-${row.row}`}>
                      {row.row + 1}
                    </button>
                  </th>
                  <td>{weightText(row.weight, strings)}</td>
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
