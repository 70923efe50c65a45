"""The network with one part missing or changed, for ablations at equal budget: `train.py --variant NAME`, `ablate.py`."""
from collections.abc import Callable

import torch
from torch import Tensor

from config import Config
from model import EXPERTS, NPT

POINTER, LINEAR, COPULA, RESIDUAL, BASE, SMOOTH, NEARBY, STACK = 0, 2, 3, 4, 5, 6, 7, 8


def hold(p: Tensor, *where) -> None:
    """Sets the entries to zero and keeps them there."""
    with torch.no_grad():
        p[where] = 0
    keep = torch.ones_like(p)
    keep[where] = 0
    p.register_hook(lambda g: g * keep)


def gates_off(model: NPT, *experts: int) -> None:
    for e in experts:
        for kind in (0, EXPERTS):
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


def no_body(model: NPT) -> None:
    """The experts alone, gates per column and kind of cell: no attention at all, no bins of the network's own."""
    no_attention(model, "abd")
    no_attention(model, "aba")
    hold(model.out_bins[2].weight, slice(None))
    hold(model.out_bins[2].bias, slice(None))


def kernel_alone(model: NPT) -> None:
    gates_off(model, *range(EXPERTS))
    for kind in (0, EXPERTS):
        with torch.no_grad():
            model.out_gates[2].bias[kind + 1] = 1.0
    hold(model.out_bins[2].weight, slice(None))
    hold(model.out_bins[2].bias, slice(None))


# name: what is taken away, other sizes
VARIANTS: dict[str, tuple[Callable[[NPT], None] | None, dict[str, int]]] = {
    "full": (None, {}),
    "wider": (None, {"width": 96, "blocks": 6, "heads": 6}),
    "no-abd": (lambda m: no_attention(m, "abd"), {}),
    "no-aba": (lambda m: no_attention(m, "aba"), {}),
    "no-body": (no_body, {}),
    "no-rank": (lambda m: hold(m.embed_value.weight, slice(None), torch.tensor([*range(33, 49), 50])), {}),
    "no-estimates": (lambda m: channels_off(m, 0, 8), {}),
    "no-pointer": (lambda m: gates_off(m, POINTER), {}),
    "no-base": (lambda m: gates_off(m, BASE), {}),
    "no-gaussian": (lambda m: gates_off(m, LINEAR, COPULA, RESIDUAL), {}),
    "no-smooth": (no_smooth, {}),
    "no-stack": (lambda m: gates_off(m, STACK), {}),
    "kernel": (kernel_alone, {}),
}

MEANING = {
    "full": "full",
    "wider": "width 96, 6 blocks, 6 heads",
    "no-abd": "no attention between datapoints (ABD)",
    "no-aba": "no attention between attributes (ABA)",
    "no-body": "experts alone: no attention, no bins of the network's own",
    "no-rank": "no rank channel",
    "no-estimates": "estimates not among the inputs",
    "no-pointer": "no pointer expert",
    "no-base": "no base rates",
    "no-gaussian": "no Gaussian experts",
    "no-smooth": "no smooth experts",
    "no-stack": "no stack of the experts' means",
    "kernel": "kernel alone",
}


def sized(name: str, config: Config) -> Config:
    for key, value in VARIANTS[name][1].items():
        setattr(config, key, value)
    return config


def apply(name: str, model: NPT) -> None:
    take = VARIANTS[name][0]
    if take is not None:
        take(model)
