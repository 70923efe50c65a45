"""The shipped path for experiments: a table goes through `npt-impute` (dist/cli.js) as a CSV file and comes back complete."""
import csv
import json
import os
import subprocess
import tempfile

import numpy as np

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
PICTURES = os.path.join(ROOT, "models", "training", "pictures")


def write(path: str, x: np.ndarray, categories: list[int]) -> None:
    """x [n, c] as a CSV file with columns c0, c1, ...; NaN is a hole, categories are written as words."""
    with open(path, "w", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow([f"c{j}" for j in range(x.shape[1])])
        for row in x:
            out.writerow(["" if np.isnan(v) else f"class {int(v)}" if j in categories else repr(float(v)) for j, v in enumerate(row)])


def read(path: str) -> np.ndarray:
    with open(path, newline="") as f:
        return np.array([[float(v.removeprefix("class ") or "nan") for v in r] for r in list(csv.reader(f))[1:]])


def complete(x: np.ndarray, categories: list[int] = ()) -> np.ndarray:
    """x [n, c] with holes (NaN) -> the same, completed by the shipped network. Columns that are left keep their holes."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = f"{folder}/in.csv", f"{folder}/out.csv"
        write(source, x, list(categories))
        cli = os.path.join(ROOT, "dist", "cli.js")
        done = subprocess.run(["node", cli, source, "-o", target, "--header", "--threads", "1"], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"npt-impute failed: {done.stderr.strip()}")
        return read(target)


def attend(x: np.ndarray, column: int, keep: list[int], categories: list[int] = ()) -> list[dict]:
    """For every hole of `column`: the rows the pointer leans on, the prediction, and those with only a few rows kept.

    Returns {"row", "value", "rows", "weights", "kept": {k: value}, "random": {k: value}} per hole (see test/bench/attention.ts)."""
    with tempfile.TemporaryDirectory() as folder:
        write(f"{folder}/in.csv", x, list(categories))
        script = os.path.join("test", "bench", "attention.ts")
        command = ["node", "--import", "tsx", script, f"{folder}/in.csv", f"c{column}", ",".join(map(str, keep))]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout)


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(a, b)[0, 1])


def rmse(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.sqrt(np.mean((a - b) ** 2)))


def grid(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; the first column is text, the others numbers."""
    lines = [head, ["---"] + ["--:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
