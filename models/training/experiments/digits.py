"""Images as tables: `digits.py [--images 600]` (after `npm ci && npm run build`; needs matplotlib for the picture).

Each row of the table is an 8 x 8 digit of scikit-learn, one pixel a column. In a fifth of the rows a 4 x 4 block of pixels
is hidden; the shipped network fills it. Prints the error beside other fills and draws pictures/digits.png."""
import argparse
import os

import numpy as np
from sklearn.datasets import load_digits
from sklearn.impute import KNNImputer

from shipped import PICTURES, complete, grid, rmse

SHOWN = 14


def hidden_block(top: int, left: int) -> np.ndarray:
    block = np.zeros((8, 8), dtype=bool)
    block[top : top + 4, left : left + 4] = True
    return block.ravel()


def draw(rows: list[np.ndarray], names: list[str], path: str) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    colours = plt.get_cmap("gray_r").copy()
    colours.set_bad("#f2c66d")
    figure, axes = plt.subplots(len(rows), SHOWN, figsize=(SHOWN * 0.62, len(rows) * 0.68), dpi=110)
    for i, images in enumerate(rows):
        for k in range(SHOWN):
            ax = axes[i, k]
            ax.imshow(np.ma.masked_invalid(images[k].reshape(8, 8)), cmap=colours, vmin=0, vmax=16)
            ax.set_xticks([])
            ax.set_yticks([])
            for side in ax.spines.values():
                side.set_color("#cccccc")
        axes[i, 0].set_ylabel(names[i], rotation=0, ha="right", va="center", fontsize=9, labelpad=6)
    figure.subplots_adjust(left=0.1, right=0.995, top=0.99, bottom=0.01, wspace=0.08, hspace=0.08)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    figure.savefig(path)


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--images", type=int, default=600)
    p.add_argument("--picture", default=os.path.join(PICTURES, "digits.png"))
    a = p.parse_args()
    rng = np.random.default_rng(0)
    order = rng.permutation(1797)[: a.images]
    x, digit = load_digits().data[order], load_digits().target[order]
    holed = x.copy()
    chosen = np.arange(a.images // 5)
    for i in chosen:
        holed[i, hidden_block(int(rng.integers(1, 4)), int(rng.integers(1, 4)))] = np.nan
    gone = np.isnan(holed)
    mean = np.where(gone, np.nanmean(holed, 0), holed)
    near = KNNImputer(n_neighbors=5).fit_transform(holed)
    filled = complete(holed)
    rows = [[name, f"{rmse(v[gone], x[gone]):.2f}", f"{np.mean(np.abs(v[gone] - x[gone])):.2f}"]
            for name, v in (("the pixel's mean", mean), ("kNN-5", near), ("NPT", filled))]  # fmt: skip
    print(f"{a.images} images, a 4 x 4 block hidden in {len(chosen)}; grey values 0 to 16\n")
    print(grid(["filled with", "RMSE", "mean absolute error"], rows))
    # one of every digit first, then what follows
    first = [int(np.flatnonzero(digit[chosen] == d)[0]) for d in range(10)]
    shown = first + [int(i) for i in chosen if i not in first][: SHOWN - 10]
    draw([v[shown] for v in (x, holed, filled, near)], ["original", "hidden", "NPT", "kNN-5"], a.picture)


if __name__ == "__main__":
    main()
