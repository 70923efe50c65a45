"""Are the certainties true? `calibration.py --corpus DIR --masked DIR [--patterns MCAR30,LABEL] [--tables iris,...]` (after `npm ci && npm run build`).

Completes an evaluation corpus' masked tables (as its mask.py writes them) with `npt-impute --report` and prints, per pattern: the
share of hidden numbers inside their 90 % interval, and for categories the mean certainty beside the share that is right."""
import argparse
import json
import os
import subprocess
import tempfile

import numpy as np

from shipped import ROOT, grid


def reported(source: str) -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        report = os.path.join(folder, "report.json")
        command = ["node", os.path.join(ROOT, "dist", "cli.js"), source, "-o", os.path.join(folder, "out.csv"), "--report", report]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        with open(report, encoding="utf-8") as f:
            return json.load(f)["cells"]


def number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def judge(cells: list[dict], truth: dict) -> tuple[list[bool], list[tuple[float, bool]]]:
    """Whether each number (dates are left out) lies in its interval; certainty of each category and whether it is right."""
    inside, sure = [], []
    for cell in cells:
        true = truth.get((cell["row"], cell["column"]))
        if true is None:
            continue
        if cell["interval"] is None:
            sure.append((cell["certainty"], cell["value"] == true))
            continue
        low, high, value = (number(str(v)) for v in (*cell["interval"], true))
        if low is not None and high is not None and value is not None:
            inside.append(low <= value <= high)
    return inside, sure


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--corpus", required=True)
    p.add_argument("--masked", required=True)
    p.add_argument("--split", default="public")
    p.add_argument("--patterns", default="MCAR30,LABEL,MNAR20")
    p.add_argument("--tables", default="")
    a = p.parse_args()
    index = json.load(open(f"{a.corpus}/{a.split}/index.json", encoding="utf-8"))
    names = a.tables.split(",") if a.tables else [t["name"] for t in index]
    rows = []
    for pattern in a.patterns.split(","):
        shares, pairs = [], []
        for name in names:
            base = f"{a.masked}/{name}__{pattern}"
            truth = {(t["row"], t["column"]): t["value"] for t in json.load(open(base + ".truth.json", encoding="utf-8"))}
            inside, sure = judge(reported(base + ".csv"), truth)
            if inside:
                shares.append(np.mean(inside))
            if sure:
                pairs.append(np.mean(np.array(sure, dtype=float), 0))
        certainty, right = np.mean(pairs, 0)
        rows.append([pattern, f"{np.mean(shares):.3f}", str(len(shares)), f"{certainty:.3f}", f"{right:.3f}", str(len(pairs))])
    print(grid(["pattern", "numbers inside their 90 % interval", "tables", "categories: mean certainty", "share right", "tables"], rows))


if __name__ == "__main__":
    main()
