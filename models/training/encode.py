"""Typed columns -> the network's inputs. src/npt/encode.ts does the same; test/fixtures/golden holds them to 1e-5."""
import math
from typing import NamedTuple

import torch
from torch import Tensor

from config import LEVEL_STRIDE, SHARED_SLOTS, Config
from slots import borders



class Rows(NamedTuple):
    """Some rows of an encoded table, [b, n, c] each."""

    x: Tensor
    g: Tensor
    level: Tensor
    slot: Tensor | None  # None for rows to be predicted, where nothing reads it
    seen: Tensor

    def take(self, index: Tensor) -> "Rows":
        """The rows of these numbers, in this order."""
        return Rows(*(None if t is None else t.index_select(1, index) for t in self))

    def columns(self, index: Tensor) -> "Rows":
        return Rows(*(None if t is None else t.index_select(2, index) for t in self))

    def followed_by(self, more: "Rows") -> "Rows":
        return Rows(*(torch.cat(pair, 1) for pair in zip(self, more)))


def nothing(like: Rows) -> Rows:
    """One row without an observed cell."""
    return Rows(*(torch.zeros_like(t[:, :1]) for t in like))


class Encoded(NamedTuple):
    """Inputs of the network; [b, n, c] except numeric and column [b, c]."""

    x: Tensor  # standardised value; for a categorical column its standardised most-frequent-level indicator
    g: Tensor  # normal score of the mid-rank; the same indicator for a categorical column
    level: Tensor  # int64, equal where values are equal
    slot: Tensor  # int64, bin or level slot
    seen: Tensor  # 1 observed, 0 hole
    numeric: Tensor
    column: Tensor

    def rows(self, start: int = 0, stop: int | None = None) -> Rows:
        return Rows(*(t[:, start:stop] for t in self[:5]))


def frequency_ranks(level: Tensor, seen: Tensor, top: int) -> tuple[Tensor, Tensor]:
    """level, seen [b, n, c], levels below `top` -> rank by frequency of every level (ties by number), its count; [b, c, top]."""
    b, _, c = level.shape
    count = torch.zeros(b, c, top, device=level.device)
    count.scatter_add_(2, (level * (seen > 0)).transpose(1, 2), seen.transpose(1, 2).float())
    order = torch.argsort(-count, dim=-1, stable=True)
    rank = torch.empty_like(order)
    rank.scatter_(2, order, torch.arange(top, device=level.device).expand_as(order))
    return rank, count


def level_slot(rank: Tensor, config: Config) -> Tensor:
    """Slot of a level by its rank: the frequent ones have their own, the others share."""
    own = config.slots - SHARED_SLOTS
    return torch.where(rank < own, rank, own + rank % SHARED_SLOTS)


def encode(value: Tensor, level: Tensor, seen: Tensor, numeric: Tensor, column: Tensor, config: Config) -> Encoded:
    """value [b, n, c] numbers (anything where unseen), level [b, n, c] int64 >= 0, seen 0/1, numeric and column [b, c].

    All statistics come from observed cells."""
    b, n, c = value.shape
    o = seen > 0
    count = seen.sum(1).clamp(min=1)
    v = torch.where(o, value, torch.zeros_like(value)).double()
    mean = v.sum(1) / count
    sd = ((torch.where(o, v - mean[:, None], torch.zeros_like(v)).square().sum(1)) / count).sqrt()
    z = (v - mean[:, None]) / torch.where(sd > 1e-12 * mean.abs().clamp(min=1e-30), sd, torch.ones_like(sd))[:, None]

    flat = torch.where(o, v, torch.full_like(v, math.inf)).transpose(1, 2).reshape(b * c, n).contiguous()
    ordered = flat.sort(-1).values
    lo = torch.searchsorted(ordered, flat, right=False)
    hi = torch.searchsorted(ordered, flat, right=True)
    p = ((lo + hi).double() / (2 * count.transpose(0, 1).T.reshape(b * c, 1).double())).reshape(b, c, n).transpose(1, 2)
    g = math.sqrt(2) * torch.erfinv((2 * p - 1).clamp(-1 + 1e-6, 1 - 1e-6))

    lv = torch.where(o, level, torch.zeros_like(level))
    rank, hist = frequency_ranks(lv, seen, int(lv.max()) + 1)
    r = rank.gather(2, lv.transpose(1, 2)).transpose(1, 2)
    share = hist.amax(-1) / count
    dev = (share * (1 - share)).clamp(min=1e-9).sqrt()
    indicator = ((r == 0).double() - share[:, None]) / dev[:, None].clamp(min=1e-3)
    cat_slot = level_slot(r, config)

    num = numeric[:, None] > 0
    x = torch.where(num, z.clamp(-20, 20), indicator).float()
    g = torch.where(num, g, indicator).float()
    slot = torch.where(num, torch.bucketize(x.contiguous(), borders(config).to(x.device), right=True), cat_slot)
    lvl = torch.where(num, torch.zeros_like(r), r + LEVEL_STRIDE * column[:, None])
    zero = torch.zeros_like(slot)
    return Encoded(
        torch.where(o, x, torch.zeros_like(x)), torch.where(o, g, torch.zeros_like(g)),
        torch.where(o, lvl, zero), torch.where(o, slot, zero), seen.float(), numeric.float(), column,
    )  # fmt: skip
