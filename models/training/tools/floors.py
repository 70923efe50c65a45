"""The shipped network beside classical imputers on scikit-learn's bundled tables: `floors.py [--seeds 3] [--share 0.3]` (after `npm ci && npm run build`).

Hides a share of all cells at random (MCAR) and completes them with `npt-impute` and with scikit-learn. Prints as Markdown the
mean NRMSE (RMSE / sd of the observed cells) over numeric columns and the accuracy of the class, per table, over the seeds."""
import argparse
import warnings

import paths  # noqa: F401  (first: finds the training code)
import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer, KNNImputer

import missforest
from realtables import TABLES, table
from shipped import complete, grid


def middle(x: np.ndarray, cats: list[int]) -> np.ndarray:
    out = np.where(np.isnan(x), np.nanmean(x, 0), x)
    for j in cats:
        out[np.isnan(x[:, j]), j] = missforest.most_common(x[:, j])
    return out


def dummies(imputer):
    """Standardised numbers, categories one-hot without the last level's column (a full set defeats ridge chains)."""

    def fill(x: np.ndarray, cats: list[int]) -> np.ndarray:
        mean, sd = np.nanmean(x, 0), np.nanstd(x, 0)
        parts, spans = [], []
        for j in range(x.shape[1]):
            spans.append((j, sum(p.shape[1] for p in parts), np.unique(x[~np.isnan(x[:, j]), j]) if j in cats else None))
            if j in cats:
                levels = spans[-1][2]
                parts.append(np.where(np.isnan(x[:, j])[:, None], np.nan, (x[:, j][:, None] == levels).astype(float))[:, :-1])
            else:
                parts.append(((x[:, j] - mean[j]) / sd[j])[:, None])
        done = imputer().fit_transform(np.hstack(parts))
        out = x.copy()
        for j, at, levels in spans:
            hole = np.isnan(x[:, j])
            if levels is None:
                out[hole, j] = done[hole, at] * sd[j] + mean[j]
            else:
                s = done[:, at : at + len(levels) - 1]
                out[hole, j] = levels[np.argmax(np.hstack([s, 1 - s.sum(1, keepdims=True)]), 1)][hole]
        return out

    return fill


def forests(x: np.ndarray, cats: list[int]) -> np.ndarray:
    columns = [(x[:, j], [str(v) for v in np.unique(x[~np.isnan(x[:, j]), j])] if j in cats else None) for j in range(x.shape[1])]
    return missforest.chain(columns, trees=30, threads=1, rounds=4)[0]


METHODS = {
    "mean, mode": middle,
    "kNN-5": dummies(lambda: KNNImputer(n_neighbors=5)),
    "ridge chain": dummies(lambda: IterativeImputer(max_iter=10, random_state=0)),
    "forest chain, 30 trees": forests,
    "NPT": complete,
}


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--seeds", type=int, default=3)
    p.add_argument("--share", type=float, default=0.3)
    a = p.parse_args()
    warnings.simplefilter("ignore", ConvergenceWarning)  # ten rounds are what is compared
    rows = []
    for name in TABLES:
        x, cats = table(name)
        nums = [j for j in range(x.shape[1]) if j not in cats]
        cells = []
        for method in METHODS.values():
            errors, hits = [], []
            for seed in range(a.seeds):
                hide = np.random.default_rng(seed).random(x.shape) < a.share
                m = np.where(hide, np.nan, x)
                done, sd = method(m, cats), np.nanstd(m, 0)
                errors.append(np.mean([np.sqrt(np.mean((done - x)[hide[:, j], j] ** 2)) / sd[j] for j in nums]))
                hits.append(np.mean([np.mean(done[hide[:, j], j] == x[hide[:, j], j]) for j in cats]))
            cells.append((np.mean(errors), np.mean(hits)))
        least, most = min(round(e, 3) for e, _ in cells), max(round(h, 3) for _, h in cells)
        bold = lambda v, best: f"**{v:.3f}**" if round(v, 3) == best else f"{v:.3f}"  # noqa: E731
        rows.append([name, *(f"{bold(e, least)} / {bold(h, most)}" for e, h in cells)])
    print(f"NRMSE of numbers / accuracy of the class, {100 * a.share:.0f} % of all cells hidden, {a.seeds} seeds\n")
    print(grid(["table", *METHODS], rows))


if __name__ == "__main__":
    main()
