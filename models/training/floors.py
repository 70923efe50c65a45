"""The shipped network beside classical imputers on scikit-learn's bundled tables: `floors.py [--seeds 3]` (after `npm ci && npm run build`).

Hides 30 % of all cells at random (MCAR) and completes them with `npt-impute` and with scikit-learn. Prints the mean NRMSE
(RMSE / sd of the observed cells) over numeric columns and the accuracy over categorical ones, per table, over the seeds."""
import argparse
import csv
import os
import subprocess
import tempfile

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer, KNNImputer

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
TABLES = {
    "iris": (load_iris, lambda d: d.target),
    "wine": (load_wine, lambda d: d.target),
    "breast_cancer": (load_breast_cancer, lambda d: d.target),
    "diabetes": (lambda: load_diabetes(scaled=False), None),
}


def table(name: str):
    """Numbers [n, c] and which columns are categories: the class, or for diabetes the sex (its target is a number)."""
    load, label = TABLES[name]
    d = load()
    if label is None:
        return np.column_stack([d.data, d.target]), [1]
    return np.column_stack([d.data, label(d)]), [d.data.shape[1]]


def npt(x: np.ndarray, cats: list[int]) -> np.ndarray:
    with tempfile.TemporaryDirectory() as folder:
        src, out = f"{folder}/in.csv", f"{folder}/out.csv"
        with open(src, "w", newline="") as f:
            w = csv.writer(f, lineterminator="\n")
            w.writerow([f"c{j}" for j in range(x.shape[1])])
            for row in x:
                w.writerow(["" if np.isnan(v) else f"class {int(v)}" if j in cats else repr(float(v)) for j, v in enumerate(row)])
        subprocess.run(["node", f"{ROOT}/dist/cli.js", src, "-o", out], check=True, stderr=subprocess.DEVNULL)
        with open(out, newline="") as f:
            rows = list(csv.reader(f))[1:]
    return np.array([[float(v.removeprefix("class ")) for v in r] for r in rows])


def classical(x: np.ndarray, cats: list[int], imputer) -> np.ndarray:
    """Standardised numbers, categories one-hot without the last level's column (a full set defeats ridge chains)."""
    mean, sd = np.nanmean(x, 0), np.nanstd(x, 0)
    parts, spans = [], []
    for j in range(x.shape[1]):
        if j in cats:
            levels = np.unique(x[~np.isnan(x[:, j]), j])
            hot = np.where(np.isnan(x[:, j])[:, None], np.nan, (x[:, j][:, None] == levels).astype(float))
            spans.append((j, sum(p.shape[1] for p in parts), levels))
            parts.append(hot[:, :-1])
        else:
            spans.append((j, sum(p.shape[1] for p in parts), None))
            parts.append(((x[:, j] - mean[j]) / sd[j])[:, None])
    done = imputer.fit_transform(np.hstack(parts))
    out = x.copy()
    for j, at, levels in spans:
        hole = np.isnan(x[:, j])
        if levels is None:
            out[hole, j] = done[hole, at] * sd[j] + mean[j]
        else:
            s = done[:, at : at + len(levels) - 1]
            out[hole, j] = levels[np.argmax(np.hstack([s, 1 - s.sum(1, keepdims=True)]), 1)][hole]
    return out


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--seeds", type=int, default=3)
    a = p.parse_args()
    methods = {
        "mean/mode": None,
        "kNN-5": lambda: KNNImputer(n_neighbors=5),
        "ridge chain": lambda: IterativeImputer(max_iter=10, random_state=0),
        "npt-impute": npt,
    }
    print("table          method        NRMSE  accuracy")
    for name in TABLES:
        x, cats = table(name)
        nums = [j for j in range(x.shape[1]) if j not in cats]
        for label, method in methods.items():
            errors, hits = [], []
            for seed in range(a.seeds):
                hide = np.random.default_rng(seed).random(x.shape) < 0.3
                m = np.where(hide, np.nan, x)
                if method is None:
                    mode = {j: np.bincount(m[~np.isnan(m[:, j]), j].astype(int)).argmax() for j in cats}
                    done = np.where(hide, np.nanmean(m, 0), x)
                    for j in cats:
                        done[hide[:, j], j] = mode[j]
                elif method is npt:
                    done = npt(m, cats)
                else:
                    done = classical(m, cats, method())
                sd = np.nanstd(m, 0)
                errors.append(np.mean([np.sqrt(np.mean((done - x)[hide[:, j], j] ** 2)) / sd[j] for j in nums]))
                hits.append(np.mean([np.mean(done[hide[:, j], j] == x[hide[:, j], j]) for j in cats]))
            print(f"{name:14} {label:12} {np.mean(errors):6.3f} {np.mean(hits):8.3f}", flush=True)


if __name__ == "__main__":
    main()
