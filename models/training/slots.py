"""Slots: the outcomes of a cell that every distribution is over. Bins of a number's standardised value, levels of a category."""
import math

import torch
from torch import Tensor

from config import Config
from gaussian import limit, normal_cdf
from smooth import LEVELS

FLOOR = 2e-4  # of a probability under a logarithm


def borders(config: Config) -> Tensor:
    """Bin borders in standard deviations, shape [slots - 1]; the outermost bins are open."""
    u = torch.linspace(-1, 1, config.slots - 1, dtype=torch.float64)
    return (config.span * torch.sinh(config.bend * u) / math.sinh(config.bend)).float()


def centres(config: Config) -> Tensor:
    """Representative value per bin, shape [slots]."""
    b = borders(config)
    return torch.cat([b[:1] - 0.5, (b[1:] + b[:-1]) / 2, b[-1:] + 0.5])


def log(p: Tensor) -> Tensor:
    """Logarithm of a probability, with a floor."""
    return torch.log(p.clamp(min=0) + FLOOR)


def one_hot(slot: Tensor, seen: Tensor, slots: int) -> Tensor:
    """[b, m, c] -> [b, c, m, s], zero rows where the cell is missing."""
    s = torch.arange(slots, device=slot.device)
    return ((slot[..., None] == s).float() * seen[..., None]).transpose(1, 2)


def normal_mass(mean: Tensor, var: Tensor, edges: Tensor) -> Tensor:
    """Mass of N(mean, var) between edges [..., s - 1]; mean, var [...]. -> [..., s]."""
    z = (edges - mean[..., None]) * torch.rsqrt(var)[..., None]
    cdf = normal_cdf(limit(z, -8, 8))
    return torch.cat([cdf[..., :1], cdf[..., 1:] - cdf[..., :-1], 1 - cdf[..., -1:]], -1)


def level_chances(said: Tensor, base: Tensor) -> Tensor:
    """Linear probabilities of the most frequent levels -> chances of all slots; the others share the rest by base.

    said [..., f], base [..., s] -> [..., s]"""
    top = limit(said[..., :LEVELS], 0.0, 1.0) + 0.01 * base[..., :LEVELS]
    tail = base[..., LEVELS:]
    p = torch.cat([top, tail.expand(*top.shape[:-1], tail.shape[-1])], -1)
    return p / p.sum(-1, keepdim=True)
