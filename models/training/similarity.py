"""Similarities of pairs of rows, how much agreement in one column tells about another (the dependence statistic), and the
similarity kernel whose weights are learned from it."""
import math
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from encode import Rows

KERNELS = 4  # similarity features per column: quadratic, Gaussian .3, Gaussian .05, equality
SHARPER = (0.6, 1.0, 1.6, 2.5, 4.0)  # factors on the kernel that a table may choose from


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


def dependence(rows: Rows, numeric: Tensor) -> Tensor:
    """How much likelier agreement in column t becomes where column j agrees.

    Over pairs of different rows: lift = (E[own_t | k_jm] - E[own_t]) / (1 - E[own_t]).
    [b, n, c] -> [b, t, j, KERNELS, 3]: lift, log support, base rate."""
    key, seen = keys_of(rows.x, rows.level, numeric), rows.seen
    p = pairs(rows.g, key, seen, rows.g, key, seen)
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


class SimilarityKernel(nn.Module):
    """Sum over columns and similarities of w * (similarity - mismatch), w by target column from the dependence statistic."""

    def __init__(self):
        super().__init__()
        self.lift_mlp = nn.Sequential(nn.Linear(3 + KERNELS + 2, 24), nn.GELU(), nn.Linear(24, 1))
        nn.init.zeros_(self.lift_mlp[2].weight)
        nn.init.constant_(self.lift_mlp[2].bias, -3.0)
        self.lift_gain = nn.Parameter(torch.tensor([2.0, 2.0, 2.0, 6.0]))
        self.mismatch = nn.Parameter(torch.tensor([0.3, 0.2, 0.2, 0.2]))
        # Pairs.near is 2 larger than 1 - d^2 / 2
        self.register_buffer("near_offset", torch.tensor([2.0, 0.0, 0.0, 0.0]))
        self.sharpness = nn.Sequential(nn.Linear(5, 16), nn.GELU(), nn.Linear(16, 1))
        nn.init.zeros_(self.sharpness[2].weight)
        nn.init.constant_(self.sharpness[2].bias, 0.5)

    def weights(self, stat: Tensor, numeric: Tensor) -> Tensor:
        """Weight of every similarity of every column j for every target t, [b, t, j, KERNELS], sharpness included."""
        b, c = numeric.shape
        kind = torch.eye(KERNELS, device=stat.device).expand(b, c, c, KERNELS, KERNELS)
        tn = numeric[:, :, None, None].expand(b, c, c, KERNELS)
        jn = numeric[:, None, :, None].expand(b, c, c, KERNELS)
        f = torch.cat([stat, kind, tn[..., None], jn[..., None]], -1)
        lift = stat[..., 0]
        used = torch.ones(KERNELS, device=stat.device)
        used = jn * used + (1 - jn) * torch.tensor([0.0, 0, 0, 1], device=stat.device)
        w = F.softplus(self.lift_mlp(f)[..., 0]) + F.softplus(self.lift_gain) * lift.clamp(min=0)
        off = (1 - torch.eye(c, device=stat.device))[None, :, :, None]
        w = w * used * off
        best = lift * used * off
        total = best.clamp(min=0).sum((-1, -2))
        top = best.amax((-1, -2))
        size = torch.log(torch.ones_like(numeric).sum(-1, keepdim=True))
        s = torch.stack([total.clamp(max=8) / 4, top, size.expand_as(top) / 3, stat[:, :, 0, 0, 2], numeric], -1)
        return w * F.softplus(self.sharpness(s))[..., None]

    def logits(self, query: Rows, memory: Rows, numeric: Tensor, w: Tensor) -> Tensor:
        """How similar each query row is to each memory row, for every target. w [b, t, c, KERNELS] -> [b, t, q, m]."""
        key1, key2 = keys_of(query.x, query.level, numeric), keys_of(memory.x, memory.level, numeric)
        p = pairs(query.g, key1, query.seen, memory.g, key2, memory.seen)
        w0, w1, w2, w3 = w.unbind(-1)
        z = 0.5 * (w0 @ p.near) + w1 @ p.close + w2 @ p.same + w3 @ p.equal
        z = z.reshape(w.shape[0], w.shape[1], query.g.shape[1], memory.g.shape[1])
        cost = w @ (self.mismatch + self.near_offset)
        return z - (cost[:, :, None] * query.seen[:, None]) @ memory.seen[:, None].transpose(-1, -2)


def sharpen(logits: Tensor, closed: Tensor, x: Tensor, hot: Tensor, wanted: Rows, truth: Tensor, numeric: Tensor) -> Tensor:
    """How much sharper (or blunter) the kernel of each column predicts best on this table, leave-one-out.

    The more rows, the narrower the best kernel; training tables are small, real ones are not. logits, closed [b, c, v, k];
    x [b, c, k] and hot [b, c, k, s] of the context; wanted [b, v, c] and truth [b, c, v, s] of the rows predicted. -> [b, c]."""
    scores = []
    for tau in SHARPER:
        a = torch.softmax(logits * tau + closed, -1)
        guess = (a @ x[..., None])[..., 0].transpose(1, 2)
        error = ((wanted.x - guess).square() * wanted.seen).sum(1) / wanted.seen.sum(1).clamp(min=1)
        hit = ((a @ hot) * truth).sum(-1).transpose(1, 2)
        surprise = -(torch.log(hit + 0.01) * wanted.seen).sum(1) / wanted.seen.sum(1).clamp(min=1)
        scores.append(numeric * torch.log(error + 0.003) + (1 - numeric) * surprise)
    score = torch.stack(scores, -1)
    share = torch.softmax(-40 * score, -1)
    log_tau = torch.log(torch.tensor(SHARPER, device=logits.device))
    return torch.exp((share * log_tau).sum(-1))
