"""Tables per second of the generator and of a whole training step, shape by shape: `speed.py [--device cuda] [--scale 16]`."""
import argparse
import statistics
import time

import paths  # noqa: F401  (first: finds the training code)
import torch

from config import Config
from model import NPT
from prior import Prior
from train import SHAPES, batch, losses, optimizer, tables_per_step, total


def timed(device: str, repeats: int, work) -> float:
    """Median seconds of one call."""
    took = []
    for _ in range(repeats + 1):
        if device != "cpu":
            torch.cuda.synchronize()
        start = time.perf_counter()
        work()
        if device != "cpu":
            torch.cuda.synchronize()
        took.append(time.perf_counter() - start)
    return statistics.median(took[1:])


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--device", default="cpu")
    p.add_argument("--scale", type=float, default=1.0)
    p.add_argument("--repeats", type=int, default=3)
    p.add_argument("--threads", type=int, default=1)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    model = NPT(Config(waves=64)).to(a.device)
    model.body.bf16 = True
    opt = optimizer(model, 1e-4)
    prior = Prior(1, a.device)
    print("rows, predicted, columns | tables | generator tables/s | training tables/s | share of the generator | GiB")
    shares, rates = [], []
    for n, q, c in SHAPES["cuda" if a.device.startswith("cuda") else "cpu"]:
        b = tables_per_step(a.scale, n, q, c)
        data = batch(prior, b, n, c, model.config)

        def step() -> None:
            opt.zero_grad()
            total(losses(model, data, q)).backward()
            opt.step()

        if a.device != "cpu":
            torch.cuda.reset_peak_memory_stats()
        made = timed(a.device, a.repeats, lambda: batch(prior, b, n, c, model.config))
        trained = timed(a.device, a.repeats, step)
        peak = torch.cuda.max_memory_allocated() / 2**30 if a.device != "cpu" else float("nan")
        shares.append(made / (made + trained))
        rates.append((b, made + trained))
        print(f"{n}, {q}, {c} | {b} | {b / made:.0f} | {b / trained:.0f} | {shares[-1]:.2f} | {peak:.1f}", flush=True)
    print(f"all shapes: {sum(b for b, _ in rates) / sum(s for _, s in rates):.1f} tables/s, generator {statistics.mean(shares):.2f} of the time")


if __name__ == "__main__":
    main()
