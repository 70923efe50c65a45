"""Smooth estimates without learned parameters: ridge regression of every column on all others.

Stage 1, additive: every cell becomes FEATURES numbers (functions of a number, indicators of the most frequent levels
of a category, one for being a hole). A column's features are a linear function of the other columns' features.
Stage 2, waves: random Fourier features (Rahimi and Recht 2007) of the other columns, each column scaled by how much it
tells about the target, take up what stage 1 leaves.

The covariance of incomplete rows comes from a few rounds of EM. One inverse serves all targets: leaving a column out
of a regression is a block of its inverse; leaving a row out divides its residual by one minus its leverage (PRESS,
Allen 1974). Matrix products and one inverse, so it exports; nothing here has a gradient.

Shapes: b tables, n rows, c columns, f = FEATURES, d = c * f, r random features.
"""
import math
from typing import NamedTuple

import torch
from torch import Tensor

from config import LEVEL_STRIDE

FEATURES = 10
LEVELS = FEATURES - 1  # most frequent levels of a category that have an indicator
KNOTS = (-1.5, -0.75, -0.25, 0.25, 0.75, 1.5)
RIDGE = 4.0  # in rows: features have unit variance
WAVE_RIDGE = 60.0
ROUNDS = 4  # of EM
FILLS = 3  # steps of the fixed point that fills holes among a row's inputs
BOOK = 512


class Smooth(NamedTuple):
    """What predicts every column of new rows."""

    mean: Tensor  # [b, c, f] of the features over rows where they are seen
    scale: Tensor  # [b, c, f] one over their standard deviation
    precision: Tensor  # [b, d, d]
    block: Tensor  # [b, c, f, f] inverses of the precision's diagonal blocks
    relevance: Tensor  # [b, c, c] how much column j moves the waves of target t, unit length
    wave: Tensor  # [b, d, r] frequencies
    phase: Tensor  # [r]
    wave_mean: Tensor  # [b, c, r]
    amplitude: Tensor  # [b, c, r, f] of the waves
    fold: Tensor  # [b, c, d, f] what stage 1 loses to the waves
    share: Tensor  # [b, c] of stage 2 in the estimate


def inverse(a: Tensor) -> Tensor:
    """Inverse of symmetric positive definite matrices [..., n, n]."""
    root = torch.rsqrt((a * torch.eye(a.shape[-1], device=a.device)).sum(-1))
    unit = a * root[..., None] * root[..., None, :]
    if torch.compiler.is_exporting():
        # export.py gives the graph a function of this name: sweeps over the diagonal
        out = torch.onnx.ops.symbolic("npt::Inverse", [unit], dtype=a.dtype, shape=list(a.shape), version=1)
    else:
        out = torch.linalg.inv_ex(unit.double()).inverse.to(a.dtype)
    return out * root[..., None] * root[..., None, :]


def body(like: Tensor) -> Tensor:
    """1 for features of the value, 0 for the one that says hole, [f]."""
    return (torch.arange(FEATURES, device=like.device) < LEVELS).to(like.dtype)


def features(x: Tensor, g: Tensor, level: Tensor, seen: Tensor, numeric: Tensor, column: Tensor) -> Tensor:
    """x, g, level, seen [b, n, c]; numeric, column [b, c] -> [b, n, c, f], neither centred nor scaled."""
    knots = torch.tensor(KNOTS, device=x.device)
    low = torch.maximum(torch.minimum(x, torch.full_like(x, 5.0)), torch.full_like(x, -5.0))
    num = torch.cat([low[..., None], g[..., None], torch.relu(g[..., None] - knots), torch.zeros_like(x)[..., None]], -1)
    rank = level - LEVEL_STRIDE * column[:, None]
    cat = (rank[..., None] == torch.arange(LEVELS, device=x.device)).to(x.dtype)
    value = torch.where(numeric[:, None, :, None] > 0, num, cat) * seen[..., None]
    return torch.cat([value, (1 - seen)[..., None]], -1)


def known(seen: Tensor) -> Tensor:
    """Which features are known, [b, n, c, f]: those of observed cells, and always that of being a hole."""
    b = body(seen)
    return seen[..., None] * b + (1 - b)


def flat(f: Tensor) -> Tensor:
    return f.flatten(-2)


def blocks(p: Tensor, c: int) -> Tensor:
    """Diagonal blocks of [b, d, d] -> [b, c, f, f]."""
    eye = torch.eye(c, device=p.device)
    return (p.reshape(-1, c, FEATURES, c, FEATURES).transpose(2, 3) * eye[:, :, None, None]).sum(2)


def by_column(f: Tensor, m: Tensor) -> Tensor:
    """f [..., n, c, f] times m [..., c, f, g], column by column."""
    return (f.transpose(-2, -3) @ m).transpose(-2, -3)


def expected(f: Tensor, precision: Tensor, diagonal: Tensor, block: Tensor) -> Tensor:
    """Every cell's features given those of the row's other cells, [..., n, c, f]."""
    u = (flat(f) @ precision).reshape(f.shape)
    return -by_column(u - by_column(f, diagonal), block)


def solve(f: Tensor, extra: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Precision, its diagonal blocks and their inverses; extra [b, c, f, f] is what holes lack in variance."""
    c = f.shape[2]
    d = c * FEATURES
    rows = flat(f)
    eye = torch.eye(c, device=f.device)
    add = (extra[:, :, :, None, :] * eye[:, None, :, None]).reshape(-1, d, d)
    p = inverse(rows.transpose(1, 2) @ rows + add + RIDGE * torch.eye(d, device=f.device))
    diagonal = blocks(p, c)
    return p, diagonal, inverse(diagonal)


def without(p: Tensor, block: Tensor, xy: Tensor, c: int) -> Tensor:
    """Coefficients of the regressions that leave the target's own features out. xy [b, c, d, o], zero there."""
    u = p[:, None] @ xy
    eye = torch.eye(c, device=p.device)
    own = (u.reshape(u.shape[0], c, c, FEATURES, -1) * eye[:, :, None, None]).sum(2)
    return u - p.reshape(-1, c * FEATURES, c, FEATURES).transpose(1, 2) @ (block @ own)


def waves(f: Tensor, s: Smooth) -> Tensor:
    """[b, n, c, f] -> [b, c, n, r]."""
    b, n, c, _ = f.shape
    each = f.transpose(1, 2) @ s.wave.reshape(b, c, FEATURES, -1)
    angle = (s.relevance @ each.flatten(2)).reshape(b, c, n, -1)
    return math.sqrt(2) * torch.cos(angle + s.phase)


def book(width: int) -> tuple[Tensor, Tensor]:
    """Frozen random frequencies [BOOK, r], from half to three times the unit one, and phases [r]."""
    gen = torch.Generator().manual_seed(5)
    band = torch.exp(torch.rand(width, generator=gen) * math.log(6) + math.log(0.5))
    return torch.randn(BOOK, width, generator=gen) * band, torch.rand(width, generator=gen) * 2 * math.pi


def estimate(f: Tensor, s: Smooth, diagonal: Tensor) -> tuple[Tensor, Tensor]:
    """Stage 1 and stages 1 + 2 for rows without holes among the inputs, scaled features [b, n, c, f]."""
    first = expected(f, s.precision, diagonal, s.block)
    rows = flat(f)[:, None]
    second = ((waves(f, s) - s.wave_mean[:, :, None]) @ s.amplitude - rows @ s.fold).transpose(1, 2)
    return first, first + second


def fill(f: Tensor, s_known: Tensor, precision: Tensor, diagonal: Tensor, block: Tensor, steps: int) -> Tensor:
    for _ in range(steps):
        f = s_known * f + (1 - s_known) * expected(f, precision, diagonal, block)
    return f


def mixed(first: Tensor, second: Tensor, s: Smooth) -> Tensor:
    """The estimate in the features' own units, [b, n, c, f]."""
    share = s.share[:, None, :, None]
    return ((1 - share) * first + share * second) / s.scale[:, None] + s.mean[:, None]


def fit(x, g, level, seen, numeric, column, frequency: Tensor, phase: Tensor, validation: Tensor):
    """Fits all columns on the rows given.

    -> Smooth; leave-one-out residual of every observed number [b, n, c]; leave-one-out estimates for the rows
    `validation` [b, v, c, f], their own holes filled without a look at the target."""
    b, n, c = x.shape
    one = body(x)
    raw = features(x, g, level, seen, numeric, column)
    have = known(seen)
    count = have.sum(1).clamp(min=1)
    mean = (raw * have).sum(1) / count
    f = (raw - mean[:, None]) * have
    scale = torch.rsqrt((f.square().sum(1) / count).clamp(min=0.0064))
    f = f * scale[:, None]
    start = f
    holes = (1 - seen).sum(1)
    value = (f * one).transpose(1, 2)
    spread = value.transpose(-1, -2) @ value / count[..., :1, None]  # [b, c, f, f]
    trace = (spread * torch.eye(FEATURES, device=x.device)).sum((-1, -2)).clamp(min=1e-6)
    extra = spread * holes[..., None, None]
    for _ in range(ROUNDS):
        p, diagonal, block = solve(f, extra)
        f = fill(f, have, p, diagonal, block, 1)
        # variance that the fillings lack: what their regression does not explain
        told = ((f * one).square() * (1 - seen)[..., None]).sum((1, 3)) / holes.clamp(min=1)
        lost = (1 - told / trace).clamp(min=0)
        extra = spread * (holes * lost)[..., None, None]
    p, diagonal, block = solve(f, extra)

    # leverage of every row in the regression of every column
    rows = flat(f)
    u = (rows @ p).reshape(f.shape)
    v = u - by_column(f, diagonal)
    lever = (rows * flat(u)).sum(-1)[..., None] - (f * (u + v)).sum(-1) - (v * by_column(v, block)).sum(-1)
    top = torch.full_like(lever, 0.95)
    lever = torch.minimum(lever.clamp(min=0), top)
    rest = (f + by_column(v, block)) * seen[..., None]

    # what to look at: the strongest correlation between features of two columns
    k = torch.arange(FEATURES, device=x.device)
    main = torch.where(numeric[..., None] > 0, (k == 1).to(x.dtype), one)
    gram = ((rows.transpose(1, 2) @ rows) / n).abs().reshape(b, c, FEATURES, c, FEATURES)
    gram = gram * main[:, :, :, None, None] * main[:, None, None]
    relevance = gram.amax((2, 4)).clamp(min=0.05) * (1 - torch.eye(c, device=x.device))
    relevance = relevance * torch.rsqrt(relevance.square().sum(-1, keepdim=True).clamp(min=1e-6))
    code = (column[..., None] * FEATURES + k) % BOOK
    wave = (frequency[code] * main[..., None]).flatten(1, 2)
    zero = lambda *shape: torch.zeros(b, *shape, device=x.device)  # noqa: E731
    r = frequency.shape[1]
    nothing = zero(c, r), zero(c, r, FEATURES), zero(c, c * FEATURES, FEATURES), zero(c)
    s = Smooth(mean, scale, p, block, relevance, wave, phase, *nothing)
    w = waves(f, s)
    wave_mean = w.mean(2)
    w = w - wave_mean[:, :, None]
    others = (1 - torch.eye(c, device=x.device))[:, :, None, None]
    xy = (rows.transpose(1, 2)[:, None] @ w).reshape(b, c, c, FEATURES, r) * others
    taken = without(p, block, xy.flatten(2, 3), c)
    o = seen.transpose(1, 2)[..., None]
    left = (w - rows[:, None] @ taken) * o
    inv = inverse(left.transpose(-1, -2) @ left + WAVE_RIDGE * torch.eye(r, device=x.device))
    rest_t = rest.transpose(1, 2)
    amplitude = inv @ (left.transpose(-1, -2) @ rest_t)
    lever2 = lever + ((left @ inv) * left).sum(-1).transpose(1, 2)
    lever2 = torch.minimum(lever2, top)
    loo1 = rest / (1 - lever)[..., None]
    loo2 = (rest_t - left @ amplitude).transpose(1, 2) / (1 - lever2)[..., None]
    seen_count = seen.sum(1).clamp(min=1)
    error = lambda e: (e.square() * one).sum((1, 3)) / seen_count / trace  # noqa: E731
    share = torch.sigmoid(12 * torch.log((error(loo1) + 1e-4) / (error(loo2) + 1e-4)))
    s = s._replace(wave_mean=wave_mean, amplitude=amplitude, fold=taken @ amplitude, share=share)
    sh = share[:, None]
    residual = ((1 - sh) * loo1[..., 0] + sh * loo2[..., 0]) / scale[:, None, :, 0] * seen

    # rows of the validation: every column in turn is a hole
    pick = lambda t: t.index_select(1, validation)  # noqa: E731
    m = validation.shape[0]
    closed = 1 - torch.eye(c, device=x.device)[:, None, :, None] * one  # [t, 1, c, f]
    have_t = (pick(have)[:, None] * closed).reshape(b, c * m, c, FEATURES)
    f_t = (pick(start)[:, None] * closed).reshape(b, c * m, c, FEATURES)
    f_t = fill(f_t, have_t, p, diagonal, block, FILLS)
    own = lambda t: (t.reshape(b, c, m, c, FEATURES) * torch.eye(c, device=x.device)[:, None, :, None]).sum(3)  # noqa: E731
    first = own(expected(f_t, p, diagonal, block)).transpose(1, 2)  # [b, v, c, f]
    each = (f_t.transpose(1, 2) @ wave.reshape(b, c, FEATURES, r)).reshape(b, c, c, m, r)  # [b, j, t, v, r]
    angle = (each * relevance.transpose(1, 2)[..., None, None]).sum(1)
    w_t = math.sqrt(2) * torch.cos(angle + phase) - wave_mean[:, :, None]
    second = w_t @ amplitude - flat(f_t).reshape(b, c, m, c * FEATURES) @ s.fold
    second = first + second.transpose(1, 2)
    y = pick(start)
    loo = lambda e, h: y - (y - e) / (1 - pick(h))[..., None]  # noqa: E731
    checked = mixed(loo(first, lever), loo(second, lever2), s)
    return s, residual, checked


def predict(x, g, level, seen, numeric, column, s: Smooth) -> Tensor:
    """[b, n, c] -> [b, n, c, f]: for a number its standardised value first, for a category the chances of its levels."""
    c = x.shape[2]
    have = known(seen)
    f = (features(x, g, level, seen, numeric, column) - s.mean[:, None]) * have * s.scale[:, None]
    diagonal = blocks(s.precision, c)
    f = fill(f, have, s.precision, diagonal, s.block, FILLS)
    return mixed(*estimate(f, s, diagonal), s)
