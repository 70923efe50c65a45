"""Similarities of pairs of rows, and how much agreement in one column tells about another (the dependence statistic)."""
import math
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

KERNELS = 4  # similarity features per column: quadratic, Gaussian .3, Gaussian .05, equality


class Pairs(NamedTuple):
    """Similarity kernels of every pair of a query and a memory row, all [b, c, q * m]; 0 where either cell is a hole."""

    near: Tensor  # 6 - d^2 of the normal scores, at least 0
    close: Tensor  # Gaussian of d, width .3
    same: Tensor  # Gaussian of d, width .05
    equal: Tensor  # the same value or level


def pairs(g1: Tensor, key1: Tensor, seen1: Tensor, g2: Tensor, key2: Tensor, seen2: Tensor) -> Pairs:
    """g, key, seen [b, q, c] and [b, m, c]. Holes get places far from everything, so nothing has to be masked."""
    far = lambda t, seen, place: torch.where(seen > 0, t, torch.full_like(t, place)).transpose(1, 2)  # noqa: E731
    d = far(g1, seen1, 100.0)[..., None] - far(g2, seen2, -100.0)[:, :, None]
    d2 = (d * d).flatten(2)
    equal = (far(key1, seen1, -1e6)[..., None] == far(key2, seen2, -2e6)[:, :, None]).float().flatten(2)
    return Pairs(F.relu(6 - d2), torch.exp(d2 * (-0.5 / 0.3**2)), torch.exp(d2 * (-0.5 / 0.05**2)), equal)


def keys_of(x: Tensor, level: Tensor, numeric: Tensor) -> Tensor:
    """What must be equal for two cells to be the same: the value of a number, the level of a category."""
    return torch.where(numeric[:, None] > 0, x, level.float())


def dependence(x: Tensor, g: Tensor, level: Tensor, seen: Tensor, numeric: Tensor) -> Tensor:
    """How much likelier agreement in column t becomes where column j agrees.

    Over pairs of different rows: lift = (E[own_t | k_jm] - E[own_t]) / (1 - E[own_t]).
    [b, n, c] -> [b, t, j, KERNELS, 3]: lift, log support, base rate."""
    key = keys_of(x, level, numeric)
    p = pairs(g, key, seen, g, key, seen)
    # widths 1, .3, .05 and equality; d^2 is cut at 6, where the widest is 5 % already
    wide = (torch.exp(0.5 * (p.near - 6)) - math.exp(-3)) * (1 / (1 - math.exp(-3)))
    num = numeric[..., None]
    own = num * torch.exp((p.near - 6) * 2) * (p.near > 0).float() + (1 - num) * p.equal
    o = seen.transpose(1, 2)
    pair = (o[..., None] * o[:, :, None]).flatten(2)
    both = o @ o.transpose(1, 2)  # rows where t and j are seen: pairs of a row with itself, to be left out
    agree, support = [], []
    for k in (wide, p.close, p.same, p.equal):
        agree.append(own @ k.transpose(1, 2) - both)
        support.append(pair @ k.transpose(1, 2) - both)
    agree, support = torch.stack(agree, -1).clamp(min=0), torch.stack(support, -1).clamp(min=0)
    count = o.sum(-1)
    base = (own.sum(-1) - count) / (pair.sum(-1) - count).clamp(min=1.0)
    base = base.clamp(min=0)[:, :, None, None]
    rate = (agree + 2 * base) / (support + 2)
    lift = (rate - base) / (1 - base).clamp(min=0.02)
    return torch.stack([lift, torch.log1p(support) / 6, base.expand_as(lift)], -1)
