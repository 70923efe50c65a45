import assert from "node:assert/strict";
import test from "node:test";
import { openText } from "../../../src/csv/csvFile";
import { createModel, imputeOnce } from "../../../src/engine/model";
import { defaultOptions } from "../../../src/imputation/impute";
import { seededRandom } from "../../../src/npt/random";
import { buildTable } from "../../../src/table/buildTable";
import { DirectRuntime, manifest } from "../npt/network";

const impute = imputeOnce(createModel(manifest, "", new DirectRuntime()));
const signal = new AbortController().signal;

interface Made {
  readonly csv: string;
  readonly truth: ReadonlyMap<number, number>;
}

/** `inputs` uniform numbers and a last column that `target` makes of them; one row in five lacks the last. */
function made(rows: number, inputs: number, seed: number, target: (x: readonly number[], random: () => number) => number): Made {
  const random = seededRandom(seed);
  const truth = new Map<number, number>();
  const lines = [[...Array(inputs).keys()].map((k) => `x${k}`).concat("y").join(",")];
  for (let row = 0; row < rows; row++) {
    const x = Array.from({ length: inputs }, () => Number((random() * 2 - 1).toFixed(4)));
    const y = target(x, random);
    const hidden = row % 5 === 4;
    if (hidden) truth.set(row, y);
    lines.push([...x, hidden ? "" : y.toFixed(4)].join(","));
  }
  return { csv: `${lines.join("\n")}\n`, truth };
}

/** RMSE over the standard deviation of the truth. */
async function nrmse({ csv, truth }: Made, contextRows: number): Promise<number> {
  const { suggestions } = await impute(buildTable(openText(csv)), { ...defaultOptions, contextRows }, {}, signal);
  assert.equal(suggestions.length, truth.size);
  const values = [...truth.values()];
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const spread = values.reduce((sum, y) => sum + (y - mean) ** 2, 0);
  const error = suggestions.reduce((sum, s) => sum + (Number(s.value) - truth.get(s.row)!) ** 2, 0);
  return Math.sqrt(error / spread);
}

test("a smooth function of two numbers among four is found: a curve and a product", async () => {
  const curved = made(700, 4, 3, ([a, b, c]) => Math.sin(3 * a!) + 2 * b! * c!);
  const error = await nrmse(curved, 0);
  assert.ok(error < 0.3, `NRMSE ${error}`);
});

test("what many rows tell together is learned beyond the context", async () => {
  const weights = Array.from({ length: 12 }, (_, k) => (k % 2 === 0 ? 1 : -1) / (1 + k / 4));
  const noisy = made(3000, 12, 4, (x, random) => x.reduce((sum, v, k) => sum + v * weights[k]!, 0) + 2 * (random() + random() - 1));
  const alone = await nrmse({ csv: firstRows(noisy.csv, 150), truth: upTo(noisy.truth, 150) }, 100);
  const together = await nrmse(noisy, 100);
  assert.ok(together < 0.93 * alone, `${together} with 3,000 rows, ${alone} with 150`);
});

function firstRows(csv: string, rows: number): string {
  return `${csv.split("\n").slice(0, rows + 1).join("\n")}\n`;
}

function upTo(truth: ReadonlyMap<number, number>, rows: number): ReadonlyMap<number, number> {
  return new Map([...truth].filter(([row]) => row < rows));
}
