"""Is the prior like real files? `prior_check.py [--corpus DIR] [--tables 80]`: quantiles of what the experts reach, side by side.

For synthetic tables and for real ones (scikit-learn's bundled tables, or an evaluation corpus as in evaluate.py; nothing is
trained on either) a fifth of the cells is hidden, and the leave-one-out check of the network (its `stats`) is summed up per
column, beside the rank correlations of the numbers. Needs pandas."""
import argparse
import csv
import json

import paths  # first: finds the training code
import numpy as np
import pandas as pd
import torch

import realtables
from config import Config
from encode import Encoded, encode
from evaluate import typed
from experts import ColumnStats
from model import NPT, load
from prior import Prior

ROWS, COLUMNS, HIDDEN = 320, 10, 0.2
QUANTILES = [0.1, 0.25, 0.5, 0.75, 0.9]
# mean squared errors of numbers, gains of log probability / 2 of categories
NUMBERS = {"kernel": "kernel_error", "residual": "residual_error", "linear": "linear_error", "copula": "copula_error",
           "smooth": "smooth_error", "nearby": "nearby_error", "strongest lift": "strongest_lift"}  # fmt: skip
CATEGORIES = {"kernel, gain": "kernel_gain", "smooth, gain": "smooth_gain", "strongest lift": "strongest_lift",
              "most frequent level": "most_frequent"}  # fmt: skip


def synthetic(count: int, config: Config):
    prior = Prior(5)
    for i in range(count):
        t = prior.sample(1, ROWS, COLUMNS)
        seen = (torch.rand(1, ROWS, COLUMNS, generator=torch.Generator().manual_seed(i)) > HIDDEN).float()
        yield t.value[0].numpy(), t.level[0].numpy(), seen[0].numpy(), t.numeric[0].numpy()


def bundled():
    for name in realtables.TABLES:
        x, cats = realtables.table(name)
        numeric = np.array([0.0 if j in cats else 1.0 for j in range(x.shape[1])])
        level = np.where(numeric > 0, 0, x).astype(np.int64)
        yield x, level, np.ones(x.shape), numeric


def corpus(folder: str):
    for meta in json.load(open(f"{folder}/public/index.json", encoding="utf-8")):
        rows = list(csv.reader(open(f"{folder}/public/{meta['name']}.csv", encoding="utf-8", newline="")))
        value, level, seen, numeric, _ = typed(meta, rows[1:], rows[0])
        kinds = {c["name"]: c for c in meta["columns"]}
        fit = lambda j, k: k["type"] != "id" and seen[:, j].sum() > 20 and (k["type"] != "text" or k["maskable"])  # noqa: E731
        use = [j for j, name in enumerate(rows[0]) if fit(j, kinds[name])]
        yield value[:, use], level[:, use], seen[:, use], numeric[use]


def parts(tables, seed: int = 0):
    """Random rows and columns of every table, three times, with holes."""
    rng = np.random.default_rng(seed)
    for value, level, seen, numeric in tables:
        for _ in range(3):
            r, c = rng.permutation(len(value))[:ROWS], rng.permutation(value.shape[1])[:COLUMNS]
            pick = np.ix_(r, c)
            yield value[pick], level[pick], seen[pick] * (rng.random((len(r), len(c))) > HIDDEN), numeric[c]


def encoded(table, config: Config) -> Encoded:
    t = lambda a, d: torch.as_tensor(np.ascontiguousarray(a), dtype=d)[None]  # noqa: E731
    value, level, seen, numeric = table
    column = torch.arange(value.shape[1])[None]
    return encode(t(value, torch.float64), t(level, torch.int64), t(seen, torch.float32), t(numeric, torch.float32), column, config)


@torch.no_grad()
def measure(model: NPT, tables) -> tuple[ColumnStats, np.ndarray]:
    """Stats of all columns, [columns] each, and absolute rank correlations of all pairs of numbers."""
    stats, correlations = [], []
    for table in tables:
        enc = encoded(table, model.config)
        stats.append(model.context(enc.rows(), enc.numeric, enc.column).stats[0].numpy())
        value, _, seen, numeric = table
        m = pd.DataFrame(np.where(seen > 0, value, np.nan)[:, numeric > 0]).corr("spearman").abs().to_numpy()
        correlations.append(m[np.triu_indices(len(m), 1)])
    c = np.concatenate(correlations)
    return ColumnStats(*np.concatenate(stats).T), c[~np.isnan(c)]


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--corpus", default="")
    p.add_argument("--tables", type=int, default=80)
    a = p.parse_args()
    torch.set_num_threads(1)
    model = load(paths.CHECKPOINT)
    found = {"prior": measure(model, synthetic(a.tables, model.config)), "real": measure(model, parts(corpus(a.corpus) if a.corpus else bundled()))}
    print("| quantile | " + " | ".join(f"{q:.0%} {n}" for q in QUANTILES for n in found) + " |\n|---|" + "--:|" * (2 * len(QUANTILES)))

    def line(name: str, values: dict[str, np.ndarray]) -> None:
        cells = [f"{np.quantile(v, q):.2f}" for q in QUANTILES for v in values.values()]
        print(f"| {name} | " + " | ".join(cells) + " |")

    for kind, names, wanted in (("numbers", NUMBERS, 1), ("categories", CATEGORIES, 0)):
        for name, field in names.items():
            line(f"{kind}: {name}", {n: getattr(s, field)[s.numeric == wanted] for n, (s, _) in found.items()})
    line("rank correlation", {n: c for n, (_, c) in found.items()})
    print("\nshare of pairs of numbers correlated above .5: " + ", ".join(f"{n} {np.mean(c > 0.5):.2f}" for n, (_, c) in found.items()))


if __name__ == "__main__":
    main()
