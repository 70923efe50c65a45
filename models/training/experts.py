"""The experts: predictions in closed form, learned or fitted on the table itself, that the network combines.

pointer   attention of the missing cell over observed cells of its column, learned keys
kernel    the same with similarities of whole rows, weighted by a dependence statistic (similarity.py)
linear    conditional Gaussian given the row's observed numbers (gaussian.py)
copula    the same on normal scores
residual  linear plus the kernel-weighted residuals of the rows nearby
base      the column's own histogram
smooth    ridge regression on functions of the other columns and their interactions (smooth.py)
nearby    smooth plus the kernel-weighted residuals of the rows nearby (numbers)
stack     a normal distribution around a combination of their means, moved by the network (combine.py; numbers)

`fit` reads the context rows, `check` predicts some of them leave-one-out, `predict` predicts query rows.

Shapes: b tables, k context rows, v of them validated, q query rows, m memory rows (context + extra), c columns,
t target columns, s slots, f features of a cell (smooth.py).
"""
import math
from typing import Generic, NamedTuple, TypeVar

import torch
from torch import Tensor, nn

import smooth
from encode import Rows
from gaussian import conditional, covariance, limit, probit
from similarity import SimilarityKernel, dependence, sharpen
from slots import level_chances, normal_mass, one_hot
from smooth import LEVELS, Smooth

CLOSED = -1e9  # logit of a row that must not be looked at
LEAST_VARIANCE = 1e-4

T = TypeVar("T")


class PerExpert(NamedTuple, Generic[T]):
    """One thing for every expert. The order is that of the gates' weights in checkpoints."""

    pointer: T
    kernel: T
    linear: T
    copula: T
    residual: T
    base: T
    smooth: T
    nearby: T
    stack: T


class PerMean(NamedTuple, Generic[T]):
    """One thing for every expert that has a mean of its own: what the stack combines."""

    kernel: T
    linear: T
    copula: T
    residual: T
    smooth: T
    nearby: T


class PerLevel(NamedTuple, Generic[T]):
    """One thing for every expert that the pool of a category's predictions combines."""

    kernel: T
    smooth: T
    base: T


class ColumnStats(NamedTuple):
    """How the experts do on a column, leave-one-out, and what kind of column it is; [b, c] each. Inputs of the body."""

    kernel_error: Tensor  # mean squared, in variances of the column
    residual_error: Tensor
    linear_error: Tensor
    copula_error: Tensor
    kernel_gain: Tensor  # half the mean of log probability over base rate, of the true slot
    kernel_hit: Tensor  # mean probability of the true slot
    strongest_lift: Tensor
    most_frequent: Tensor  # share of the most frequent slot
    log_count: Tensor
    numeric: Tensor
    smooth_error: Tensor  # numbers only
    nearby_error: Tensor  # numbers only
    smooth_gain: Tensor  # categories only


class Gaussian(NamedTuple):
    """Conditional mean and variance of every cell, leave-one-out where it is observed. [b, n, c]."""

    mean: Tensor
    variance: Tensor


class Fitted(NamedTuple):
    """What the context rows teach the experts, without gradients."""

    statistic: Tensor  # [b, t, c, KERNELS, 3] dependence of pairs of columns
    cov_linear: Tensor  # [b, c, c]
    cov_copula: Tensor  # [b, c, c]
    linear: Gaussian
    copula: Gaussian
    smooth: Smooth
    told: Tensor  # [b, k, c, f] what smooth says of every context cell
    rest: Tensor  # [b, k, c] what smooth leaves of observed numbers, leave-one-out
    checked: Tensor  # [b, v, c, f] what smooth says of the validation rows, leave-one-out
    residual: Tensor  # [b, k, c] what linear leaves of observed cells
    linear_error: Tensor  # [b, c]
    copula_error: Tensor  # [b, c]
    hot: Tensor  # [b, c, k, s] one-hot slots
    base: Tensor  # [b, c, s] histogram
    edges: Tensor  # [b, c, s - 1] normal score of every bin border, for the copula's bins
    count: Tensor  # [b, c] observed context cells, at least one


def fit(rows: Rows, numeric: Tensor, column: Tensor, statistic: Tensor, validation: Tensor, smooth_rows: Rows,
        waves: tuple[Tensor, Tensor], slots: int) -> Fitted:  # fmt: skip
    """rows [b, k, c]; numbers of the rows that feed the dependence statistic and that judge the experts; the rows that the
    smooth estimate learns from, the context first; its frozen frequencies and phases."""
    x, g, seen = rows.x, rows.g, rows.seen
    with torch.no_grad():
        stat = dependence(rows.take(statistic), numeric)
        cov_linear, cov_copula = covariance(limit(x, -6, 6), seen), covariance(g, seen)
        linear = Gaussian(*conditional(cov_linear, limit(x, -8, 8), seen))
        copula = Gaussian(*conditional(cov_copula, g, seen))
        s = smooth_rows
        fitted, rest, checked = smooth.fit(s.x, s.g, s.level, s.seen, numeric, column, *waves, validation)
        rest = limit(rest[:, : x.shape[1]] * numeric[:, None], -6, 6)
        told = smooth.predict(x, g, rows.level, seen, numeric, column, fitted)
        residual = limit((limit(x, -8, 8) - linear.mean) * seen, -6, 6)
        count = seen.sum(1).clamp(min=1)
        mean_square = lambda t: (seen * t.square()).sum(1) / count  # noqa: E731
        linear_error, copula_error = mean_square(residual), mean_square(g - copula.mean)
        hot = one_hot(rows.slot, seen, slots)
        base = (hot.sum(2) + 0.5 / slots) / (count[..., None] + 0.5)
        below = torch.cumsum(hot.sum(2), -1)[..., :-1] / count[..., None]
        half = 0.5 / count[..., None]
        edges = probit(torch.minimum(torch.maximum(below, half), 1 - half))
    return Fitted(stat, cov_linear, cov_copula, linear, copula, fitted, told, rest, checked, residual,
                  linear_error, copula_error, hot, base, edges, count)  # fmt: skip


class Check(NamedTuple):
    """Leave-one-out predictions of the validation rows, and how good they are."""

    weights: Tensor  # [b, t, c, KERNELS] of the similarity kernel, as sharp as predicts best
    errors: PerMean[Tensor]  # mean squared errors [b, c]
    kernel_gain: Tensor  # [b, c] mean log of the true slot's probability over its base rate
    smooth_gain: Tensor  # [b, c]
    kernel_hit: Tensor  # [b, c] mean probability that the kernel gives the true slot
    means: PerMean[Tensor]  # [b, v, c]
    chances: PerLevel[Tensor]  # [b, c, v, s]
    wanted: Rows  # the validation rows, values limited
    truth: Tensor  # [b, c, v, s] their slots, one-hot


def check(kernel: SimilarityKernel, rows: Rows, numeric: Tensor, validation: Tensor, fitted: Fitted, centres: Tensor) -> Check:
    w = kernel.weights(fitted.statistic, numeric)
    wanted = rows.take(validation)
    logits = kernel.logits(wanted, rows, numeric, w)
    x = limit(rows.x, -8, 8)
    wanted = wanted._replace(x=x.index_select(1, validation))
    own = (validation[:, None] == torch.arange(x.shape[1], device=x.device)).float()
    closed = (1 - rows.seen).transpose(1, 2)[:, :, None] * CLOSED + own * CLOSED
    hot, base, residual = fitted.hot, fitted.base, fitted.residual
    truth = hot.index_select(2, validation)
    known = (x * rows.seen).transpose(1, 2)
    tau = sharpen(logits.detach(), closed, known, hot, wanted, truth, numeric)
    a = torch.softmax(logits * tau[:, :, None, None] + closed, -1)  # [b, c, v, k]
    average = lambda t: (a @ t[..., None])[..., 0].transpose(1, 2)  # noqa: E731  [b, c, k] -> [b, v, c]

    count = wanted.seen.sum(1).clamp(min=1)
    mean = lambda t: (wanted.seen * t).sum(1) / count  # noqa: E731
    guess, correction, step = average(known), average(residual.transpose(1, 2)), average(fitted.rest.transpose(1, 2))
    told = fitted.checked[..., 0]
    with torch.no_grad():
        linear = fitted.linear.mean.index_select(1, validation)
        copula = [t.index_select(1, validation).transpose(1, 2) for t in fitted.copula]
        copula = (normal_mass(copula[0], copula[1] + 1e-3, fitted.edges[:, :, None]) @ centres).transpose(1, 2)
    means = PerMean(guess, linear, copula, linear + correction, limit(told, -8, 8), limit(told + step, -8, 8))
    left = (wanted.x - told) * wanted.seen
    errors = PerMean(
        kernel=mean((wanted.x - guess).square()), linear=fitted.linear_error, copula=fitted.copula_error,
        residual=mean((residual.index_select(1, validation) - correction).square()),
        smooth=left.square().sum(1) / count, nearby=mean((left - step).square()),
    )  # fmt: skip

    chances = PerLevel(a @ hot, level_chances(fitted.checked, base[:, None]).transpose(1, 2), base[:, :, None].expand(truth.shape))
    hits = PerLevel(*((p * truth).sum(-1).transpose(1, 2) for p in chances))  # [b, v, c]
    gain = lambda hit: mean(torch.log((hit + 0.01) / (hits.base + 0.01)))  # noqa: E731
    return Check(w * tau[:, :, None, None], errors, gain(hits.kernel), gain(hits.smooth), mean(hits.kernel), means, chances, wanted, truth)


def column_stats(checked: Check, fitted: Fitted, numeric: Tensor) -> ColumnStats:
    off = (1 - torch.eye(numeric.shape[1], device=numeric.device))[None, :, :, None]
    errors = PerMean(*(e.clamp(max=3) for e in checked.errors))
    return ColumnStats(
        kernel_error=errors.kernel, residual_error=errors.residual, linear_error=errors.linear, copula_error=errors.copula,
        kernel_gain=checked.kernel_gain / 2, kernel_hit=checked.kernel_hit,
        strongest_lift=(fitted.statistic[..., 0] * off).amax((-1, -2)), most_frequent=fitted.base.amax(-1),
        log_count=torch.log(fitted.count) / 5, numeric=numeric,
        smooth_error=numeric * errors.smooth, nearby_error=numeric * errors.nearby, smooth_gain=(1 - numeric) * checked.smooth_gain / 2,
    )  # fmt: skip


class Estimates(NamedTuple):
    """What the experts without learned parameters say of every cell of some rows, before targets are chosen."""

    linear: Gaussian
    copula: Gaussian
    told: Tensor  # [b, n, c, f] by smooth


def estimates(rows: Rows, numeric: Tensor, column: Tensor, cov_linear: Tensor, cov_copula: Tensor, fitted: Smooth) -> Estimates:
    with torch.no_grad():
        linear = Gaussian(*conditional(cov_linear, limit(rows.x, -8, 8), rows.seen))
        copula = Gaussian(*conditional(cov_copula, rows.g, rows.seen))
        told = smooth.predict(rows.x, rows.g, rows.level, rows.seen, numeric, column, fitted)
    return Estimates(linear, copula, told)


def cell_channels(rows: Rows, numeric: Tensor, said: Estimates, rest: Tensor) -> Tensor:
    """What the body sees of the estimates: the Gaussians leave-one-out where a cell is observed, smooth of missing cells only,
    and rest [b, n, c], what smooth leaves of context cells. -> [b, n, c, CELL_CHANNELS]."""
    linear, copula, told = said
    missing = 1 - rows.seen
    return torch.stack(
        [limit(linear.mean, -5, 5) / 2, limit(copula.mean, -5, 5) / 2,
         linear.variance.clamp(max=2).sqrt(), copula.variance.clamp(max=2).sqrt(),
         rows.seen * limit(rows.x - linear.mean, -4, 4) / 2, rows.seen,
         missing * numeric[:, None] * limit(told[..., 0], -5, 5) / 2,
         missing * (1 - numeric[:, None]) * told[..., :LEVELS].amax(-1), limit(rest, -4, 4) / 2], -1)  # fmt: skip


class Pointer(nn.Module):
    """Logits of context rows for a missing cell: learned keys, leaning on the kernel's."""

    def __init__(self, width: int):
        super().__init__()
        self.width = width
        self.q = nn.Linear(width, width, bias=False)
        self.k = nn.Linear(width, width, bias=False)
        self.scale = nn.Parameter(torch.tensor(1.0))
        self.kernel = nn.Parameter(torch.tensor(-1.0))

    def keys(self, h: Tensor) -> Tensor:
        """[b, k, c, e] -> [b, c, k, e]."""
        return self.k(h).transpose(1, 2)

    def forward(self, h: Tensor, keys: Tensor, similar: Tensor, closed: Tensor) -> Tensor:
        """h [b, t, q, e], keys [b, t, k, e], the kernel's logits and those that close rows -> [b, t, q, k]."""
        logit = (self.q(h) @ keys.transpose(-1, -2)) * (self.scale / math.sqrt(self.width))
        return logit + torch.sigmoid(self.kernel) * similar + closed


class Weights(NamedTuple):
    """Attention of cells to be predicted over observed cells of their column, [b, t, q, .]; each sums to one."""

    kernel: Tensor  # over memory rows
    context: Tensor  # the kernel's, over context rows alone
    pointer: Tensor  # over context rows


class Evidence(NamedTuple):
    """What the experts say of the target cells."""

    chances: PerExpert[Tensor | None]  # [b, t, q, s]; the stack has none yet
    means: PerMean[Tensor]  # [b, t, q]
    variances: PerMean[Tensor]  # [b, t, q]
    pointer_mean: Tensor  # [b, t, q]
    kernel_sum: Tensor  # [b, t, q, s] kernel weight times value, summed per slot
    spread: Tensor  # [b, t, q] log (1 + how many rows the kernel leans on)
    concentration: Tensor  # [b, t, q] of the pointer, 1 for a single row
    certain: Tensor  # [b, t, q] variance relative to the usual, given what the row has


def predict(said: Estimates, weights: Weights, memory: Rows, numeric: Tensor, targets: Tensor, cache, borders: Tensor,
            centres: Tensor) -> Evidence:  # fmt: skip
    """said of the query rows, all columns; memory and cache cut to the targets; numeric [b, t]."""
    at = lambda t: t.index_select(-1, targets).transpose(1, 2)  # noqa: E731  [b, q, c] -> [b, t, q]
    linear, copula = Gaussian(*map(at, said.linear)), Gaussian(*map(at, said.copula))
    hot = one_hot(memory.slot, memory.seen, centres.shape[0])
    k = weights.context.shape[-1]
    base = cache.base[:, :, None]
    number = numeric[:, :, None, None]

    def nearby(left: Tensor, usual: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and variance of what an estimate leaves of similar context rows, [b, k, t] -> [b, t, q]."""
        left = left.transpose(1, 2)
        step = (weights.context @ left[..., None])[..., 0]
        wide = (weights.context @ left.square()[..., None])[..., 0] - step.square()
        return step, (0.5 * wide + 0.5 * usual[..., None]).clamp(min=LEAST_VARIANCE)

    step, residual_variance = nearby(cache.residual, cache.error_resid)
    residual_mean = linear.mean + step
    # surer where the row's numbers tell more about the cell than usual
    certain = limit(linear.variance / cache.usual[..., None].clamp(min=LEAST_VARIANCE), 0.3, 3.0)
    told = said.told.index_select(2, targets).transpose(1, 2)  # [b, t, q, f]
    smooth_mean = limit(told[..., 0], -8, 8)
    smooth_variance = (cache.error_smooth[..., None] * certain).clamp(min=LEAST_VARIANCE)
    step, nearby_variance = nearby(cache.rest, cache.error_nearby)
    nearby_mean = limit(smooth_mean + step, -8, 8)

    normal = lambda mean, variance: normal_mass(mean, variance + 1e-3, borders)  # noqa: E731
    copula_chances = normal_mass(copula.mean, copula.variance + 1e-3, cache.edges[:, :, None])
    chances = PerExpert(
        pointer=weights.pointer @ hot[:, :, :k], kernel=weights.kernel @ hot, linear=normal(*linear), copula=copula_chances,
        residual=normal(residual_mean, residual_variance), base=base,
        smooth=number * normal(smooth_mean, smooth_variance) + (1 - number) * level_chances(told, base),
        nearby=normal(nearby_mean, nearby_variance), stack=None,
    )  # fmt: skip
    values = memory.x.transpose(1, 2)
    kernel_sum = weights.kernel @ (hot * values[..., None])
    kernel_mean = kernel_sum.sum(-1)
    kernel_variance = (weights.kernel @ values.square()[..., None])[..., 0] - kernel_mean.square()
    return Evidence(
        chances,
        PerMean(kernel_mean, linear.mean, copula_chances @ centres, residual_mean, smooth_mean, nearby_mean),
        PerMean(kernel_variance, linear.variance, copula.variance, residual_variance, smooth_variance, nearby_variance),
        pointer_mean=(weights.pointer @ values[..., :k, None])[..., 0], kernel_sum=kernel_sum,
        spread=torch.log1p(1 / weights.kernel.square().sum(-1).clamp(min=1e-6)),
        concentration=weights.pointer.square().sum(-1).clamp(min=1e-6), certain=certain,
    )  # fmt: skip
