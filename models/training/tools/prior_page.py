"""Draws sample tables of the prior as spreadsheets: `prior_page.py [--seed 1] [--out FILE]`. Needs PyTorch and NumPy only.

Scales, units, words and names are dressing; order, repetition, dependence and holes are the prior's own. Amber cells are
holes; grey text in them is what was hidden."""
import argparse
import os
from html import escape

import paths  # first: finds the training code
import numpy as np

from prior import Prior

WORDS = [
    "red blue green grey black white brown yellow pink violet".split(),
    "Oslo Lima Cairo Delhi Paris Quito Tokyo Rome Bonn Accra Minsk Perth Turin Lagos Kyiv Malmo".split(),
    "open paid late sent lost new done held".split(),
    "Smith Jones Khan Garcia Sato Weber Rossi Novak Silva Olsen Ito Meyer Lopez Kim Petrov Dubois".split(),
    "north south east west centre".split(),
    "low mid high top".split(),
    "yes no".split(),
]
NAMES = "amount price age score weight length rate total temp speed depth income width height share count".split()
GROUPS = ["colour", "city", "status", "name", "region", "grade", "flag"]
WIDE, HIGH, GAP = 52, 13, 16


def words(level: np.ndarray, seen: np.ndarray, rng: np.random.Generator) -> tuple[list[str], str]:
    """Levels as words, and a column name; columns of many levels get codes."""
    names = np.unique(level)
    fitting = [k for k, w in enumerate(WORDS) if len(names) <= len(w)]
    if not fitting:
        letter = "ABCDEFGHKLM"[rng.integers(11)]
        return [f"{letter}-{v:03d}" for v in level], "code"
    least = min(len(WORDS[k]) for k in fitting)
    k = fitting[0] if len(names) > 8 else int(rng.choice([k for k in fitting if len(WORDS[k]) <= max(least, 10)]))
    word = {v: WORDS[k][i] for i, v in enumerate(rng.permutation(names))}
    return [word[v] for v in level], GROUPS[k]


def numbers(value: np.ndarray, rng: np.random.Generator) -> list[str]:
    """A rising straight line of the values, written with as many decimals as the column needs."""
    distinct = np.unique(np.round(value, 9))
    steps = np.diff(distinct)
    step = steps.min() if len(steps) else 1.0
    if len(steps) and len(distinct) < 0.7 * len(value) and np.allclose(steps / step, np.round(steps / step), atol=1e-3):
        start, unit = rng.integers(0, 30), rng.choice([1, 1, 5, 10])
        return [f"{start + unit * round((v - distinct[0]) / step)}" for v in value]
    scale = 10 ** rng.uniform(-0.5, 3)
    low = value.min() - rng.choice([0.0, 0.5, 2.0])
    decimals = max(0, int(np.ceil(2 - np.log10(scale * (np.ptp(value) or 1)))))
    return [f"{scale * (v - low):.{decimals}f}" for v in value]


def tint(share: float) -> str:
    """Blue for the lowest value of a column, white between, red for the highest; few steps, so that the file stays small."""
    s = round((2 * share - 1) * 4) / 4
    a, b = int(255 - 70 * abs(s)), int(255 - 35 * abs(s))
    return f"#{a:02x}{b:02x}ff" if s < 0 else f"#ff{b:02x}{a:02x}"


def panel(tables, index: int, left: int, top: int, shown: int, rng: np.random.Generator, cells: dict, texts: list[str]) -> None:
    value, level, numeric, seen = (t[index].numpy() for t in (tables.value, tables.level, tables.numeric, tables.seen))
    n, c = value.shape
    hues = ["#e3f1df", "#fdeccf", "#e6e0f3", "#d9eef0", "#f6dde4", "#ececec"]
    columns = []
    fresh = list(rng.permutation(NAMES))
    for j in range(c):
        if numeric[j]:
            rank = value[:, j].argsort().argsort() / n
            columns.append((numbers(value[:, j], rng), [tint(r) for r in rank], fresh.pop()))
        else:
            text, name = words(level[:, j], seen[:, j], rng)
            columns.append((text, [hues[v % len(hues)] for v in level[:, j]], name))
    hidden = 100 * (1 - seen.mean())
    texts.append(f'<text class="c" x="{left}" y="{top - 5}">{n} rows, {c} columns, {hidden:.0f} % empty</text>')
    for i in range(-1, shown):
        line = []
        for j, (text, colour, name) in enumerate(columns):
            x, y = left + j * WIDE, top + (i + 1) * HIGH
            fill = "#f3f3f3" if i < 0 else colour[i] if seen[i, j] else "#f4c76c"
            cells.setdefault(fill, []).append(f"M{x} {y}h{WIDE - 1}v{HIGH - 1}h-{WIDE - 1}z")
            label = name if i < 0 else text[i]
            if i >= 0 and not seen[i, j]:
                line.append(f'<tspan class="h" x="{x + 3}">{escape(label[:9])}</tspan>')
            else:
                line.append(f'<tspan x="{x + 3}">{escape(label[:9])}</tspan>')
        texts.append(f'<text{" class=" + chr(34) + "n" + chr(34) if i < 0 else ""} y="{top + (i + 2) * HIGH - 4}">{"".join(line)}</text>')


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--rows", type=int, default=96)
    p.add_argument("--shown", type=int, default=12)
    p.add_argument("--columns", type=int, default=7)
    p.add_argument("--out", default=os.path.join(paths.PICTURES, "prior.svg"))
    a = p.parse_args()
    rng = np.random.default_rng(a.seed)
    tables = Prior(a.seed).sample(12, a.rows, a.columns)
    cells: dict[str, list[str]] = {}
    texts: list[str] = []
    across = 3
    wide, high = a.columns * WIDE + GAP, (a.shown + 1) * HIGH + 30
    for k in range(12):
        panel(tables, k, GAP + (k % across) * wide, 26 + (k // across) * high, a.shown, rng, cells, texts)
    size = f"{across * wide + GAP} {4 * high + 10}"
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" font-family="sans-serif" font-size="9">',
           "<style>.h{fill:#8a6a2a}.c{fill:#555}.n{font-weight:600}</style>", f'<rect width="100%" height="100%" fill="#fff"/>']  # fmt: skip
    out += [f'<path fill="{fill}" d="{"".join(d)}"/>' for fill, d in cells.items()]
    os.makedirs(os.path.dirname(a.out), exist_ok=True)
    with open(a.out, "w") as f:
        f.write("\n".join([*out, *texts, "</svg>"]) + "\n")
    print(f"{a.out}: {os.path.getsize(a.out) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
