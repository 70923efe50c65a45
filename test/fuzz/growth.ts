import assert from "node:assert/strict";
import { CsvError } from "../../src/csv/csvError";
import { openText } from "../../src/csv/csvFile";
import { quotedColumns } from "../../src/csv/edits";
import { editsFor, refusal } from "../planning";
import { cellState } from "../../src/csv/missing";
import { buildTable } from "../../src/table/buildTable";
import type { FuzzInput } from "./input";

/** Milliseconds of processor time that reading a file and planning its fills take; the better of two runs. */
function costOf(input: FuzzInput, text: string): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 2; run++) {
    const start = process.cpuUsage();
    openAndPlan(input, text);
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

function openAndPlan(input: FuzzInput, text: string): void {
  try {
    const file = openText(text, input.overrides);
    buildTable(file, { ...input, fillShortRows: input.shortRows });
    const style = { quoted: quotedColumns(file) };
    const fills = [];
    for (let row = 0; row < file.rows; row++) {
      for (let column = 0; column < file.columns && fills.length < 20_000; column++) {
        if (cellState(file, row, column) === "value") continue;
        const fill = { row, column, value: input.values[0] ?? "x" };
        if (refusal(file, fill, style, input) === null) fills.push(fill);
      }
    }
    editsFor(file, fills, style, input);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
  }
}

/**
 * Repeats a part of the text until it has 64, 128 and 256 thousand units: four times the text may cost at most about
 * four times as much. A cost that grows with the square would be sixteen times, four times in each step; one step alone
 * may be a table that becomes another one, such as a wider one with all its rows short.
 * @param from `to` the part
 */
export function checkGrowth(input: FuzzInput, from: number, to: number): void {
  const part = input.text.slice(from, to);
  if (part === "") return;
  const sized = (units: number) => input.text.slice(0, from) + part.repeat(Math.ceil(units / part.length)) + input.text.slice(to);
  let told = "";
  // A busy machine makes one measurement look bad, not three.
  for (let tries = 0; tries < 3; tries++) {
    const large = costOf(input, sized(256_000));
    if (large < 250) return;
    const small = costOf(input, sized(64_000));
    if (large < 10 * Math.max(small, 10) || large < 3 * costOf(input, sized(128_000))) return;
    told = `${Math.round(small)} and ${Math.round(large)} ms, repeated from ${from} to ${to}`;
  }
  assert.fail(`time grows faster than the text: ${told}`);
}
