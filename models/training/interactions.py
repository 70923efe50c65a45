"""Columns that no other column tells of by itself: what attention is there for.

Each kind makes a column from several visible ones so that looking at them one at a time, or adding up what each says, goes
wrong. `rewrite` puts such columns into the tables of the prior, `only` makes tables of one kind for evaluation. Whole
batches at a time, like the prior. No position of a row is read: the ordered kinds have a column for the time.

pair key    two columns are a key only together (a random table, or a Latin square, in which neither tells anything)
parity      the product of the signs of two to four columns (exclusive or)
threshold   at least m of two to four thresholds are passed
metric      the nearest of a few prototypes in a nonlinear projection of the columns
slopes      a line whose slope, and hardly its height, depends on a group column
ordered     a wandering or swinging course over a time column
panel       such a course for every group
"""
import math

import torch
from torch import Tensor

KINDS = ["pair key", "parity", "threshold", "metric", "slopes", "ordered", "panel"]
SHARES = [0.22, 0.12, 0.14, 0.14, 0.16, 0.11, 0.11]
INPUTS = 4
GROUPS = 12  # at most, of a column that serves as a key or a group


def standard(x: Tensor) -> Tensor:
    """Zero mean and unit variance over rows, [b, n, ...]."""
    m = x.mean(1, keepdim=True)
    return (x - m) / (x - m).square().mean(1, keepdim=True).sqrt().clamp(min=1e-6)


def choose(options: list[Tensor], kind: Tensor) -> Tensor:
    """options: [b, n] each, kind [b] -> [b, n]."""
    return torch.stack(options, 1).gather(1, kind[:, None, None].expand(-1, 1, options[0].shape[1]))[:, 0]


def grouped(prior, z: Tensor, level: Tensor, numeric: Tensor) -> Tensor:
    """Columns as groups 0 .. GROUPS - 1: the level of a category, a band of a number's ranks. [b, n, i] -> int64."""
    n = z.shape[1]
    bands = prior.log_uniform(2, GROUPS, z.shape[0], 1, z.shape[2]).long()
    rank = z.argsort(1).argsort(1)
    return torch.where(numeric[:, None] > 0, rank * bands // n, level % GROUPS)


def pair_key(prior, group: Tensor) -> Tensor:
    b = group.shape[0]
    first, second = group[..., 0], group[..., 1]
    table = prior.z(b, GROUPS * GROUPS).gather(1, first * GROUPS + second)
    order = prior.u(b, 2, GROUPS).argsort(2)
    size = prior.log_uniform(2, 8, b, 1).long()
    square = (order[:, 0].gather(1, first) + order[:, 1].gather(1, second)) % size
    latin = prior.z(b, GROUPS).gather(1, square)
    return torch.where(prior.u(b, 1) < 0.5, table, latin)


def passed(prior, z: Tensor, used: Tensor) -> Tensor:
    """1 where an input passes its threshold, near its middle. [b, n, i]."""
    return (z > 0.5 * prior.z(z.shape[0], 1, INPUTS)).float() * used[:, None]


def parity(prior, z: Tensor, used: Tensor) -> Tensor:
    return 1 - 2 * (passed(prior, z, used).sum(-1) % 2)


def threshold(prior, z: Tensor, used: Tensor) -> Tensor:
    b = z.shape[0]
    least = 1 + (prior.u(b, 1) * used.sum(1, keepdim=True)).floor()
    return (passed(prior, z * torch.sign(prior.z(b, 1, INPUTS)), used).sum(-1) >= least).float()


def metric(prior, z: Tensor, used: Tensor) -> Tensor:
    b = z.shape[0]
    hidden = torch.tanh((z * used[:, None]) @ (1.2 * prior.z(b, INPUTS, 8)) + prior.z(b, 1, 8))
    place = standard(hidden @ prior.z(b, 8, 2))
    prototype = 1.3 * prior.z(b, 16, 2)
    far = (place[:, :, None] - prototype[:, None]).square().sum(-1)
    absent = torch.arange(16, device=z.device) >= prior.log_uniform(3, 17, b, 1).long()
    nearest = (far + absent[:, None] * 1e4).argmin(-1)
    return prior.z(b, 16).gather(1, nearest)


def slopes(prior, z: Tensor, group: Tensor) -> Tensor:
    b = z.shape[0]
    slope, height = prior.z(b, GROUPS), prior.z(b, GROUPS) * prior.u(b, 1)
    return slope.gather(1, group[..., 0]) * z[..., 1] + 0.5 * height.gather(1, group[..., 0])


def course(prior, z: Tensor, group: Tensor) -> Tensor:
    """A course over the ranks of the first input, one per group of the second; group 0 .. GROUPS - 1."""
    b, n, _ = z.shape
    rank = z[..., 0].argsort(1).argsort(1)
    time = rank.float()[..., None] / n
    walk = torch.cumsum(prior.z(b, n, GROUPS), 1) / math.sqrt(n) * 2
    swing = torch.sin(6.2832 * (time * prior.log_uniform(1, 10, b, 1, GROUPS) + prior.u(b, 1, GROUPS)))
    jump = (time > prior.u(b, 1, GROUPS)).float() * 2 * prior.z(b, 1, GROUPS)
    walk = walk.gather(1, rank[..., None].expand(b, n, GROUPS))
    kind = prior.pick([0.45, 0.35, 0.2], b, 1, 1)
    lines = torch.where(kind == 0, walk, torch.where(kind == 1, swing, jump)) + 0.3 * prior.z(b, 1, GROUPS)
    return lines.gather(2, group[..., 1:2])[..., 0]


def made(prior, kind: Tensor, z: Tensor, level: Tensor, numeric: Tensor) -> Tensor:
    """kind [b]; inputs z (standardised), level [b, n, INPUTS], numeric [b, INPUTS] -> a standardised column [b, n]."""
    b, n, _ = z.shape
    group = grouped(prior, z, level, numeric)
    # a category's levels stand in a random order on the line
    effect = prior.z(b, INPUTS, 256).gather(2, level.transpose(1, 2) % 256).transpose(1, 2)
    line = torch.where(numeric[:, None] > 0, z, effect)
    used = (torch.arange(INPUTS, device=z.device) < 2 + prior.pick([0.6, 0.25, 0.15], b, 1)).float()
    alone = torch.zeros_like(group)
    out = choose(
        [pair_key(prior, group), parity(prior, line, used), threshold(prior, line, used), metric(prior, line, used),
         slopes(prior, line, group), course(prior, line, alone), course(prior, line, group)], kind,
    )  # fmt: skip
    out = standard(out)
    noise = torch.where(prior.u(b, 1) < 0.4, torch.zeros(b, 1, device=z.device), prior.log_uniform(0.03, 0.6, b, 1))
    return standard(out + noise * prior.z(b, n))


def spread(prior, y: Tensor) -> tuple[Tensor, Tensor]:
    """A standardised column as a number and as a category that keeps its steps: value [b, n] float64, level [b, n]."""
    b, n = y.shape
    bands = prior.log_uniform(2, 10, b, 1)
    level = (torch.sigmoid(1.7 * y) * bands).long()
    order = prior.u(b, 16).argsort(1)
    return y.double(), order.gather(1, level.clamp(0, 15))


def rewrite(prior, value: Tensor, level: Tensor, numeric: Tensor, share: float) -> tuple[Tensor, Tensor]:
    """Overwrites one to three columns of a share of the tables by interactions of other columns, which stay as they are.

    value, level [b, n, c], numeric [b, c] -> value, level. Tables of fewer than five columns stay as they are."""
    b, n, c = value.shape
    if c <= INPUTS:
        return value, level
    value, level = value.clone(), level.clone()
    z = standard(value.float())
    chosen = prior.u(b) < share
    order = prior.u(b, c).argsort(1)
    targets = min(3, c - INPUTS)
    rows = torch.arange(b, device=value.device)
    for i in range(targets):
        now = chosen & (prior.u(b) < (1.0, 0.5, 0.3)[i])
        at = (prior.u(b, 1) * (c - targets)).long() + torch.arange(INPUTS, device=value.device)
        inputs = order.gather(1, targets + at % (c - targets))
        pull = lambda t: t.gather(2, inputs[:, None].expand(b, n, INPUTS))  # noqa: E731
        y = made(prior, prior.pick(SHARES, b), pull(z), pull(level), numeric.gather(1, inputs))
        number, category = spread(prior, y)
        column = order[:, i]
        value[rows, :, column] = torch.where(now[:, None], number, value[rows, :, column])
        level[rows, :, column] = torch.where(now[:, None], category, level[rows, :, column])
    return value, level


def only(prior, kind: str, b: int, n: int, hidden: float = 0.3) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Tables of one kind: two further columns of noise beside its inputs, which are independent, and the made column last,
    `hidden` of which is hidden and nothing else. It is a number in half of the tables.

    -> value [b, n, 7] float64, level [b, n, 7], numeric [b, 7], seen [b, n, 7]."""
    c = INPUTS + 3
    numeric = (prior.u(b, c) < 0.5).float()
    if kind in ("pair key", "slopes"):
        numeric[:, 0] = 0
    if kind == "pair key":
        numeric[:, 1] = 0
    if kind in ("ordered", "panel"):
        numeric[:, 0] = 1
    if kind == "panel":
        numeric[:, 1] = 0
    if kind == "slopes":
        numeric[:, 1] = 1
    z = standard(prior.z(b, n, c))
    levels = prior.log_uniform(2, 8, b, 1, c).long()
    level = (prior.u(b, n, c) * levels).long()
    y = made(prior, torch.full((b,), KINDS.index(kind), device=z.device), z[..., :INPUTS], level[..., :INPUTS], numeric[:, :INPUTS])
    number, category = spread(prior, y)
    value = torch.cat([z[..., :-1].double(), number[..., None]], 2)
    level = torch.cat([level[..., :-1], category[..., None]], 2)
    seen = torch.ones(b, n, c, device=z.device)
    seen[..., -1] = (prior.u(b, n) >= hidden).float()
    return value, level, numeric, seen
