"""Does the network use other rows? `shuffle.py` (after `npm ci && npm run build`). Kossen et al. 2021, section 4.4, with the shipped network.

A fifth of a target column is hidden and filled twice: with the other rows as they are, and with each column of the other
rows permuted on its own, which keeps every column's distribution and destroys what rows say. The error must rise."""
import argparse

import numpy as np

from shipped import complete, grid, rmse
from tables import classification, regression


def permuted(x: np.ndarray, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    out = x.copy()
    for j in range(x.shape[1]):
        out[rows, j] = x[rng.permutation(rows), j]
    return out


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--seeds", type=int, default=3)
    a = p.parse_args()
    jobs = [(name, regression(name), False) for name in ("diabetes", "iris", "wine", "breast_cancer")]
    jobs += [(name, classification(name), True) for name in ("iris", "wine", "breast_cancer")]
    rows = []
    for name, (x, target), is_class in jobs:
        errors = []
        for seed in range(a.seeds):
            rng = np.random.default_rng(seed)
            hidden = rng.random(len(x)) < 0.2
            table = x.copy()
            table[hidden, target] = np.nan
            y = x[hidden, target]
            both = []
            for t in (table, permuted(table, np.flatnonzero(~hidden), rng)):
                got = complete(t, [target] if is_class else [])[hidden, target]
                both.append(float(np.mean(got != y)) if is_class else rmse(got, y) / x[:, target].std())
            middle = x[~hidden, target]
            base = np.bincount(middle.astype(int)).argmax() if is_class else middle.mean()
            both.append(float(np.mean(y != base)) if is_class else rmse(np.full_like(y, base), y) / x[:, target].std())
            errors.append(both)
        whole, mixed, base = np.mean(errors, 0)
        rise = "-" if whole == 0 else f"{100 * (mixed / whole - 1):+.0f} %"
        rows.append([f"{name}, {'class' if is_class else 'number'}", f"{whole:.3f}", f"{mixed:.3f}", rise, f"{base:.3f}"])
    print("Error: share wrong for a class, RMSE / sd for a number\n")
    print(grid(["table, target", "other rows as they are", "other rows permuted", "rise", "mean / most common"], rows))


if __name__ == "__main__":
    main()
