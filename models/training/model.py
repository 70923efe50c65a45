"""A schema-free Non-Parametric Transformer (Kossen et al. 2021) for masked-attribute prediction.

A table is a set of cells. Rows attend to context rows (attention between datapoints, ABD) and the cells of a row to each
other (attention between attributes, ABA): transformer.py. Every output is a distribution over `slots`: bins of the
standardised value for a numeric column, levels for a categorical one. It is a product of experts (experts.py) whose
exponents the network chooses per cell (combine.py).

Shapes: b tables, k context rows, q query rows, m memory rows (context + extra), c columns, t target columns, s slots,
e width. Two graphs are exported: `context` (once per table) and `query` (any number of rows). Everything that depends on the
number of rows or columns is a matrix product, so it exports with dynamic shapes; no value of a missing cell is read anywhere.
"""
from dataclasses import asdict
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

import checkpoint
import experts
import smooth
from combine import Combination, Solution, solve
from config import Config
from encode import Rows
from experts import CLOSED, ColumnStats, Estimates, Evidence, Pointer, Weights
from similarity import SimilarityKernel
from slots import borders, centres
from smooth import Smooth
from transformer import Transformer


class Cache(NamedTuple):
    """What `query` needs of the context; export.py makes every field an output of one graph and an input of the other."""

    kv: Tensor  # [b, blocks, c, k, 2e] of the body
    keys: Tensor  # [b, c, k, e] of the pointer
    w: Tensor  # [b, t, c, KERNELS] of the similarity kernel
    stats: Tensor  # [b, c, ColumnStats]
    cov_linear: Tensor  # [b, c, c]
    cov_copula: Tensor  # [b, c, c]
    residual: Tensor  # [b, k, c] what linear leaves
    edges: Tensor  # [b, c, s - 1] of the copula's bins
    base: Tensor  # [b, c, s]
    error_resid: Tensor  # [b, c] mean squared errors
    trust: Tensor  # [b, c, EXPERTS]
    shares: Tensor  # [b, c, MEANS]
    error_stack: Tensor  # [b, c]
    pool: Tensor  # [b, c, POOL]
    rest: Tensor  # [b, k, c] what smooth leaves
    error_smooth: Tensor  # [b, c]
    error_nearby: Tensor  # [b, c]
    usual: Tensor  # [b, c] mean variance of linear over observed cells
    smooth: Smooth

    def columns(self, targets: Tensor) -> "Cache":
        """Cut to the target columns wherever something is read per target."""
        by_row = {name: getattr(self, name).index_select(2, targets) for name in ("residual", "rest")}
        names = ("keys", "w", "edges", "base", "error_resid", "trust", "shares", "error_stack", "pool", "error_smooth", "error_nearby", "usual")
        return self._replace(**by_row, **{name: getattr(self, name).index_select(1, targets) for name in names})


class NPT(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.register_buffer("centres", centres(config))
        self.register_buffer("borders", borders(config))
        frequency, phase = smooth.book(config.waves)
        self.register_buffer("frequency", frequency, persistent=False)
        self.register_buffer("phase", phase, persistent=False)
        self.body = Transformer(config, len(ColumnStats._fields))
        self.kernel = SimilarityKernel()
        self.pointer = Pointer(config.width)
        self.combination = Combination(config)

    def context(self, rows: Rows, numeric: Tensor, column: Tensor, statistic: Tensor | None = None,
                validation: Tensor | None = None, smooth_rows: Rows | None = None) -> Cache:  # fmt: skip
        """Reads the context rows once.

        rows [b, k, c]; numeric 0/1, column id: [b, c]; statistic, validation: numbers of the context rows whose pairs feed
        the dependence statistic and that judge the experts (default: the first ones); smooth_rows: those that the smooth
        estimate learns from, the context rows first (default: these alone)."""
        k = rows.x.shape[1]
        first = lambda most: torch.arange(min(k, most), device=rows.x.device)  # noqa: E731
        statistic = first(self.config.statistic_rows) if statistic is None else statistic
        validation = first(self.config.validation_rows) if validation is None else validation
        waves = self.frequency, self.phase
        fitted = experts.fit(rows, numeric, column, statistic, validation, smooth_rows or rows, waves, self.config.slots)
        checked = experts.check(self.kernel, rows, numeric, validation, fitted, self.centres)
        stats = torch.stack(experts.column_stats(checked, fitted, numeric), -1).detach()
        solved: Solution = solve(checked, numeric)

        said = Estimates(fitted.linear, fitted.copula, fitted.told)
        channels = experts.cell_channels(rows, numeric, said, fitted.rest)
        h, kv = self.body.context(self.body.tokens(rows, numeric, column, channels, stats), rows)
        return Cache(
            kv=kv, keys=self.pointer.keys(h), w=checked.weights, stats=stats,
            cov_linear=fitted.cov_linear, cov_copula=fitted.cov_copula, residual=fitted.residual, edges=fitted.edges, base=fitted.base,
            error_resid=checked.errors.residual, **solved._asdict(), rest=fitted.rest,
            error_smooth=checked.errors.smooth, error_nearby=checked.errors.nearby,
            usual=(rows.seen * fitted.linear.variance).sum(1) / fitted.count, smooth=fitted.smooth,
        )  # fmt: skip

    def query(self, rows: Rows, context: Rows, extra: Rows, numeric: Tensor, column: Tensor, targets: Tensor, cache: Cache):
        """Predicts cells of query rows.

        rows [b, q, c], slots not read; context [b, k, c] as in `context`; extra: further rows that only the kernel sees;
        targets [t] columns to predict; cache from `context`.
        -> log p [b, t, q, s], value per slot in standard deviations [b, t, q, s], pointer weights [b, t, q, m]."""
        said = experts.estimates(rows, numeric, column, cache.cov_linear, cache.cov_copula, cache.smooth)
        channels = experts.cell_channels(rows, numeric, said, torch.zeros_like(rows.x))
        h = self.body.query(self.body.tokens(rows, numeric, column, channels, cache.stats), cache.kv, context)
        h = h.index_select(2, targets).transpose(1, 2)  # [b, t, q, e]

        cache, memory = cache.columns(targets), context.followed_by(extra)
        similar = self.kernel.logits(rows, memory, numeric, cache.w)
        memory, numeric = memory.columns(targets), numeric.index_select(1, targets)
        closed = (1 - memory.seen).transpose(1, 2)[:, :, None] * CLOSED
        similar = similar + closed
        k = context.x.shape[1]
        near = similar[..., :k]
        pointer = self.pointer(h, cache.keys, near, closed[..., :k])
        weights = Weights(torch.softmax(similar, -1), torch.softmax(near, -1), torch.softmax(pointer, -1))

        found = experts.predict(said, weights, memory, numeric, targets, cache, self.borders, self.centres)
        logp, solved, p_solved = self.combination(h, found, numeric, cache, self.borders, k)
        value = self.values(found, solved, p_solved)
        return logp, value, 0.5 * (weights.kernel + F.pad(weights.pointer, (0, memory.x.shape[1] - k)))

    def values(self, found: Evidence, solved: Tensor, p_solved: Tensor) -> Tensor:
        """Where in its bin: the neighbours' own values and the experts' means, else the centre. [b, t, q, s]."""
        low = torch.cat([self.borders[:1] - 12, self.borders])
        high = torch.cat([self.borders, self.borders[-1:] + 12])
        inside = lambda m: torch.minimum(torch.maximum(m[..., None], low), high)  # noqa: E731
        p, m = found.chances, found.means
        parts = [(p.linear, m.linear), (2 * p.residual, m.residual), (2 * p.nearby, m.nearby), (4 * p_solved, solved)]
        inner = sum(w * inside(mean) for w, mean in parts)
        return (4 * found.kernel_sum + inner + 1e-3 * self.centres) / (4 * p.kernel + sum(w for w, _ in parts) + 1e-3)

    def checkpoint(self) -> dict:
        return {"config": asdict(self.config), "model": self.state_dict()}


def load(path: str) -> NPT:
    saved = checkpoint.read(path)
    model = NPT(Config(**saved["config"]))
    model.load_state_dict(saved["model"])
    return model.eval()
