"""A schema-free Non-Parametric Transformer (Kossen et al. 2021) for masked-attribute prediction.

A table is a set of cells. Rows attend to context rows (attention between datapoints, ABD) and the
cells of a row to each other (attention between attributes, ABA). Every output is a distribution over
`slots`: bins of the standardised value for a numeric column, levels for a categorical one. It is a
product of experts whose exponents the network chooses per cell:

  body      the network's own bins (numeric columns)
  pointer   attention of the masked cell over observed cells of its column, learned keys
  kernel    the same with similarities of whole rows, weighted by a dependence statistic
  linear    conditional Gaussian given the row's observed numbers
  copula    the same on normal scores
  residual  linear plus the kernel-weighted residuals of the rows nearby
  smooth    ridge regression on functions of the other columns and their interactions (smooth.py)
  nearby    smooth plus the kernel-weighted residuals of the rows nearby (numeric columns)
  stack     a normal distribution around the combination of their means that is best on this table, moved by the network
  base      the column's own histogram

What the network learned on synthetic tables need not hold on the user's. So part of the logarithm of every prediction is
solved on the table itself, from leave-one-out predictions of context rows: for numbers the combination of the experts'
means, for categories the exponents of kernel, smooth and base.

Shapes: b tables, k context rows, q query rows, m memory rows (context + extra), c columns, s slots,
e width. Two graphs are exported: `context` (once per table) and `query` (any number of rows).
Everything that depends on the number of rows or columns is a matrix product, so it exports with
dynamic shapes; no value of a masked cell is read anywhere.
"""
import math
from contextlib import nullcontext
from dataclasses import asdict

import torch
import torch.nn.functional as F
from torch import Tensor, nn

import smooth
from config import Config
from gaussian import conditional, covariance, limit, normal_cdf, probit
from similarity import KERNELS, dependence, keys_of, pairs
from smooth import LEVELS, Smooth

COLUMN_STATS = 13
CELL_CHANNELS = 9
SHARPER = (0.6, 1.0, 1.6, 2.5, 4.0)  # factors on the similarity kernel that a table may choose from
EXPERTS = 9  # pointer, kernel, linear, copula, residual, base, smooth, nearby, stack
BASE, STACK = 5, 8
STACK_RIDGE = 60.0  # in rows
POOL_RIDGE = 8.0
POOL_STEPS = 8
FLOOR = 2e-4  # of a probability under a logarithm
MEANS = 6  # that the stack combines: kernel, linear, copula, residual, smooth, nearby
POOL = 3  # that the pool combines: kernel, smooth, base
POOL_START = (0.4, 0.5, 0.1)
POOL_SHARE = 0.5  # of the pool in the logarithm of a category's prediction
STACK_SHARE = 0.3  # of the solved combination in that of a number's
OPINIONS = 2 + 2 * MEANS + 5  # what the heads see of the experts: means, variances, how concentrated and how sure they are
TRUST = 0.5  # how strongly the leave-one-out check moves the experts' exponents
NEG = -1e9


def borders(config: Config) -> Tensor:
    """Bin borders in standard deviations, shape [slots - 1]; the outermost bins are open."""
    u = torch.linspace(-1, 1, config.slots - 1, dtype=torch.float64)
    return (config.span * torch.sinh(config.bend * u) / math.sinh(config.bend)).float()


def centres(config: Config) -> Tensor:
    """Representative value per bin, shape [slots]."""
    b = borders(config)
    return torch.cat([b[:1] - 0.5, (b[1:] + b[:-1]) / 2, b[-1:] + 0.5])


def softplus(x: Tensor) -> Tensor:
    return F.softplus(x)


# --- the network --------------------------------------------------------------------------------


class Attention(nn.Module):
    """Multi-head attention with normalised queries and keys and a temperature that grows with log n."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.fused = False  # set for export
        self.q = nn.Linear(width, width, bias=False)
        self.kv = nn.Linear(width, 2 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.scale = nn.Parameter(torch.full((heads,), 1.0))
        nn.init.zeros_(self.out.weight)

    def keys(self, x: Tensor) -> Tensor:
        """[..., n, e] -> keys and values [..., n, 2e]; keys have unit length per head."""
        k, v = self.kv(x).chunk(2, -1)
        return torch.cat([self.unit(k), v], -1)

    def unit(self, x: Tensor) -> Tensor:
        y = x.reshape(*x.shape[:-1], self.heads, x.shape[-1] // self.heads)
        return (y * torch.rsqrt(y.square().sum(-1, keepdim=True).clamp(min=1e-6))).reshape(x.shape)

    def forward(self, x: Tensor, kv: Tensor, bias: Tensor | None, log_n: Tensor | float) -> Tensor:
        """x [g, n, e] attends to kv [g, m, 2e]; bias [g, m] is added to the logits of a key, or None."""
        q = self.unit(self.q(x))
        k, v = kv.chunk(2, -1)
        temperature = 4 * softplus(self.scale) * log_n
        h = self.heads
        heads = lambda t: t.reshape(t.shape[0], t.shape[1], h, t.shape[2] // h)  # noqa: E731
        q = heads(q) * temperature.to(q.dtype)[:, None]
        if self.fused:
            return self.out(self.fused_attention(q, heads(k), v, bias))
        if x.is_cuda and bias is not None:
            # never holds the matrix of all rows; plain products are faster on a CPU and for the few cells of a row
            mask = bias[:, None, None].to(q.dtype).expand(-1, h, x.shape[1], -1)
            a = F.scaled_dot_product_attention(q.transpose(1, 2), heads(k).transpose(1, 2), heads(v).transpose(1, 2), mask, scale=1.0)
            return self.out(a.transpose(1, 2).reshape(x.shape))
        a = q.transpose(1, 2) @ heads(k).permute(0, 2, 3, 1)
        if bias is not None:
            a = a + bias[:, None, None].to(a.dtype)
        a = torch.softmax(a.float(), -1).to(v.dtype)
        return self.out((a @ heads(v).transpose(1, 2)).transpose(1, 2).reshape(x.shape))

    def fused_attention(self, q: Tensor, k: Tensor, v: Tensor, bias: Tensor | None) -> Tensor:
        """The same as one ONNX Runtime operator, for export only: it never holds the whole attention matrix.

        The bias becomes one more number of every key, met by a one in every query; 7 zeros keep rows aligned."""
        if bias is not None:
            one = torch.ones_like(q[..., :1])
            b = bias[:, :, None, None].expand(-1, -1, self.heads, -1)
            zero = lambda t: torch.zeros_like(t[..., :7])  # noqa: E731
            q, k = torch.cat([q, one, zero(q)], -1), torch.cat([k, b, zero(k)], -1)
        q, k = q.flatten(2), k.flatten(2)
        attributes = dict(num_heads=self.heads, scale=1.0)
        shape = [q.shape[0], q.shape[1], v.shape[2]]
        return torch.onnx.ops.symbolic(
            "com.microsoft::MultiHeadAttention", [q, k, v], attributes, dtype=q.dtype, shape=shape, version=1
        )


class Block(nn.Module):
    """ABD over the rows of each column, ABA over the cells of each row, feed-forward; pre-norm."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.norm_abd = nn.LayerNorm(width)
        self.abd = Attention(width, heads)
        self.norm_aba = nn.LayerNorm(width)
        self.aba = Attention(width, heads)
        self.norm_ff = nn.LayerNorm(width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)
        nn.init.zeros_(self.down.weight)
        nn.init.zeros_(self.down.bias)

    def context_keys(self, h: Tensor) -> Tensor:
        """[b, n, c, e] -> [b, c, n, 2e]."""
        return self.abd.keys(self.norm_abd(h)).transpose(1, 2)

    def forward(self, h: Tensor, kv: Tensor, unseen: Tensor, log_k: Tensor) -> Tensor:
        b, n, c, e = h.shape
        k = kv.shape[2]
        x = self.norm_abd(h).transpose(1, 2).reshape(b * c, n, e)
        # a context row whose own cell is a hole tells little about the column
        bias = (unseen * -6.0).transpose(1, 2).reshape(b * c, k)
        x = self.abd(x, kv.reshape(b * c, k, 2 * e), bias, log_k)
        h = h + x.reshape(b, c, n, e).transpose(1, 2)
        x = self.norm_aba(h).reshape(b * n, c, e)
        h = h + self.aba(x, self.aba.keys(x), None, 1.0).reshape(b, n, c, e)
        return h + self.down(F.gelu(self.up(self.norm_ff(h))))


class NPT(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.bf16 = False
        e, s = config.width, config.slots
        gen = torch.Generator().manual_seed(20210604)
        book = torch.randn(config.codes, config.code_width, generator=gen)
        self.register_buffer("level_book", F.normalize(book, dim=-1) * math.sqrt(config.code_width) * 0.7)
        book = torch.randn(config.column_codes, config.code_width, generator=gen)
        self.register_buffer("column_book", F.normalize(book, dim=-1) * math.sqrt(config.code_width) * 0.7)
        self.register_buffer("centres", centres(config))
        self.register_buffer("borders", borders(config))
        frequency, phase = smooth.book(config.waves)
        self.register_buffer("frequency", frequency, persistent=False)
        self.register_buffer("phase", phase, persistent=False)
        self.register_buffer("near_offset", torch.tensor([2.0, 0.0, 0.0, 0.0]))
        self.register_buffer("rbf", torch.linspace(-4, 4, 33))
        self.register_buffer("rank_rbf", torch.linspace(-2.5, 2.5, 16))

        self.embed_value = nn.Linear(33 + 16 + 2, e)
        self.embed_level = nn.Linear(config.code_width, e, bias=False)
        self.embed_column = nn.Linear(config.code_width, e, bias=False)
        self.embed_hole = nn.Linear(2, e, bias=False)
        self.embed_channels = nn.Linear(CELL_CHANNELS, e)
        self.embed_stats = nn.Sequential(nn.Linear(COLUMN_STATS, e), nn.GELU(), nn.Linear(e, e))
        self.blocks = nn.ModuleList(Block(e, config.heads) for _ in range(config.blocks))
        self.final_norm = nn.LayerNorm(e)
        self.out_bins = nn.Sequential(nn.Linear(e, 2 * e), nn.GELU(), nn.Linear(2 * e, s))
        self.out_gates = nn.Sequential(nn.Linear(e + OPINIONS, e), nn.GELU(), nn.Linear(e, 2 * EXPERTS))
        self.out_stack = nn.Sequential(nn.Linear(e + OPINIONS, e), nn.GELU(), nn.Linear(e, 2))
        self.pointer_q = nn.Linear(e, e, bias=False)
        self.pointer_k = nn.Linear(e, e, bias=False)
        self.pointer_scale = nn.Parameter(torch.tensor(1.0))
        self.pointer_kernel = nn.Parameter(torch.tensor(-1.0))
        nn.init.zeros_(self.out_bins[2].weight)
        nn.init.zeros_(self.out_bins[2].bias)
        nn.init.zeros_(self.out_gates[2].weight)
        # start: kernel, linear and base believed a little each
        self.out_gates[2].bias.data = torch.tensor(
            [0.1, 0.3, 0.05, 0.1, 0.1, 0.1, 0.1, 0.2, 0.3, 0.2, 0.7, 0.0, 0.0, 0.0, 0.1, 0.3, 0.0, 0.0]
        )
        nn.init.zeros_(self.out_stack[2].weight)
        nn.init.zeros_(self.out_stack[2].bias)

        # weights of the similarity kernel from the dependence statistic
        self.lift_mlp = nn.Sequential(nn.Linear(3 + KERNELS + 2, 24), nn.GELU(), nn.Linear(24, 1))
        nn.init.zeros_(self.lift_mlp[2].weight)
        nn.init.constant_(self.lift_mlp[2].bias, -3.0)
        self.lift_gain = nn.Parameter(torch.tensor([2.0, 2.0, 2.0, 6.0]))
        self.mismatch = nn.Parameter(torch.tensor([0.3, 0.2, 0.2, 0.2]))
        self.sharpness = nn.Sequential(nn.Linear(5, 16), nn.GELU(), nn.Linear(16, 1))
        nn.init.zeros_(self.sharpness[2].weight)
        nn.init.constant_(self.sharpness[2].bias, 0.5)

    # --- pieces ---

    def precision(self, like: Tensor):
        """bf16 for the blocks while training, where asked for; statistics and heads always stay in fp32."""
        return torch.autocast(like.device.type, torch.bfloat16) if self.bf16 else nullcontext()

    def tokens(self, x, g, level, seen, numeric, column, channels, stats) -> Tensor:
        """Cell values and estimates -> tokens [b, n, c, e]."""
        num = numeric[:, None, :, None]
        v = limit(x, -6, 6)[..., None]
        r = g[..., None]
        feats = torch.cat(
            [torch.exp(-2 * (v - self.rbf).square()), torch.exp(-4.5 * (r - self.rank_rbf).square()), v / 3, r / 2], -1
        )
        value = num * self.embed_value(feats) + (1 - num) * self.embed_level(self.level_book[level % self.config.codes])
        kind = torch.stack([numeric, 1 - numeric], -1)
        hole = self.embed_hole(kind)[:, None]
        o = seen[..., None]
        fixed = self.embed_column(self.column_book[column % self.config.column_codes]) + self.embed_stats(stats)
        return o * value + (1 - o) * hole + self.embed_channels(channels) + fixed[:, None]

    def channels(self, x, seen, numeric, lin, cop, told, rest) -> Tensor:
        """What the experts say of every cell (the Gaussians leave-one-out where it is observed, the smooth one of
        holes only; told [b, n, c, f]), and rest, what the smooth one left of context cells. [b, n, c, CELL_CHANNELS]."""
        (m1, v1), (m2, v2) = lin, cop
        return torch.stack(
            [limit(m1, -5, 5) / 2, limit(m2, -5, 5) / 2, v1.clamp(max=2).sqrt(), v2.clamp(max=2).sqrt(),
             seen * limit(x - m1, -4, 4) / 2, seen, (1 - seen) * numeric[:, None] * limit(told[..., 0], -5, 5) / 2,
             (1 - seen) * (1 - numeric[:, None]) * told[..., :LEVELS].amax(-1), limit(rest, -4, 4) / 2], -1)  # fmt: skip

    def weights(self, stat: Tensor, numeric: Tensor) -> Tensor:
        """Weight of every kernel of every column j for every target t, [b, t, j, KERNELS], sharpness included."""
        b, c = numeric.shape
        kind = torch.eye(KERNELS, device=stat.device).expand(b, c, c, KERNELS, KERNELS)
        tn = numeric[:, :, None, None].expand(b, c, c, KERNELS)
        jn = numeric[:, None, :, None].expand(b, c, c, KERNELS)
        f = torch.cat([stat, kind, tn[..., None], jn[..., None]], -1)
        lift = stat[..., 0]
        used = torch.ones(KERNELS, device=stat.device)
        used = jn * used + (1 - jn) * torch.tensor([0.0, 0, 0, 1], device=stat.device)
        w = softplus(self.lift_mlp(f)[..., 0]) + softplus(self.lift_gain) * lift.clamp(min=0)
        off = (1 - torch.eye(c, device=stat.device))[None, :, :, None]
        w = w * used * off
        best = lift * used * off
        total = best.clamp(min=0).sum((-1, -2))
        top = best.amax((-1, -2))
        size = torch.log(torch.ones_like(numeric).sum(-1, keepdim=True))
        s = torch.stack([total.clamp(max=8) / 4, top, size.expand_as(top) / 3, stat[:, :, 0, 0, 2], numeric], -1)
        return w * softplus(self.sharpness(s))[..., None]

    def kernel_logits(self, g1, key1, seen1, g2, key2, seen2, w: Tensor) -> Tensor:
        """Sum over columns and kernels of w * (kernel - mismatch) where both rows have the column.

        g, key, seen [b, q, c] and [b, m, c]; w [b, t, c, KERNELS] -> [b, t, q, m]."""
        p = pairs(g1, key1, seen1, g2, key2, seen2)
        w0, w1, w2, w3 = w.unbind(-1)
        z = 0.5 * (w0 @ p.near) + w1 @ p.close + w2 @ p.same + w3 @ p.equal
        z = z.reshape(w.shape[0], w.shape[1], g1.shape[1], g2.shape[1])
        # near is 2 larger than 1 - d^2 / 2
        cost = w @ (self.mismatch + self.near_offset)
        return z - (cost[:, :, None] * seen1[:, None]) @ seen2[:, None].transpose(-1, -2)

    def sharpen(self, logits, closed, values, wanted, seen_v, truth, hot, numeric) -> Tensor:
        """How much sharper (or blunter) the kernel of each column predicts best on this table, leave-one-out. [b, t].

        The more rows, the narrower the best kernel; training tables are small, real ones are not."""
        scores = []
        for tau in SHARPER:
            a = torch.softmax(logits * tau + closed, -1)
            guess = (a @ values[..., None])[..., 0].transpose(1, 2)
            error = ((wanted - guess).square() * seen_v).sum(1) / seen_v.sum(1).clamp(min=1)
            hit = ((a @ hot) * truth).sum(-1).transpose(1, 2)
            surprise = -(torch.log(hit + 0.01) * seen_v).sum(1) / seen_v.sum(1).clamp(min=1)
            scores.append(numeric * torch.log(error + 0.003) + (1 - numeric) * surprise)
        score = torch.stack(scores, -1)
        share = torch.softmax(-40 * score, -1)
        log_tau = torch.log(torch.tensor(SHARPER, device=logits.device))
        return torch.exp((share * log_tau).sum(-1))

    def trust(self, numeric: Tensor, errors: list[Tensor | None], gains: list[Tensor | None]) -> Tensor:
        """How well every expert did in the leave-one-out check, 1 for the best of a column. [b, c, EXPERTS].

        errors: mean squared errors of numbers, gains: of log probability over base rates for categories; [b, c] each,
        None for an expert that was not judged."""
        none = torch.ones_like(numeric)
        e = torch.stack([none if v is None else v for v in errors], -1).clamp(min=0.003)
        number = (e.amin(-1, keepdim=True) / e) ** TRUST
        g = torch.stack([-9 * none if v is None else v for v in gains], -1)
        category = torch.exp(TRUST * (g - g.amax(-1, keepdim=True)))
        return torch.where(numeric[..., None] > 0, number, category)

    def stacked(self, means: Tensor, y: Tensor, seen: Tensor) -> tuple[Tensor, Tensor]:
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

    def pooled(self, logs: Tensor, truth: Tensor) -> Tensor:
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

    def one_hot(self, slot: Tensor, seen: Tensor) -> Tensor:
        """[b, m, c] -> [b, c, m, s], zero rows where the cell is a hole."""
        s = torch.arange(self.config.slots, device=slot.device)
        return ((slot[..., None] == s).float() * seen[..., None]).transpose(1, 2)

    def gaussian_slots(self, mean: Tensor, var: Tensor, edges: Tensor) -> Tensor:
        """Mass of N(mean, var) between edges [..., s - 1]; mean, var [...]. -> [..., s]."""
        z = (edges - mean[..., None]) * torch.rsqrt(var)[..., None]
        cdf = normal_cdf(limit(z, -8, 8))
        return torch.cat([cdf[..., :1], cdf[..., 1:] - cdf[..., :-1], 1 - cdf[..., -1:]], -1)

    @staticmethod
    def log(p: Tensor) -> Tensor:
        return torch.log(p.clamp(min=0) + FLOOR)

    def chances(self, said: Tensor, base: Tensor) -> Tensor:
        """Linear probabilities of the most frequent levels -> chances of all slots; the others share the rest by base.

        said [..., f], base [..., s] -> [..., s]"""
        top = limit(said[..., :LEVELS], 0.0, 1.0) + 0.01 * base[..., :LEVELS]
        tail = base[..., LEVELS:]
        p = torch.cat([top, tail.expand(*top.shape[:-1], tail.shape[-1])], -1)
        return p / p.sum(-1, keepdim=True)

    # --- graph 1 ---

    def context(self, x, g, level, slot, seen, numeric, column, statistic: Tensor | None = None,
                validation: Tensor | None = None, fit: tuple[Tensor, ...] | None = None):  # fmt: skip
        """Reads the context rows once.

        x standardised value, g normal score, level and slot int64, seen 0/1: [b, k, c]; numeric 0/1, column id: [b, c];
        statistic, validation: numbers of the context rows whose pairs feed the dependence statistic and that judge
        the experts (default: the first ones); fit: (x, g, level, seen) of the rows that the smooth estimate learns
        from, the context rows first (default: these alone). -> dict of caches that `query` takes."""
        b, k, c = x.shape
        if statistic is None:
            statistic = torch.arange(min(k, self.config.statistic_rows), device=x.device)
        if validation is None:
            validation = torch.arange(min(k, self.config.validation_rows), device=x.device)
        of = lambda t, rows: t.index_select(1, rows)  # noqa: E731
        with torch.no_grad():
            stat = dependence(*(of(t, statistic) for t in (x, g, level, seen)), numeric)
            cov1, cov2 = covariance(limit(x, -6, 6), seen), covariance(g, seen)
            lin, cop = conditional(cov1, limit(x, -8, 8), seen), conditional(cov2, g, seen)
            table = (x, g, level, seen) if fit is None else fit
            fitted, rest, checked = smooth.fit(*table, numeric, column, self.frequency, self.phase, validation)
            rest = limit(rest[:, :k] * numeric[:, None], -6, 6)
            told = smooth.predict(x, g, level, seen, numeric, column, fitted)
            residual = limit((limit(x, -8, 8) - lin[0]) * seen, -6, 6)
            count = seen.sum(1).clamp(min=1)
            rms = lambda t: (seen * t.square()).sum(1) / count
            error_lin = rms(residual)
            error_cop = rms(g - cop[0])
            hot = self.one_hot(slot, seen)
            base = (hot.sum(2) + 0.5 / self.config.slots) / (count[..., None] + 0.5)
            # normal score of every bin border, for the copula's bins
            below = torch.cumsum(hot.sum(2), -1)[..., :-1] / count[..., None]
            half = 0.5 / count[..., None]
            p = torch.minimum(torch.maximum(below, half), 1 - half)
            edges = probit(p)
        w = self.weights(stat, numeric)
        # leave-one-out check of the kernel on some context rows
        seen_v = of(seen, validation)
        key = keys_of(x, level, numeric)
        logits = self.kernel_logits(of(g, validation), of(key, validation), seen_v, g, key, seen, w)
        own = (validation[:, None] == torch.arange(k, device=x.device)).float()
        closed = (1 - seen).transpose(1, 2)[:, :, None] * NEG + own * NEG
        xv = limit(x, -8, 8)
        count_v = seen_v.sum(1).clamp(min=1)
        truth = hot.index_select(2, validation)
        tau = self.sharpen(logits.detach(), closed, (xv * seen).transpose(1, 2), of(xv, validation), seen_v, truth, hot, numeric)
        w = w * tau[:, :, None, None]
        a = torch.softmax(logits * tau[:, :, None, None] + closed, -1)
        guess = (a @ (xv * seen).transpose(1, 2)[..., None])[..., 0].transpose(1, 2)
        correct = (a @ residual.transpose(1, 2)[..., None])[..., 0].transpose(1, 2)
        error_kernel = (seen_v * (of(xv, validation) - guess).square()).sum(1) / count_v
        error_resid = (seen_v * (of(residual, validation) - correct).square()).sum(1) / count_v
        nearby = (a @ rest.transpose(1, 2)[..., None])[..., 0].transpose(1, 2)
        off_v = (of(xv, validation) - checked[..., 0]) * seen_v
        error_smooth = off_v.square().sum(1) / count_v
        error_nearby = (seen_v * (off_v - nearby)).square().sum(1) / count_v
        likely = self.chances(checked, base[:, None]).transpose(1, 2)  # [b, c, v, s]
        right = (likely * truth).sum(-1).transpose(1, 2)
        voted = a @ hot
        hit = (voted * truth).sum(-1)
        chance = (base[:, :, None] * truth).sum(-1)
        gain = torch.log((hit + 0.01) / (chance + 0.01)) * seen_v.transpose(1, 2)
        gain = gain.sum(-1) / count_v
        acc = (hit * seen_v.transpose(1, 2)).sum(-1) / count_v
        learned = (torch.log((right + 0.01) / (chance.transpose(1, 2) + 0.01)) * seen_v).sum(1) / count_v
        off = (1 - torch.eye(c, device=x.device))[None, :, :, None]
        top = (stat[..., 0] * off).amax((-1, -2))
        stats = torch.stack(
            [error_kernel.clamp(max=3), error_resid.clamp(max=3), error_lin.clamp(max=3), error_cop.clamp(max=3),
             gain / 2, acc, top, base.amax(-1), torch.log(count) / 5, numeric,
             numeric * error_smooth.clamp(max=3), numeric * error_nearby.clamp(max=3), (1 - numeric) * learned / 2], -1)  # fmt: skip
        stats = stats.detach()
        with torch.no_grad():
            lin_v = of(lin[0], validation)
            cop_v = tuple(of(t, validation).transpose(1, 2) for t in cop)
            cop_v = (self.gaussian_slots(cop_v[0], cop_v[1] + 1e-3, edges[:, :, None]) @ self.centres).transpose(1, 2)
            told_v = checked[..., 0]
            means = [guess, lin_v, cop_v, lin_v + correct, limit(told_v, -8, 8), limit(told_v + nearby, -8, 8)]
            shares, error_stack = self.stacked(torch.stack(means, -1) * numeric[:, None, :, None], of(xv, validation), seen_v)
            own = base[:, :, None]
            opinions = [self.log(0.97 * p + 0.03 * own) for p in (voted, likely, own.expand_as(voted))]
            pool = self.pooled(torch.stack(opinions, -1), truth)
        trust = self.trust(
            numeric, [error_kernel, error_kernel, error_lin, error_cop, error_resid, None, error_smooth, error_nearby, None],
            [gain, gain, None, None, None, None, learned, None, None],
        ).detach()  # fmt: skip
        h = self.tokens(x, g, level, seen, numeric, column, self.channels(x, seen, numeric, lin, cop, told, rest), stats)
        log_k = torch.log(torch.ones_like(x[0, :, 0]).sum()) / 4
        kvs = []
        with self.precision(h):
            for block in self.blocks:
                kv = block.context_keys(h)
                kvs.append(kv)
                h = block(h, kv, 1 - seen, log_k)
        keys = self.pointer_k(self.final_norm(h.float())).transpose(1, 2)
        return dict(
            kv=torch.stack(kvs, 1), keys=keys, w=w, stats=stats, cov_linear=cov1, cov_copula=cov2,
            residual=residual, edges=edges, base=base, error_resid=error_resid,
            trust=trust, shares=shares, error_stack=error_stack, pool=pool, rest=rest, error_smooth=error_smooth, error_nearby=error_nearby,
            usual=(seen * lin[1]).sum(1) / count, **{"smooth_" + k: v for k, v in fitted._asdict().items() if k != "phase"},
        )  # fmt: skip

    # --- graph 2 ---

    def query(self, x, g, level, seen, ctx, extra, numeric, column, targets, cache, loo: Tensor | None = None):
        """Predicts cells of query rows.

        x, g, level, seen [b, q, c]; ctx and extra: tuples (x, g, level, slot, seen) of the context rows and of
        further rows that only the kernel sees; targets [t] columns to predict; cache from `context`;
        loo [b, q, k] adds -1e9 where a context row must not inform a query row (training).
        -> log p [b, t, q, s], value per slot in standard deviations [b, t, q, s], pointer weights [b, t, q, m]."""
        cx, cg, cl, cs, cseen = ctx
        ex, eg, el, es, eseen = extra
        with torch.no_grad():
            lin = conditional(cache["cov_linear"], limit(x, -8, 8), seen)
            cop = conditional(cache["cov_copula"], g, seen)
            fitted = Smooth(**{k: self.phase if k == "phase" else cache["smooth_" + k] for k in Smooth._fields})
            told = smooth.predict(x, g, level, seen, numeric, column, fitted)
        channels = self.channels(x, seen, numeric, lin, cop, told, torch.zeros_like(x))
        h = self.tokens(x, g, level, seen, numeric, column, channels, cache["stats"])
        log_k = torch.log(torch.ones_like(cx[0, :, 0]).sum()) / 4
        with self.precision(h):
            for i, block in enumerate(self.blocks):
                h = block(h, cache["kv"][:, i], 1 - cseen, log_k)
        h = self.final_norm(h.float())

        pick = lambda t: t.index_select(-1, targets)  # noqa: E731
        h = h.index_select(2, targets).transpose(1, 2)  # [b, t, q, e]
        w = cache["w"].index_select(1, targets)
        mx, mg, ml = torch.cat([cx, ex], 1), torch.cat([cg, eg], 1), torch.cat([cl, el], 1)
        mslot, mseen = torch.cat([cs, es], 1), torch.cat([cseen, eseen], 1)
        sim = self.kernel_logits(g, keys_of(x, level, numeric), seen, mg, keys_of(mx, ml, numeric), mseen, w)
        closed = (1 - pick(mseen)).transpose(1, 2)[:, :, None] * NEG
        k = cx.shape[1]
        sim = sim + closed
        if loo is not None:
            sim = sim + F.pad(loo, (0, mx.shape[1] - k))[:, None]
        a_kernel = torch.softmax(sim, -1)
        near = sim[..., :k]
        a_context = torch.softmax(near, -1)
        q = self.pointer_q(h)
        keys = cache["keys"].index_select(1, targets)
        logit = (q @ keys.transpose(-1, -2)) * (self.pointer_scale / math.sqrt(self.config.width))
        logit = logit + torch.sigmoid(self.pointer_kernel) * near + closed[..., :k]
        if loo is not None:
            logit = logit + loo[:, None]
        a_pointer = torch.softmax(logit, -1)

        hot = self.one_hot(pick(mslot), pick(mseen))
        p_kernel = a_kernel @ hot
        p_pointer = a_pointer @ hot[:, :, :k]
        base = cache["base"].index_select(1, targets)[:, :, None]
        spread = torch.log1p(1 / a_kernel.square().sum(-1).clamp(min=1e-6))
        best = a_pointer.square().sum(-1).clamp(min=1e-6)

        at = lambda t: pick(t).transpose(1, 2)  # noqa: E731  [b, q, c] -> [b, t, q]
        lm, lv, cm, cv = at(lin[0]), at(lin[1]), at(cop[0]), at(cop[1])
        res = pick(cache["residual"]).transpose(1, 2)
        shift = (a_context @ res[..., None])[..., 0]
        wide = (a_context @ res.square()[..., None])[..., 0] - shift.square()
        noise = cache["error_resid"].index_select(1, targets)[..., None]
        rv = (0.5 * wide + 0.5 * noise).clamp(min=1e-4)
        rm = lm + shift
        # the smooth estimate, surer where the row's numbers tell more about the cell than usual
        said = told.index_select(2, targets).transpose(1, 2)  # [b, t, q, f]
        sm = limit(said[..., 0], -8, 8)
        certain = limit(lv / cache["usual"].index_select(1, targets)[..., None].clamp(min=1e-4), 0.3, 3.0)
        at_rest = pick(cache["rest"]).transpose(1, 2)
        step = (a_context @ at_rest[..., None])[..., 0]
        nv = (a_context @ at_rest.square()[..., None])[..., 0] - step.square()
        nv = (0.5 * nv + 0.5 * cache["error_nearby"].index_select(1, targets)[..., None]).clamp(min=1e-4)
        nm = limit(sm + step, -8, 8)
        sv = (cache["error_smooth"].index_select(1, targets)[..., None] * certain).clamp(min=1e-4)
        num = numeric.index_select(1, targets)[:, :, None, None]
        edges = cache["edges"].index_select(1, targets)[:, :, None]
        p_lin = self.gaussian_slots(lm, lv + 1e-3, self.borders)
        p_res = self.gaussian_slots(rm, rv + 1e-3, self.borders)
        p_cop = self.gaussian_slots(cm, cv + 1e-3, edges)
        p_near = self.gaussian_slots(nm, nv + 1e-3, self.borders)
        p_smooth = num * self.gaussian_slots(sm, sv + 1e-3, self.borders) + (1 - num) * self.chances(said, base)

        # what the heads see of the experts
        values = pick(mx).transpose(1, 2)
        sum_kernel = a_kernel @ (hot * values[..., None])
        km = sum_kernel.sum(-1)
        kv = (a_kernel @ values.square()[..., None])[..., 0] - km.square()
        pm = (a_pointer @ values[..., :k, None])[..., 0]
        means = torch.stack([km, lm, p_cop @ self.centres, rm, sm, nm], -1) * num
        shares = cache["shares"].index_select(1, targets)[:, :, None]
        solved = limit((shares * means).sum(-1), -8, 8)
        usual = cache["error_stack"].index_select(1, targets)[..., None] * certain
        more = torch.stack([pm, solved], -1) * num
        variances = torch.stack([kv, lv, cv, rv, sv, nv], -1).clamp(min=1e-3) * num + 1 - num
        sure = torch.stack([p.amax(-1) for p in (p_pointer, p_kernel, p_smooth)], -1)
        concentrated = torch.stack([spread, torch.log(best)], -1) / 4
        opinions = torch.cat([h, limit(torch.cat([means, more], -1), -5, 5) / 2, torch.log(variances) / 4, concentrated, sure], -1)
        moved = self.out_stack(opinions)
        stack_mean = limit(solved + moved[..., 0], -8, 8)
        stack_var = usual * torch.exp(limit(moved[..., 1], -4, 3))
        p_solved = self.gaussian_slots(solved, usual.clamp(min=1e-4) + 1e-3, self.borders)
        p_stack = self.gaussian_slots(stack_mean, stack_var + 1e-3, self.borders)
        gn, gc = self.out_gates(opinions).chunk(2, -1)
        ge = num * gn + (1 - num) * gc
        # exponents move to the experts that do well on this column, their sum stays
        trust = cache["trust"].index_select(1, targets)[:, :, None]
        index = torch.arange(EXPERTS, device=h.device)
        judged = ((index != BASE) & (index != STACK)).float()
        before = (ge.abs() * judged).sum(-1, keepdim=True)
        after = (ge.abs() * trust * judged).sum(-1, keepdim=True)
        ge = ge * (judged * trust * (before / after.clamp(min=1e-4)).clamp(max=4.0) + 1 - judged)
        lg = self.log
        # a histogram of few neighbours is spiky: a little of the column's own keeps its logarithm sane
        mix = lambda p: 0.97 * p + 0.03 * base  # noqa: E731
        gate = lambda i: ge[..., i : i + 1]  # noqa: E731
        logits = (
            gate(0) * lg(mix(p_pointer))
            + gate(1) * lg(mix(p_kernel))
            + num * (gate(2) * lg(p_lin) + gate(3) * lg(p_cop) + gate(4) * lg(p_res) + gate(7) * lg(p_near) + gate(8) * lg(p_stack) + self.out_bins(h))
            + gate(5) * lg(base)
            + gate(6) * lg(mix(p_smooth))
        )
        pool = cache["pool"].index_select(1, targets)[:, :, None]
        pooled = sum(pool[..., i : i + 1] * lg(mix(p)) for i, p in enumerate((p_kernel, p_smooth, base)))
        logits = logits + (1 - num) * POOL_SHARE * (pooled - logits) + num * STACK_SHARE * (lg(p_solved) - logits)
        # a level nobody has is never predicted
        logits = logits + (1 - num) * (base < 0.4 / cseen.shape[1] / self.config.slots).float() * -30.0
        logp = torch.log_softmax(logits, -1)

        # where in its bin: the neighbours' own values and the Gaussian means, else the centre
        inside = lambda m: torch.minimum(torch.maximum(m[..., None], self.low), self.high)  # noqa: E731
        wk, wl, wr, wn, ws = 4 * p_kernel, p_lin, 2 * p_res, 2 * p_near, 4 * p_solved
        inner = wl * inside(lm) + wr * inside(rm) + wn * inside(nm) + ws * inside(solved)
        value = (4 * sum_kernel + inner + 1e-3 * self.centres) / (wk + wl + wr + wn + ws + 1e-3)
        weights = 0.5 * (a_kernel + F.pad(a_pointer, (0, mx.shape[1] - k)))
        return logp, value, weights

    @property
    def low(self) -> Tensor:
        return torch.cat([self.borders[:1] - 12, self.borders])

    @property
    def high(self) -> Tensor:
        return torch.cat([self.borders, self.borders[-1:] + 12])

    def checkpoint(self) -> dict:
        return {"config": asdict(self.config), "model": self.state_dict()}


def load(path: str) -> NPT:
    saved = torch.load(path, map_location="cpu", weights_only=True)
    model = NPT(Config(**saved["config"]))
    model.load_state_dict(saved["model"])
    return model.eval()
