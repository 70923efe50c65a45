"""Synthetic tables, whole batches at a time on the training device: no Python loop over tables or rows.

`sample(b, n, c)` returns complete typed tables plus a missingness mask: what a real file might have held, and
which of its cells are hidden. Columns are built left to right, each by a mechanism drawn per table (noise, low-rank
linear, neural, tree, random-Fourier, cluster, lookup by a key, arithmetic of other columns, running number), become
numbers or categories, and may feed later ones; marginals, noise and row duplicates come on top.
"""
import math
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from interactions import rewrite

LATENTS = 6
MAX_LEVELS = 200
MECHANISMS = ["noise", "linear", "neural", "tree", "fourier", "cluster", "lookup", "arithmetic", "running"]
MECHANISM_SHARE = [0.06, 0.2, 0.17, 0.17, 0.09, 0.07, 0.13, 0.08, 0.03]


class Tables(NamedTuple):
    value: Tensor  # [b, n, c] numbers (float64)
    level: Tensor  # [b, n, c] int64, levels of categorical columns
    numeric: Tensor  # [b, c] 0/1
    native: Tensor  # [b, n, c] 1 where the cell exists at all (holes nobody knows the truth of)
    seen: Tensor  # [b, n, c] 1 where the network may look


class Prior:
    def __init__(self, seed: int, device: str = "cpu", interactions: float = 0.0):
        """interactions: share of the tables that get columns of interactions.py."""
        self.device = device
        self.interactions = interactions
        self.gen = torch.Generator(device=device).manual_seed(seed)
        self.cuts: dict[tuple[float, ...], Tensor] = {}  # kept on the device, since every copy to it waits

    # --- random helpers ---

    def u(self, *shape: int) -> Tensor:
        return torch.rand(shape, generator=self.gen, device=self.device)

    def z(self, *shape: int) -> Tensor:
        return torch.randn(shape, generator=self.gen, device=self.device)

    def pick(self, shares: list[float], *shape: int) -> Tensor:
        key = tuple(shares)
        if key not in self.cuts:
            p = torch.tensor(shares)
            self.cuts[key] = torch.cumsum(p / p.sum(), 0)[:-1].to(self.device)
        return torch.bucketize(self.u(*shape), self.cuts[key])

    def log_uniform(self, lo: float, hi: float, *shape: int) -> Tensor:
        return torch.exp(self.u(*shape) * math.log(hi / lo) + math.log(lo))

    @staticmethod
    def standard(x: Tensor) -> Tensor:
        """Zero mean and unit variance over rows (dim 1)."""
        x = torch.nan_to_num(x, 0, 1e3, -1e3).clamp(-1e4, 1e4)
        m = x.mean(1, keepdim=True)
        return (x - m) / (x - m).square().mean(1, keepdim=True).sqrt().clamp(min=1e-6)

    # --- rows ---

    def latents(self, b: int, n: int) -> Tensor:
        """[b, n, LATENTS], each Gaussian, uniform, heavy-tailed, mixture, autocorrelated or sorted."""
        k = LATENTS
        e = self.z(b, n, k)
        kind = self.pick([0.4, 0.2, 0.1, 0.15, 0.1, 0.05], b, 1, k)
        uni = (self.u(b, n, k) - 0.5) * 3.46
        heavy = e / self.u(b, n, k).clamp(min=0.05).sqrt()
        mix = e * 0.35 + self.z(b, 1, k) * torch.sign(self.u(b, n, k) - self.u(b, 1, k)) + self.z(b, 1, k) * (
            self.u(b, n, k) < 0.3
        )
        walk = torch.cumsum(e, 1) / math.sqrt(n) * 2
        line = torch.linspace(-1.7, 1.7, n, device=self.device)[None, :, None].expand(b, n, k) + 0.1 * e
        out = e
        for i, alt in enumerate([uni, heavy, mix, walk, line], 1):
            out = torch.where(kind == i, alt, out)
        return self.standard(out)

    def zipf(self, b: int, n: int, entities: Tensor) -> Tensor:
        """Entity number per row, int64 [b, n]; frequencies from even to steep; entities [b]."""
        steep = self.u(b, 1) * 1.6
        u = self.u(b, n)
        e = entities[:, None].float()
        # inverse of a truncated power law; steep = 0 is uniform
        p = 1 - steep
        p = torch.where(p.abs() < 0.05, torch.full_like(p, 0.05), p)
        x = (1 + u * ((e + 1) ** p - 1)) ** (1 / p) - 1
        ids = x.long().clamp(min=0)
        return torch.minimum(ids, entities[:, None].long() - 1)

    # --- columns ---

    def mechanism(self, b: int, n: int, pool: Tensor, empty: Tensor, keys: Tensor, t: Tensor, hub: Tensor, loud: Tensor) -> Tensor:
        """A new standardised column from earlier ones. pool [b, n, p] numbers, empty [b, p] 1 where the pool holds nothing,
        keys [b, n, q] entity ids, hub [b] how far columns share a few causes, 0..1, loud [b] usual noise. -> [b, n]."""
        p = pool.shape[2]
        kind = self.pick(MECHANISM_SHARE, b, 1)
        kind = torch.where(self.u(b, 1) < 0.85 * hub[:, None], torch.full_like(kind, MECHANISMS.index("linear")), kind)
        wanted = self.pick([0.3, 0.3, 0.25, 0.1, 0.05], b, 1) + 1
        # the columns of most files share a few causes
        first = (2 - torch.arange(p, device=self.device)).clamp(min=0)
        score = self.u(b, p) - first * (self.u(b, 1) < hub[:, None]) + 9 * empty
        chosen = score.argsort(1).argsort(1) < wanted  # which inputs
        w = self.z(b, p)
        # size, wealth, severity: one cause that moves most columns of a table one way
        w = w + F.pad(1.5 * (self.u(b, 1) < hub[:, None]).float(), (0, p - 1))
        w = torch.where(chosen, w, torch.zeros(b, p, device=self.device))
        w = w / w.square().sum(1, keepdim=True).sqrt().clamp(min=1e-6)
        s = torch.einsum("bnp,bp->bn", pool, w)

        # neural: one hidden layer, activation by table
        hidden = 8
        hw = self.z(b, p, hidden) * chosen[..., None] * (0.5 + 2 * self.u(b, 1, 1))
        pre = torch.einsum("bnp,bph->bnh", pool, hw) + self.z(b, 1, hidden)
        act = self.pick([0.25, 0.2, 0.15, 0.15, 0.15, 0.1], b, 1, 1)
        post = torch.tanh(pre)
        alts = [torch.relu(pre), torch.sin(pre), pre.abs(), torch.exp(-pre.square()), torch.sign(pre)]
        for i, alt in enumerate(alts, 1):
            post = torch.where(act == i, alt, post)
        neural = (post * self.z(b, 1, hidden)).sum(-1)

        # oblivious tree: d threshold tests, a value per leaf
        d = 4
        feature = score.argsort(1)[:, :d] if p >= d else score.argsort(1)[:, :1].expand(b, d)
        feature = torch.where(torch.arange(d, device=self.device) < wanted.clamp(min=1), feature, feature[:, :1])
        tests = pool.gather(2, feature[:, None].expand(b, n, d)) > self.z(b, 1, d) * 0.8
        leaf = (tests.long() * (2 ** torch.arange(d, device=self.device))).sum(-1)
        # thresholds act together or add up
        add = (tests.float() * self.z(b, 1, d)).sum(-1)
        tree = torch.where(self.u(b, 1) < 0.6, self.z(b, 2**d).gather(1, leaf), add)

        freq = 16
        fw = self.z(b, p, freq) * chosen[..., None] * self.log_uniform(0.4, 2.5, b, 1, 1)
        fourier = torch.cos(torch.einsum("bnp,bpf->bnf", pool, fw) + 6.2832 * self.u(b, 1, freq))
        fourier = (fourier * self.z(b, 1, freq)).sum(-1)

        centre = (self.u(b, 1) * 6 + 2).long()
        cluster = torch.floor((torch.tanh(pool[..., 0]) * 0.5 + 0.5) * centre).long().clamp(0, 7)
        cluster = self.z(b, 8).gather(1, cluster)

        # lookup: a value per entity of one key, or of two keys together
        q = keys.shape[2]
        one = keys.gather(2, (self.u(b, 1) * q).long()[:, None].expand(b, n, 1))[..., 0]
        two = keys.gather(2, (self.u(b, 1) * q).long()[:, None].expand(b, n, 1))[..., 0]
        both = torch.where(self.u(b, 1) < 0.25, one % 40 * 41 + two % 40, one)
        lookup = self.z(b, 1700).gather(1, both % 1700)

        # sums, differences, products, ratios of two earlier columns; or a plain copy in other units
        i, j = score.argsort(1)[:, 0], score.argsort(1)[:, min(1, p - 1)]
        a1 = pool.gather(2, i[:, None, None].expand(b, n, 1))[..., 0]
        a2 = pool.gather(2, j[:, None, None].expand(b, n, 1))[..., 0]
        op = self.pick([0.25, 0.25, 0.2, 0.15, 0.15], b, 1)
        arithmetic = a1
        shifted = (a1 + 2.5).clamp(min=0.1)
        for k, alt in enumerate([a1 + a2, a1 - a2, shifted * (a2 + 2.5), (a2 + 2.5) / shifted.clamp(min=0.3)], 1):
            arithmetic = torch.where(op == k, alt, arithmetic)

        out = self.z(b, n)
        for k, alt in enumerate([s, neural, tree, fourier, cluster, lookup, arithmetic, t.expand(b, n)], 1):
            out = torch.where(kind == k, alt, out)
        out = self.standard(out)
        exact = (kind >= 6) & (self.u(b, 1) < 0.6)
        noise = torch.where(exact, torch.zeros(b, 1, device=self.device), loud[:, None] * self.log_uniform(0.3, 2.5, b, 1))
        noisy = out + noise * self.z(b, n) * torch.where(self.u(b, 1) < 0.2, torch.exp(0.7 * pool[..., 0]).clamp(max=4), torch.ones(b, n, device=self.device))  # fmt: skip
        return self.standard(noisy)

    def categories(self, x: Tensor, n: int) -> tuple[Tensor, Tensor]:
        """Cuts a standardised column into levels. x [b, n] -> level int64 [b, n], its numeric effect [b, n]."""
        b = x.shape[0]
        wide = self.u(b, 1) < 0.2
        levels = torch.where(wide, self.log_uniform(16, MAX_LEVELS, b, 1), self.log_uniform(2, 20, b, 1)).long()
        levels = levels.clamp(max=max(2, n // 2))
        # uneven cuts of the normal distribution
        k = torch.arange(MAX_LEVELS, device=self.device)[None]
        width = torch.exp(self.z(b, MAX_LEVELS) * (0.2 + 2.8 * self.u(b, 1) ** 1.2)) * (k < levels)
        cut = torch.cumsum(width, 1) / width.sum(1, keepdim=True)
        u = 0.5 * (1 + torch.erf(x * math.sqrt(0.5)))
        ordered = torch.searchsorted(cut[:, :-1].contiguous(), u.contiguous()).clamp(max=MAX_LEVELS - 1)
        ordered = torch.minimum(ordered, levels - 1)
        # most categories have no order
        shuffle = torch.argsort(self.u(b, MAX_LEVELS) + (k >= levels) * 2.0, dim=1)
        shuffle = torch.where(self.u(b, 1) < 0.3, k.expand(b, MAX_LEVELS), shuffle)
        level = shuffle.gather(1, ordered)
        effect = torch.where(self.u(b, 1) < 0.4, x, self.z(b, MAX_LEVELS).gather(1, level))
        return level, effect

    def marginal(self, x: Tensor) -> Tensor:
        """Gives a standardised column the shape of a real one. [b, n] -> [b, n] float64."""
        b, n = x.shape
        kind = self.pick([0.36, 0.2, 0.12, 0.1, 0.1, 0.06, 0.06], b, 1)
        rate = self.log_uniform(0.2, 1.1, b, 1)
        u = 0.5 * (1 + torch.erf(x * math.sqrt(0.5)))
        kum = 1 - (1 - u.clamp(1e-6, 1 - 1e-6) ** self.log_uniform(0.4, 3, b, 1)) ** (1 / self.log_uniform(0.4, 3, b, 1))
        outlier = torch.where(self.u(b, n) < 0.02, x * self.log_uniform(3, 8, b, 1), x)
        zero = torch.where(x < self.z(b, 1) * 0.7, torch.full_like(x, -1.0), x)
        clip = torch.minimum(torch.maximum(x, -self.log_uniform(0.7, 2, b, 1)), self.log_uniform(0.7, 2, b, 1))
        power = torch.sign(x) * x.abs() ** self.log_uniform(0.5, 2.2, b, 1)
        y = x
        for i, alt in enumerate([torch.exp(rate * x), power, kum, zero, outlier, clip], 1):
            y = torch.where(kind == i, alt, y)
        y = self.standard(y)
        step = self.log_uniform(0.02, 0.9, b, 1)
        y = torch.where(self.u(b, 1) < 0.5, torch.round(y / step) * step, y)
        return y.double()

    # --- missingness ---

    def mask(self, value: Tensor, latent: Tensor, numeric: Tensor, level: Tensor) -> Tensor:
        """1 where a cell stays visible. MCAR, MAR, MNAR and structured patterns, mixed over tables."""
        b, n, c = value.shape
        rank = value.argsort(1).argsort(1).float() / n
        catrank = self.u(b, c, MAX_LEVELS).gather(2, level.transpose(1, 2)).transpose(1, 2)
        rank = torch.where(numeric[:, None] > 0, rank, catrank)
        share = torch.where(self.u(b, 1, 1) < 0.75, self.log_uniform(0.06, 0.4, b, 1, 1), self.log_uniform(0.3, 0.65, b, 1, 1))
        driver = rank.gather(2, (self.u(b, 1, c) * c).long().expand(b, n, c))
        slope = torch.where(self.u(b, 1, c) < 0.5, driver, 1 - driver)
        mcar = share.expand(b, n, c)
        per_column = share * 2 * self.u(b, 1, c)
        mar = share * 2 * slope
        own = torch.where(self.u(b, 1, c) < 0.7, rank, 1 - rank)
        self_masking = share * 3 * own.square()
        tail = (own > 1 - share).float() * 0.8
        polar = share * 4 * (1 - (2 * rank - 1).abs())
        factor = share * 2 * torch.sigmoid(2 * latent[..., :1] * self.z(b, 1, c))
        start = self.u(b, 1, c)
        pos = torch.linspace(0, 1, n, device=self.device)[None, :, None]
        blocks = ((pos > start) & (pos < start + share * 1.2)).float() * (self.u(b, 1, c) < 0.6)
        cluster = ((self.u(b, n, 1) < share.sqrt()) & (self.u(b, 1, c) < share.sqrt())).float()
        suffix = (pos > 1 - 1.5 * share * self.u(b, 1, c)).float()
        label = torch.zeros(b, n, c, device=self.device)
        label.scatter_(2, (self.u(b, 1, 1) * c).long().expand(b, n, 1), self.log_uniform(0.1, 0.5, b, 1, 1).expand(b, n, 1).contiguous())
        kind = self.pick([0.22, 0.16, 0.16, 0.1, 0.04, 0.04, 0.05, 0.08, 0.03, 0.02, 0.1], b, 1, 1)
        p = mcar
        alts = [per_column, mar, self_masking, tail, polar, factor, blocks, cluster, suffix, label]
        for i, alt in enumerate(alts, 1):
            p = torch.where(kind == i, alt, p)
        hide = self.u(b, n, c) < p.clamp(max=0.9)
        # every row keeps a cell, every column keeps four
        keep_row = (self.u(b, n, c).argsort(2).argsort(2) == 0) & (kind != 10)
        keep_col = self.u(b, n, c).argsort(1).argsort(1) < 6
        return (~hide | keep_row | keep_col).float()

    def sample(self, b: int, n: int, c: int) -> Tables:
        latent = self.latents(b, n)
        used = (self.u(b) * LATENTS).long() + 1
        latent = latent * (torch.arange(LATENTS, device=self.device) < used[:, None])[:, None]
        t = torch.linspace(-1.7, 1.7, n, device=self.device)[None]
        # keys: two independent entities, and a coarser one that the first determines
        e1 = self.log_uniform(3, max(4.0, n / 1.5), b)
        k1 = self.zipf(b, n, e1)
        k2 = self.zipf(b, n, self.log_uniform(2, max(3.0, n / 4), b))
        parent = (self.u(b, 1024) * self.log_uniform(2, 12, b, 1)).long()
        keys = torch.stack([k1, k2, parent.gather(1, k1.clamp(max=1023))], -1)
        pool, values, levels, numeric = latent, [], [], []
        noise_table = self.u(b, 1) < 0.05
        hub = self.u(b).sqrt() * (self.u(b) < 0.8)
        loud = self.log_uniform(0.06, 1.1, b)
        empty = (torch.arange(LATENTS, device=self.device) >= used[:, None]).float()
        cat_share = torch.where(self.u(b) < 0.3, torch.zeros(b, device=self.device), self.u(b) * 0.9)
        keyed = self.u(b) < 0.55  # tables whose keys are columns
        for j in range(c):
            x = self.mechanism(b, n, pool, F.pad(empty, (0, j)), keys, t, hub, loud)
            x = torch.where(noise_table, self.z(b, n), x)
            level, effect = self.categories(x, n)
            cat = self.u(b) < cat_share
            # the key columns themselves stand among the columns
            slot = (self.u(b) * 3).long()
            key = keyed & (self.u(b) < 0.3)
            ids = keys.gather(2, slot[:, None, None].expand(b, n, 1))[..., 0] % MAX_LEVELS
            scramble = torch.argsort(self.u(b, MAX_LEVELS), 1).gather(1, ids)
            as_number = self.u(b) < 0.25
            level = torch.where(key[:, None], scramble, level)
            x = torch.where(key[:, None], self.standard(scramble.float()), x)
            cat = torch.where(key, ~as_number, cat)
            effect = torch.where(key[:, None], self.z(b, MAX_LEVELS).gather(1, level), effect)
            v = self.marginal(x)
            feed = torch.where(cat[:, None], effect, torch.where(self.u(b, 1) < 0.5, x, v.float().clamp(-5, 5)))
            pool = torch.cat([pool, feed[..., None]], 2)
            values.append(v)
            levels.append(level)
            numeric.append(~cat)
        order = torch.argsort(self.u(b, c), 1)
        pull = lambda xs: torch.stack(xs, -1).gather(2, order[:, None].expand(b, n, c))  # noqa: E731
        value, level = pull(values), pull(levels)
        num = torch.stack(numeric, 1).gather(1, order).float()
        if self.interactions > 0:
            value, level = rewrite(self, value, level, num, self.interactions)
        # some files repeat rows
        dup = (self.u(b, 1) < 0.08) & (self.u(b, n) < 0.4)
        source = torch.where(dup, (self.u(b, n) * n).long(), torch.arange(n, device=self.device)[None])
        pick = lambda x: x.gather(1, source[..., None].expand(b, n, c))  # noqa: E731
        value, level = pick(value), pick(level)
        latent = latent.gather(1, source[..., None].expand(b, n, LATENTS))
        seen = self.mask(value, latent, num, level)
        native = torch.ones_like(seen)
        return Tables(value, level, num, native, seen)
