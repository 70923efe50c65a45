"""Completes a CSV file with chained random forests of scikit-learn: `missforest.py in.csv [-o out.csv] [--trees 100] [--threads 1]`.

MissForest (Stekhoven & Buehlmann 2012) as it is usually run: columns by rising number of holes, a forest of 100 trees per
column on all others (sqrt(p) features a split, leaves of 3 for numbers), up to ten rounds, until the difference between
rounds rises for numbers and categories alike. Prints {"seconds": ..., "rounds": ...}; the start of Python is not counted."""
import argparse
import csv
import json
import time

import numpy as np
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor


def read(path: str):
    """Header, text cells, typed columns: values [n] (numbers, days since 1970 or codes; NaN in holes) and levels (None: a number),
    and which columns are dates."""
    with open(path, newline="", encoding="utf-8") as f:
        header, *rows = list(csv.reader(f))
    columns, dates = [], []
    for cells in zip(*rows):
        known = [c for c in cells if c != ""]
        value = number
        if not all(is_a(number, c) for c in known):
            value = day if all(is_a(day, c) for c in known) else None
        dates.append(value is day)
        if value is not None:
            columns.append((np.array([np.nan if c == "" else value(c) for c in cells]), None))
        else:
            levels = sorted(set(known))
            code = {t: k for k, t in enumerate(levels)}
            columns.append((np.array([np.nan if c == "" else code[c] for c in cells]), levels))
    return header, rows, columns, dates


def number(text: str) -> float:
    return float(text)


def day(text: str) -> float:
    return float(np.datetime64(text, "D").astype(int))


def is_a(kind, text: str) -> bool:
    try:
        kind(text)
        return True
    except ValueError:
        return False


def chain(columns, trees: int, threads: int, rounds: int = 10):
    """Completed values per column, and the rounds it took."""
    x = np.column_stack([np.where(np.isnan(v), np.nanmean(v) if levels is None else most_common(v), v) for v, levels in columns])
    holes = [np.isnan(v) for v, _ in columns]
    order = sorted((j for j in range(len(columns)) if holes[j].any()), key=lambda j: holes[j].sum())
    before = (np.inf, np.inf)
    for done in range(1, rounds + 1):
        last = x.copy()
        for j in order:
            others = np.delete(x, j, 1)
            options = {"n_estimators": trees, "max_features": "sqrt", "n_jobs": threads, "random_state": done}
            forest = RandomForestRegressor(min_samples_leaf=3, **options) if columns[j][1] is None else RandomForestClassifier(**options)
            forest.fit(others[~holes[j]], x[~holes[j], j])
            x[holes[j], j] = forest.predict(others[holes[j]])
        now = difference(x, last, columns, holes, order)
        if done > 1 and all(a is None or a > b for a, b in zip(now, before)):
            return last, done
        before = tuple(np.inf if a is None else a for a in now)
    return x, rounds


def most_common(v: np.ndarray) -> float:
    levels, counts = np.unique(v[~np.isnan(v)], return_counts=True)
    return levels[counts.argmax()]


def difference(x, last, columns, holes, order):
    """Relative change of the filled numbers, share of filled categories that changed; None without any."""
    change = size = other = cells = 0.0
    for j in order:
        a, b = x[holes[j], j], last[holes[j], j]
        if columns[j][1] is None:
            scale = np.nanvar(columns[j][0]) + np.nanmean(columns[j][0]) ** 2 or 1
            change, size = change + ((a - b) ** 2).sum() / scale, size + (a**2).sum() / scale
        else:
            other, cells = other + (a != b).sum(), cells + len(a)
    return change / size if size else None, other / cells if cells else None


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("input")
    p.add_argument("-o", "--output")
    p.add_argument("--trees", type=int, default=100)
    p.add_argument("--threads", type=int, default=1)
    a = p.parse_args()
    header, rows, columns, dates = read(a.input)
    begin = time.perf_counter()
    x, rounds = chain(columns, a.trees, a.threads)
    seconds = time.perf_counter() - begin
    if a.output:
        with open(a.output, "w", newline="", encoding="utf-8") as f:
            out = csv.writer(f, lineterminator="\n")
            out.writerow(header)
            for i, row in enumerate(rows):
                out.writerow([t if t != "" else text(x[i, j], columns[j][1], dates[j]) for j, t in enumerate(row)])
    print(json.dumps({"seconds": round(seconds, 3), "rounds": rounds}))


def text(value: float, levels, date: bool) -> str:
    if date:
        return str(np.datetime64(round(value), "D"))
    return repr(float(value)) if levels is None else levels[int(value)]


if __name__ == "__main__":
    main()
