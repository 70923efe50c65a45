"""What does the network look at? `attention.py` (after `npm ci && npm run build`). Kossen et al. 2021, section 4.4 and appendix, with the shipped network.

Duplicates: a table stacked with its copy, the target hidden in 60 rows of the first half: does the pointer look at the copy?
Near rows: without copies, how near in feature space are the rows it looks at (mean distance percentile by weight; 50 % is chance)?
Deletion: only the k rows it leans on most stay, everything else is taken away: for what share of rows does the prediction
stay (the same class, or within .1 standard deviations)? Beside it k random rows."""
import numpy as np

from shipped import attend, grid
from tables import classification, regression

HOLES = 40
KEEP = [24, 8]


def standard(x: np.ndarray) -> np.ndarray:
    return (x - x.mean(0)) / np.where(x.std(0) > 0, x.std(0), 1)


def duplicates(name: str, x: np.ndarray, target: int, is_class: bool, rng: np.random.Generator) -> list[str]:
    n = len(x)
    rows = np.sort(rng.choice(n, HOLES, replace=False))
    table = np.vstack([x, x])
    table[rows, target] = np.nan
    found = attend(table, target, [], [target] if is_class else [])
    first = np.mean([a["rows"][:1] == [a["row"] + n] for a in found])
    weight = np.mean([sum(w for r, w in zip(a["rows"], a["weights"]) if r == a["row"] + n) for a in found])
    return [f"{100 * first:.0f} %", f"{weight:.2f}"]


def nearness(x: np.ndarray, target: int, found: list[dict]) -> list[str]:
    z = standard(np.delete(x, target, 1))
    known = np.setdiff1d(np.arange(len(x)), [a["row"] for a in found])
    share, total = [], []
    for a in found:
        distance = ((z[known] - z[a["row"]]) ** 2).sum(1)
        place = {r: np.mean(distance < ((z[r] - z[a["row"]]) ** 2).sum()) for r in a["rows"]}
        weights = np.array(a["weights"])
        share.append(np.average([place[r] for r in a["rows"]], weights=weights))
        total.append(weights.sum())
    return [f"{100 * np.mean(share):.0f} %", f"{np.mean(total):.2f}"]


def stays(found: list[dict], which: str, k: int, sd: float, is_class: bool) -> str:
    same = [a[which][str(k)] == a["value"] if is_class else abs(a[which][str(k)] - a["value"]) < 0.1 * sd for a in found]
    return f"{100 * np.mean(same):.0f} %"


def main() -> None:
    rng = np.random.default_rng(0)
    jobs = [(name, *regression(name), False) for name in ("diabetes", "iris", "wine", "breast_cancer")]
    jobs += [(name, *classification(name), True) for name in ("iris", "wine", "breast_cancer")]
    rows = []
    for name, x, target, is_class in jobs:
        cells = duplicates(name, x, target, is_class, rng)
        table = x.copy()
        table[rng.choice(len(x), HOLES, replace=False), target] = np.nan
        found = attend(table, target, KEEP, [target] if is_class else [])
        cells += nearness(x, target, found)
        sd = x[:, target].std()
        for k in KEEP:
            cells += [stays(found, which, k, sd, is_class) for which in ("kept", "random")]
        rows.append([f"{name}, {'class' if is_class else 'number'} ({len(x)} rows)", *cells])
    head = ["table, target", "looks at the duplicate first", "weight on it", "distance percentile of the rows attended", "weight of the 24 rows"]
    for k in KEEP:
        head += [f"prediction stays, {k} rows attended most", f"{k} random rows"]
    print(grid(head, rows))


if __name__ == "__main__":
    main()
