"""What each part of the network is worth: `ablate.py [--steps 150] [--variants full,no-smooth,...]`.

Every variant starts from the same weights and sees the same batches, the same number of them; the part in question is
held at zero. Prints, as Markdown, the loss on fixed synthetic tables and NRMSE / accuracy on scikit-learn's bundled
tables (30 % of the cells hidden, one seed; never trained on)."""
import argparse
import sys
import time

import numpy as np
import torch
from torch import Tensor

from config import Config
from encode import encode
from evaluate import predict
from floors import TABLES, table
from model import NPT
from prior import Prior
from train import batch, losses, total

SHAPES = [(48, 6), (64, 8), (96, 6)]
TABLES_PER_BATCH = 8
SMOOTH, NEARBY, LINEAR, COPULA, RESIDUAL, POINTER, BASE = 6, 7, 2, 3, 4, 0, 5


def hold(p: Tensor, *where) -> None:
    """Sets the entries to zero and keeps them there."""
    with torch.no_grad():
        p[where] = 0
    keep = torch.ones_like(p)
    keep[where] = 0
    p.register_hook(lambda g: g * keep)


def gates_off(model: NPT, *experts: int) -> None:
    for e in experts:
        for kind in (0, 8):
            hold(model.out_gates[2].weight, kind + e)
            hold(model.out_gates[2].bias, kind + e)


def no_attention(model: NPT, name: str) -> None:
    for block in model.blocks:
        hold(getattr(block, name).out.weight, slice(None))


def channels_off(model: NPT, first: int, last: int) -> None:
    hold(model.embed_channels.weight, slice(None), slice(first, last))


def no_smooth(model: NPT) -> None:
    gates_off(model, SMOOTH, NEARBY)
    channels_off(model, 6, 8)


VARIANTS = {
    "full": lambda m: None,
    "no attention between datapoints (ABD)": lambda m: no_attention(m, "abd"),
    "no attention between attributes (ABA)": lambda m: no_attention(m, "aba"),
    "no rank channel": lambda m: hold(m.embed_value.weight, slice(None), torch.tensor([*range(33, 49), 50])),
    "estimates not among the inputs": lambda m: channels_off(m, 0, 8),
    "no pointer expert": lambda m: gates_off(m, POINTER),
    "no base rates": lambda m: gates_off(m, BASE),
    "no Gaussian experts": lambda m: gates_off(m, LINEAR, COPULA, RESIDUAL),
    "no smooth experts": no_smooth,
    "kernel alone": lambda m: (gates_off(m, *range(8)), revive(m)),
}


def revive(model: NPT) -> None:
    """The similarity kernel with exponent one; what is left of the body are its bins."""
    for kind in (0, 8):
        with torch.no_grad():
            model.out_gates[2].bias[kind + 1] = 1.0
    hold(model.out_bins[2].weight, slice(None))
    hold(model.out_bins[2].bias, slice(None))


def train(name: str, steps: int, seed: int) -> NPT:
    torch.manual_seed(seed)
    model = NPT(Config(waves=64))
    VARIANTS[name](model)
    opt = torch.optim.AdamW([p for p in model.parameters()], lr=2e-3, betas=(0.9, 0.98), weight_decay=0.0)
    prior = Prior(seed)
    model.bf16 = True
    for step in range(steps):
        for group in opt.param_groups:
            group["lr"] = 2e-3 * min(1, (step + 1) / 20) * (1 - 0.9 * step / steps)
        loss = total(*losses(model, batch(prior, TABLES_PER_BATCH, *SHAPES[step % len(SHAPES)], model.config), 1.0))
        opt.zero_grad()
        if torch.isfinite(loss):
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
    model.bf16 = False
    return model.eval()


@torch.no_grad()
def synthetic(model: NPT) -> float:
    prior = Prior(4242)
    parts = [float(total(*losses(model, batch(prior, 12, n, c, model.config), 1.0))) for n, c in SHAPES * 3]
    return sum(parts) / len(parts)


def real(model: NPT, name: str) -> tuple[float, float]:
    """Mean NRMSE of the numbers, mean accuracy of the categories."""
    x, cats = table(name)
    n, c = x.shape
    hidden = np.random.default_rng(7).random((n, c)) < 0.3
    numeric = np.array([0.0 if j in cats else 1.0 for j in range(c)])
    t = lambda a, d: torch.as_tensor(a, dtype=d)[None]  # noqa: E731
    level = np.where(numeric > 0, 0, x).astype(np.int64)
    enc = encode(t(x, torch.float64), t(level, torch.int64), t(~hidden, torch.float32), t(numeric, torch.float32), torch.arange(c)[None], model.config)
    logp, values = predict(model, enc, np.arange(n), list(range(c)))
    errors, hits = [], []
    for j in range(c):
        seen, h = ~hidden[:, j], hidden[:, j]
        p = np.exp(logp[h, j])
        if numeric[j]:
            z = (p * values[h, j]).sum(-1) / p.sum(-1)
            truth = (x[h, j] - x[seen, j].mean()) / x[seen, j].std()
            errors.append(float(np.sqrt(np.mean((z - truth) ** 2))))
        else:
            ranked = np.argsort(-np.bincount(level[seen, j]), kind="stable")
            hits.append(float(np.mean(ranked[np.minimum(p.argmax(-1), len(ranked) - 1)] == level[h, j])))
    return float(np.mean(errors)), float(np.mean(hits))


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--steps", type=int, default=150)
    p.add_argument("--seed", type=int, default=5)
    p.add_argument("--variants", default=",".join(VARIANTS))
    a = p.parse_args()
    torch.set_num_threads(1)
    print(f"{a.steps} steps of {TABLES_PER_BATCH} tables each, the same for all\n")
    print("| variant | synthetic loss | " + " | ".join(TABLES) + " |\n|---|--:|" + "--:|" * len(TABLES))
    for name in a.variants.split(","):
        start = time.process_time()
        model = train(name, a.steps, a.seed)
        cells = [f"{e:.3f} / {h:.3f}" for e, h in (real(model, t) for t in TABLES)]
        print(f"| {name} | {synthetic(model):.3f} | " + " | ".join(cells) + " |", flush=True)
        print(f"{name}: {time.process_time() - start:.0f} CPU s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
