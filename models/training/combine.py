"""How the experts' predictions become one: a product of their distributions whose exponents the network chooses per cell.

What the network learned on synthetic tables need not hold on the user's. So part of the logarithm of every prediction is
solved on the table itself, from leave-one-out predictions of context rows (`solve`): for numbers the combination of the
experts' means, for categories the exponents of kernel, smooth and base; and the exponents move to the experts that do well.

Shapes as in experts.py.
"""
from typing import NamedTuple

import torch
from torch import Tensor, nn

import smooth
from config import Config
from experts import Check, Evidence, PerExpert, PerLevel, PerMean
from gaussian import limit
from slots import log, normal_mass

EXPERTS, MEANS, POOL = len(PerExpert._fields), len(PerMean._fields), len(PerLevel._fields)
STACK_RIDGE = 60.0  # in rows
POOL_RIDGE = 8.0
POOL_STEPS = 8
POOL_START = PerLevel(kernel=0.4, smooth=0.5, base=0.1)
POOL_SHARE = 0.5  # of the pool in the logarithm of a category's prediction
STACK_SHARE = 0.3  # of the solved combination in that of a number's
OPINIONS = 2 + 2 * MEANS + 5  # what the heads see of the experts: means, variances, how concentrated and how sure they are
TRUST = 0.5  # how strongly the leave-one-out check moves the experts' exponents
UNJUDGED = ("base", "stack")  # experts whose exponents the check leaves alone
# of the exponents, before training: kernel, linear and base believed a little each
START_NUMBER = PerExpert(pointer=0.1, kernel=0.3, linear=0.05, copula=0.1, residual=0.1, base=0.1, smooth=0.1, nearby=0.2, stack=0.3)
START_CATEGORY = PerExpert(pointer=0.2, kernel=0.7, linear=0.0, copula=0.0, residual=0.0, base=0.1, smooth=0.3, nearby=0.0, stack=0.0)


def trust(numeric: Tensor, checked: Check) -> Tensor:
    """How well every expert did in the leave-one-out check, 1 for the best of a column. [b, c, EXPERTS]."""
    none = torch.ones_like(numeric)
    e = checked.errors
    # the pointer is judged by the kernel it leans on
    errors = PerExpert(e.kernel, e.kernel, e.linear, e.copula, e.residual, none, e.smooth, e.nearby, none)
    errors = torch.stack(errors, -1).clamp(min=0.003)
    number = (errors.amin(-1, keepdim=True) / errors) ** TRUST
    worst = -9 * none
    gains = PerExpert(*[worst] * EXPERTS)._replace(pointer=checked.kernel_gain, kernel=checked.kernel_gain, smooth=checked.smooth_gain)
    gains = torch.stack(gains, -1)
    category = torch.exp(TRUST * (gains - gains.amax(-1, keepdim=True)))
    return torch.where(numeric[..., None] > 0, number, category)


def stacked(means: Tensor, y: Tensor, seen: Tensor) -> tuple[Tensor, Tensor]:
    """Stacked generalisation (Wolpert 1992): which combination of the experts' means predicts the validation rows best.

    Ridge regression towards weights by inverse squared error; means [b, v, c, MEANS] leave-one-out, y, seen [b, v, c].
    -> weights [b, c, MEANS], mean squared error [b, c]."""
    m, o = means.transpose(1, 2), seen.transpose(1, 2)[..., None]  # [b, c, v, MEANS]
    truth = y.transpose(1, 2)[..., None]
    count = o.sum(2).clamp(min=1)  # [b, c, 1]
    error = ((m - truth).square() * o).sum(2) / count
    error = error.clamp(min=0.003)
    start = error.amin(-1, keepdim=True).square() / error.square()
    start = start / start.sum(-1, keepdim=True)
    left = (truth - m @ start[..., None]) * o
    ridge = STACK_RIDGE / count * error.amin(-1, keepdim=True)
    gram = m.transpose(-1, -2) @ (m * o) / count[..., None]
    a = gram + ridge[..., None] * torch.eye(MEANS, device=m.device)
    w = start + (smooth.inverse(a) @ (m.transpose(-1, -2) @ left) / count[..., None])[..., 0]
    rest = (truth - m @ w[..., None]) * o
    return w, rest.square().sum((2, 3)) / count[..., 0]


def pooled(logs: Tensor, truth: Tensor) -> Tensor:
    """Exponents of a logarithmic opinion pool with the least surprise on the validation rows, by Newton's method.

    logs [b, c, v, s, POOL] logarithms of the experts' leave-one-out probabilities, truth [b, c, v, s] one-hot, zero rows
    where unknown. The loss is convex; a ridge holds the exponents near POOL_START. -> [b, c, POOL]."""
    start = torch.tensor(POOL_START, device=logs.device)
    o = truth.sum(-1, keepdim=True)  # [b, c, v, 1]
    count = o.sum((2, 3)).clamp(min=1)[..., None]
    ridge = POOL_RIDGE / count
    wanted = (truth[..., None, :] @ logs)[..., 0, :].sum(2)  # [b, c, POOL]
    eye = torch.eye(POOL, device=logs.device)
    w = start.expand_as(wanted)
    for _ in range(POOL_STEPS):
        p = torch.softmax((logs @ w[:, :, None, :, None])[..., 0], -1) * o  # [b, c, v, s]
        mean = (p[..., None, :] @ logs)[..., 0, :]  # [b, c, v, POOL]
        slope = (mean.sum(2) - wanted) / count + 2 * ridge * (w - start)
        second = (logs * p[..., None]).flatten(2, 3).transpose(-1, -2) @ logs.flatten(2, 3) - mean.transpose(-1, -2) @ mean
        curve = second / count[..., None] + (2 * ridge[..., None] + 1e-4) * eye
        w = w - limit((smooth.inverse(curve) @ slope[..., None])[..., 0], -0.5, 0.5)
    return limit(w, -1, 4)


class Solution(NamedTuple):
    shares: Tensor  # [b, c, MEANS] of the experts' means in the stack
    error_stack: Tensor  # [b, c] mean squared error of the stack
    pool: Tensor  # [b, c, POOL] exponents
    trust: Tensor  # [b, c, EXPERTS]


def mixed(p: Tensor, base: Tensor) -> Tensor:
    """A histogram of few neighbours is spiky: a little of the column's own keeps its logarithm sane."""
    return 0.97 * p + 0.03 * base


@torch.no_grad()
def solve(checked: Check, numeric: Tensor) -> Solution:
    means = torch.stack(checked.means, -1) * numeric[:, None, :, None]
    shares, error = stacked(means, checked.wanted.x, checked.wanted.seen)
    logs = torch.stack([log(mixed(p, checked.chances.base)) for p in checked.chances], -1)
    return Solution(shares, error, pooled(logs, checked.truth), trust(numeric, checked))


class Combination(nn.Module):
    """The heads: exponents of the experts, the network's own bins, how the stack moves."""

    def __init__(self, config: Config):
        super().__init__()
        e = config.width
        self.bins = nn.Sequential(nn.Linear(e, 2 * e), nn.GELU(), nn.Linear(2 * e, config.slots))
        self.gates = nn.Sequential(nn.Linear(e + OPINIONS, e), nn.GELU(), nn.Linear(e, 2 * EXPERTS))
        self.stack = nn.Sequential(nn.Linear(e + OPINIONS, e), nn.GELU(), nn.Linear(e, 2))
        for last in (self.bins[2], self.gates[2], self.stack[2]):
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)
        self.gates[2].bias.data = torch.tensor([*START_NUMBER, *START_CATEGORY])

    @staticmethod
    def opinions(h: Tensor, found: Evidence, solved: Tensor, number: Tensor) -> Tensor:
        """Tokens and what the heads see of the experts, [b, t, q, e + OPINIONS]."""
        means = torch.stack([*found.means, found.pointer_mean, solved], -1) * number
        variances = torch.stack(found.variances, -1).clamp(min=1e-3) * number + 1 - number
        sure = torch.stack([p.amax(-1) for p in (found.chances.pointer, found.chances.kernel, found.chances.smooth)], -1)
        concentrated = torch.stack([found.spread, torch.log(found.concentration)], -1) / 4
        return torch.cat([h, limit(means, -5, 5) / 2, torch.log(variances) / 4, concentrated, sure], -1)

    def exponents(self, opinions: Tensor, trusted: Tensor, number: Tensor) -> PerExpert[Tensor]:
        """[b, t, q, 1] each. They move to the experts that do well on the column, their sum stays."""
        of_number, of_category = self.gates(opinions).chunk(2, -1)
        gates = number * of_number + (1 - number) * of_category
        judged = torch.tensor([float(name not in UNJUDGED) for name in PerExpert._fields], device=gates.device)
        before = (gates.abs() * judged).sum(-1, keepdim=True)
        after = (gates.abs() * trusted * judged).sum(-1, keepdim=True)
        gates = gates * (judged * trusted * (before / after.clamp(min=1e-4)).clamp(max=4.0) + 1 - judged)
        return PerExpert(*gates.split(1, -1))

    def forward(self, h: Tensor, found: Evidence, numeric: Tensor, cache, borders: Tensor, context_rows: int) -> tuple[Tensor, Tensor, Tensor]:
        """h [b, t, q, e]; cache cut to the targets. -> log p [b, t, q, s]; the solved mean [b, t, q] and its distribution."""
        number = numeric[:, :, None, None]
        base = cache.base[:, :, None]
        means = torch.stack(found.means, -1) * number
        solved = limit((cache.shares[:, :, None] * means).sum(-1), -8, 8)
        usual = cache.error_stack[..., None] * found.certain
        p_solved = normal_mass(solved, usual.clamp(min=1e-4) + 1e-3, borders)
        opinions = self.opinions(h, found, solved, number)
        moved = self.stack(opinions)
        stack_mean = limit(solved + moved[..., 0], -8, 8)
        stack_variance = usual * torch.exp(limit(moved[..., 1], -4, 3))
        p = found.chances._replace(stack=normal_mass(stack_mean, stack_variance + 1e-3, borders))
        gate = self.exponents(opinions, cache.trust[:, :, None], number)
        of_numbers = (
            gate.linear * log(p.linear) + gate.copula * log(p.copula) + gate.residual * log(p.residual)
            + gate.nearby * log(p.nearby) + gate.stack * log(p.stack) + self.bins(h)
        )  # fmt: skip
        logits = (
            gate.pointer * log(mixed(p.pointer, base))
            + gate.kernel * log(mixed(p.kernel, base))
            + number * of_numbers
            + gate.base * log(base)
            + gate.smooth * log(mixed(p.smooth, base))
        )
        exponents = PerLevel(*cache.pool[:, :, None].split(1, -1))
        pool = sum(x * log(mixed(q, base)) for x, q in zip(exponents, PerLevel(p.kernel, p.smooth, base)))
        logits = logits + (1 - number) * POOL_SHARE * (pool - logits) + number * STACK_SHARE * (log(p_solved) - logits)
        # a level nobody has is never predicted
        logits = logits + (1 - number) * (base < 0.4 / context_rows / base.shape[-1]).float() * -30.0
        return torch.log_softmax(logits, -1), solved, p_solved
