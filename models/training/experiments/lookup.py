"""Does the network look things up? `lookup.py` (after `npm ci && npm run build`). Kossen et al. 2021, section 4.3, with the shipped network.

A table is stacked with a copy of itself; in the first half the target column is hidden, in the copy it can be seen. The
prediction should be what the duplicate holds. Then: the target of some duplicates is set to chosen values (intervention),
all features are replaced by noise (nothing but the duplicate can tell), duplicates are made inexact, and the target of
every duplicate is raised by one standard deviation while half of the first half stays visible."""
import numpy as np

from shipped import complete, correlation, grid, rmse
from tables import regression

TABLES = ["diabetes", "wine", "breast_cancer", "iris"]
SWEPT = 20
MOST_ROWS = 300


def load(name: str) -> tuple[np.ndarray, int]:
    x, target = regression(name)
    return x[np.random.default_rng(0).permutation(len(x))[:MOST_ROWS]], target


def stacked(x: np.ndarray, target: int, copy: np.ndarray | None = None) -> np.ndarray:
    top = x.copy()
    top[:, target] = np.nan
    return np.vstack([top, x if copy is None else copy])


def fill(table: np.ndarray, n: int, target: int) -> np.ndarray:
    return complete(table)[:n, target]


def lookups(rng: np.random.Generator) -> list[list[str]]:
    rows = []
    for name in TABLES:
        x, target = load(name)
        y, n, sd = x[:, target], len(x), x[:, target].std()
        plain = x.copy()
        hidden = rng.random(n) < 0.5
        plain[hidden, target] = np.nan
        without = complete(plain)[hidden, target]
        p = fill(stacked(x, target), n, target)
        noise = rng.normal(size=x.shape)
        noise[:, target] = y
        q = fill(stacked(noise, target), n, target)
        near = x + 0.1 * x.std(0) * rng.normal(size=x.shape)
        near[:, target] = y
        r = fill(stacked(x, target, near), n, target)
        raised = x.copy()
        raised[:, target] += sd
        table = stacked(x, target, raised)
        table[:n, target][~hidden] = y[~hidden]
        s = complete(table)[:n, target][hidden]
        cells = [f"{rmse(without, y[hidden]) / sd:.3f}"]
        for value in (p, r, q):
            cells += [f"{100 * correlation(value, y):.1f} %", f"{rmse(value, y) / sd:.3f}"]
        cells += [f"{100 * correlation(s, y[hidden]):.1f} %", f"{np.mean(s - y[hidden]) / sd:+.2f}"]
        rows.append([name, *cells])
    return rows


def intervention(rng: np.random.Generator) -> list[list[str]]:
    rows = []
    for name in TABLES:
        x, target = load(name)
        y, n = x[:, target], len(x)
        chosen = rng.choice(n, SWEPT, replace=False)
        values = np.quantile(y, [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98])
        set_to, predicted, others = [], [], []
        for k in range(len(values)):
            table = stacked(x, target)
            # every row is set to every value once, no two alike in one run
            value = values[(np.arange(SWEPT) + k) % len(values)]
            table[n + chosen, target] = value
            p = fill(table, n, target)
            set_to.append(value)
            predicted.append(p[chosen])
            rest = np.setdiff1d(np.arange(n), chosen)
            others.append(rmse(p[rest], y[rest]) / y.std())
        a, b = np.concatenate(set_to), np.concatenate(predicted)
        slope = np.polyfit(a, b, 1)[0]
        near = np.mean(np.abs(a - b) < 0.1 * y.std())
        rows.append([name, f"{100 * correlation(a, b):.1f} %", f"{slope:.3f}", f"{rmse(a, b) / y.std():.3f}", f"{100 * near:.0f} %", f"{np.mean(others):.3f}"])
    return rows


def main() -> None:
    rng = np.random.default_rng(0)
    print("r with the truth, and RMSE in standard deviations of the target (1 = the mean's)\n")
    print(grid(["table", "no duplicate, half hidden: RMSE", "duplicate: r", "RMSE", "duplicate + .1 sd noise: r", "RMSE",
                "random features: r", "RMSE", "duplicates' target + 1 sd: r", "mean error, sd"], lookups(rng)))  # fmt: skip
    print(f"\nIntervention: the duplicates of {SWEPT} rows are set to 7 values each\n")
    print(grid(["table", "r, set value and prediction", "slope", "RMSE, sd", "within .1 sd", "RMSE of the other rows"], intervention(rng)))


if __name__ == "__main__":
    main()
