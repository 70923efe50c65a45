"""The body of the shipped network: tokens of cells, and blocks of attention between rows (ABD) and cells (ABA).

Into a token go the cell, what the experts say of it (CELL_CHANNELS numbers) and the statistics of its column; out comes a
token. Nothing else of the network changes its weights' names or shapes.

Shapes: b tables, k context rows, n rows, c columns, e width.
"""
import math
from contextlib import nullcontext

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from config import Config
from encode import Rows
from gaussian import limit

CELL_CHANNELS = 9
MISSING_KEY = -6.0  # added to the logits of a context row whose own cell is missing: it tells little about the column


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
        temperature = 4 * F.softplus(self.scale) * log_n
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

    def forward(self, h: Tensor, kv: Tensor, missing: Tensor, log_k: Tensor) -> Tensor:
        """h [b, n, c, e] with the context's kv [b, c, k, 2e] and missing [b, k, c], 1 where a context cell is."""
        b, n, c, e = h.shape
        k = kv.shape[2]
        x = self.norm_abd(h).transpose(1, 2).reshape(b * c, n, e)
        bias = (missing * MISSING_KEY).transpose(1, 2).reshape(b * c, k)
        x = self.abd(x, kv.reshape(b * c, k, 2 * e), bias, log_k)
        h = h + x.reshape(b, c, n, e).transpose(1, 2)
        x = self.norm_aba(h).reshape(b * n, c, e)
        h = h + self.aba(x, self.aba.keys(x), None, 1.0).reshape(b, n, c, e)
        return h + self.down(F.gelu(self.up(self.norm_ff(h))))


class Transformer(nn.Module):
    def __init__(self, config: Config, column_stats: int):
        super().__init__()
        self.config = config
        self.bf16 = False  # in the blocks, while training
        e = config.width
        gen = torch.Generator().manual_seed(20210604)
        book = torch.randn(config.codes, config.code_width, generator=gen)
        self.register_buffer("level_book", F.normalize(book, dim=-1) * math.sqrt(config.code_width) * 0.7)
        book = torch.randn(config.column_codes, config.code_width, generator=gen)
        self.register_buffer("column_book", F.normalize(book, dim=-1) * math.sqrt(config.code_width) * 0.7)
        self.register_buffer("rbf", torch.linspace(-4, 4, 33))
        self.register_buffer("rank_rbf", torch.linspace(-2.5, 2.5, 16))
        self.embed_value = nn.Linear(33 + 16 + 2, e)
        self.embed_level = nn.Linear(config.code_width, e, bias=False)
        self.embed_column = nn.Linear(config.code_width, e, bias=False)
        self.embed_hole = nn.Linear(2, e, bias=False)
        self.embed_channels = nn.Linear(CELL_CHANNELS, e)
        self.embed_stats = nn.Sequential(nn.Linear(column_stats, e), nn.GELU(), nn.Linear(e, e))
        self.blocks = nn.ModuleList(Block(e, config.heads) for _ in range(config.blocks))
        self.final_norm = nn.LayerNorm(e)

    def precision(self, like: Tensor):
        return torch.autocast(like.device.type, torch.bfloat16) if self.bf16 else nullcontext()

    def tokens(self, rows: Rows, numeric: Tensor, column: Tensor, channels: Tensor, stats: Tensor) -> Tensor:
        """rows [b, n, c], channels [b, n, c, CELL_CHANNELS], stats [b, c, column_stats] -> [b, n, c, e]."""
        num = numeric[:, None, :, None]
        v = limit(rows.x, -6, 6)[..., None]
        r = rows.g[..., None]
        feats = torch.cat(
            [torch.exp(-2 * (v - self.rbf).square()), torch.exp(-4.5 * (r - self.rank_rbf).square()), v / 3, r / 2], -1
        )
        level = self.embed_level(self.level_book[rows.level % self.config.codes])
        value = num * self.embed_value(feats) + (1 - num) * level
        kind = torch.stack([numeric, 1 - numeric], -1)
        hole = self.embed_hole(kind)[:, None]
        o = rows.seen[..., None]
        fixed = self.embed_column(self.column_book[column % self.config.column_codes]) + self.embed_stats(stats)
        return o * value + (1 - o) * hole + self.embed_channels(channels) + fixed[:, None]

    @staticmethod
    def log_size(context: Rows) -> Tensor:
        # a sum of ones: the number of rows stays dynamic in the exported graph
        return torch.log(torch.ones_like(context.x[0, :, 0]).sum()) / 4

    def context(self, h: Tensor, context: Rows) -> tuple[Tensor, Tensor]:
        """Tokens of context rows [b, k, c, e] -> tokens behind the last block, keys and values of all blocks [b, blocks, c, k, 2e]."""
        log_k = self.log_size(context)
        kvs = []
        with self.precision(h):
            for block in self.blocks:
                kv = block.context_keys(h)
                kvs.append(kv)
                h = block(h, kv, 1 - context.seen, log_k)
        return self.final_norm(h.float()), torch.stack(kvs, 1)

    def query(self, h: Tensor, kv: Tensor, context: Rows) -> Tensor:
        """Tokens of query rows [b, q, c, e] -> the same behind the last block; kv from `context`."""
        log_k = self.log_size(context)
        with self.precision(h):
            for i, block in enumerate(self.blocks):
                h = block(h, kv[:, i], 1 - context.seen, log_k)
        return self.final_norm(h.float())
