"""Trains the network with one part missing or changed: `variants.py NAME ARGUMENTS OF TRAIN.PY`. train_variants.py runs all of them."""
import sys
from collections.abc import Callable

import paths  # noqa: F401  (first: finds the training code)
import torch
from torch import Tensor

from combine import EXPERTS
from config import Config
from experts import PerExpert
from model import NPT
from train import arguments, train


def hold(p: Tensor, *where) -> None:
    """Sets the entries to zero and keeps them there."""
    with torch.no_grad():
        p[where] = 0
    keep = torch.ones_like(p)
    keep[where] = 0
    p.register_hook(lambda g: g * keep)


def gates_off(model: NPT, *names: str) -> None:
    """The gates' last layer has a row per expert for numbers, then one for categories."""
    last = model.combination.gates[2]
    for expert in map(PerExpert._fields.index, names):
        for row in (expert, EXPERTS + expert):
            hold(last.weight, row)
            hold(last.bias, row)


def no_attention(model: NPT, name: str) -> None:
    for block in model.body.blocks:
        hold(getattr(block, name).out.weight, slice(None))


def channels_off(model: NPT, first: int, last: int) -> None:
    hold(model.body.embed_channels.weight, slice(None), slice(first, last))


def no_smooth(model: NPT) -> None:
    gates_off(model, "smooth", "nearby")
    channels_off(model, 6, 8)


def no_bins(model: NPT) -> None:
    hold(model.combination.bins[2].weight, slice(None))
    hold(model.combination.bins[2].bias, slice(None))


def no_body(model: NPT) -> None:
    """The experts alone, gates per column and kind of cell: no attention at all, no bins of the network's own."""
    no_attention(model, "abd")
    no_attention(model, "aba")
    no_bins(model)


def no_rank(model: NPT) -> None:
    hold(model.body.embed_value.weight, slice(None), torch.tensor([*range(33, 49), 50]))


def kernel_alone(model: NPT) -> None:
    gates_off(model, *PerExpert._fields)
    with torch.no_grad():
        for kind in (0, EXPERTS):
            model.combination.gates[2].bias[kind + PerExpert._fields.index("kernel")] = 1.0
    no_bins(model)


# name: what it means, what is taken away, other sizes
VARIANTS: dict[str, tuple[str, Callable[[NPT], None], dict[str, int]]] = {
    "full": ("full", lambda m: None, {}),
    "wider": ("width 96, 6 blocks, 6 heads", lambda m: None, {"width": 96, "blocks": 6, "heads": 6}),
    "no-abd": ("no attention between datapoints (ABD)", lambda m: no_attention(m, "abd"), {}),
    "no-aba": ("no attention between attributes (ABA)", lambda m: no_attention(m, "aba"), {}),
    "no-body": ("experts alone: no attention, no bins of the network's own", no_body, {}),
    "no-rank": ("no rank channel", no_rank, {}),
    "no-estimates": ("estimates not among the inputs", lambda m: channels_off(m, 0, 8), {}),
    "no-pointer": ("no pointer expert", lambda m: gates_off(m, "pointer"), {}),
    "no-base": ("no base rates", lambda m: gates_off(m, "base"), {}),
    "no-gaussian": ("no Gaussian experts", lambda m: gates_off(m, "linear", "copula", "residual"), {}),
    "no-smooth": ("no smooth experts", no_smooth, {}),
    "no-stack": ("no stack of the experts' means", lambda m: gates_off(m, "stack"), {}),
    "kernel": ("kernel alone", kernel_alone, {}),
}


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in VARIANTS:
        raise SystemExit(f"{__doc__}\nvariants: {', '.join(VARIANTS)}")
    _, change, sizes = VARIANTS[sys.argv[1]]
    train(arguments(sys.argv[2:]), Config(**sizes), change)


if __name__ == "__main__":
    main()
