"""What each part of the network is worth to training: `train_variants.py --minutes 10 [--device cuda] [--together] [--variants full,no-abd,...]`.

Trains every variant (variants.py) from scratch for the same time, one after another or, on an accelerator, side by side,
into --folder; variants whose weights are there already are not trained again. Prints as Markdown the tables seen, the loss
on fixed synthetic tables, and NRMSE / accuracy on scikit-learn's bundled tables (30 % of the cells hidden; never trained on)."""
import argparse
import os
import subprocess
import sys

import paths  # noqa: F401  (first: finds the training code)
import torch

import realtables
from model import load
from train import held_out, synthetic_set
from variants import VARIANTS

HERE = os.path.dirname(os.path.abspath(__file__))


def command(name: str, a: argparse.Namespace) -> list[str]:
    out = f"{a.folder}/{name}"
    return [sys.executable, f"{HERE}/variants.py", name, "--out", f"{out}.run.pt", "--weights", f"{out}.pt", "--minutes", str(a.minutes), "--device", a.device, "--scale", str(a.scale), "--seed", str(a.seed)]  # fmt: skip


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--minutes", type=float, default=10)
    p.add_argument("--seed", type=int, default=5)
    p.add_argument("--scale", type=float, default=1.0)
    p.add_argument("--device", default="cpu")
    p.add_argument("--folder", default="ablation")
    p.add_argument("--together", action="store_true")
    p.add_argument("--seeds", type=int, default=3, help="masks per real table")
    p.add_argument("--variants", default=",".join(VARIANTS))
    a = p.parse_args()
    os.makedirs(a.folder, exist_ok=True)
    names = a.variants.split(",")
    running = []
    for name in names:
        if os.path.exists(f"{a.folder}/{name}.pt"):
            continue
        running.append(subprocess.Popen(command(name, a)))
        if not a.together:
            running.pop().wait()
    for process in running:
        process.wait()
    head = ["variant", "tables seen", "synthetic loss", *realtables.TABLES]
    print("\n| " + " | ".join(head) + " |\n|---|" + "--:|" * (len(head) - 1))
    for name in names:
        path = f"{a.folder}/{name}.pt"
        if not os.path.exists(path):
            print(f"{name} left no weights", file=sys.stderr)
            continue
        model = load(path).to(a.device)
        seen = torch.load(path, map_location="cpu", weights_only=True)["tables"]
        loss = held_out(model, synthetic_set(a.device, model.config))[0]
        cells = [f"{e:.3f} / {h:.3f}" for e, h in realtables.scores(model, a.seeds).values()]
        print(f"| {VARIANTS[name][0]} | {seen:,} | {loss:.3f} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
