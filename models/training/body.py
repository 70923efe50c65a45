"""The body of the next network: tokens of a table's cells, and blocks of attention between rows (ABD) and cells (ABA).

It sees encoded cells and nothing else: no estimate of an expert goes in, none comes out. Everything that later reads its
tokens (heads, experts, their combination) is a module of its own, so that a trained body loads whatever is put on top.
`Reader` is the head it is trained with.

Rows are context or query. All rows attend to context rows only, so that a query row's prediction depends on the context and
on itself, and the context's keys and values are computed once per table. No position of a row is read.

Shapes: b tables, n rows of which the first k are context, c columns, e width, h heads of d numbers, s slots.
"""
import math
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from config import LEVEL_STRIDE, Config
from encode import Encoded, Rows
from slots import centres


@dataclass
class BodyConfig:
    width: int = 64
    blocks: int = 8
    heads: int = 4  # of each attention; half of those between rows compare single cells, half whole rows
    thinking: int = 4  # learned context rows, to rest on where no row of the table helps
    codes: int = 512
    column_codes: int = 128
    code_width: int = 24


class Keys(NamedTuple):
    """What the context rows offer to a block."""

    cell: Tensor  # [b, c, h / 2, k, d] keys of single cells
    row: Tensor  # [b, h / 2, k, c * d] keys of whole rows
    value: Tensor  # [b, k, c, e]


def rms(x: Tensor) -> Tensor:
    """Root mean square 1 over the last dimension."""
    return F.rms_norm(x, (x.shape[-1],))


def size(along: Tensor) -> Tensor:
    """Number of entries of a vector, as a tensor: it stays dynamic in an exported graph."""
    return torch.ones_like(along).sum()


def long(rows: Tensor) -> Tensor:
    """Factor on the logits that keeps attention as sharp over many rows as over 64; `rows` has an entry per row."""
    return 1 + 0.15 * torch.log(size(rows) / 64)


def precision(bf16: bool, like: Tensor):
    return torch.autocast(like.device.type, torch.bfloat16) if bf16 else nullcontext()


class BetweenRows(nn.Module):
    """Attention between datapoints. Half of the heads attend per column, cell to cell; the others give one weight per
    pair of rows, for all columns alike."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.half = heads // 2
        self.q = nn.Linear(width, width, bias=False)
        self.kv = nn.Linear(width, 2 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.cell_sharpness = nn.Parameter(torch.zeros(self.half))
        self.row_sharpness = nn.Parameter(torch.zeros(self.half))
        nn.init.zeros_(self.out.weight)

    def split(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """[b, n, c, e] -> by cell [b, c, h / 2, n, d] and by row [b, h / 2, n, c * d]."""
        b, n, c, e = x.shape
        cell, row = x.reshape(b, n, c, 2, self.half, e // (2 * self.half)).unbind(3)
        return cell.permute(0, 2, 3, 1, 4), row.permute(0, 3, 1, 2, 4).flatten(3)

    def keys(self, x: Tensor) -> Keys:
        k, value = self.kv(x).chunk(2, -1)
        cell, row = self.split(k)
        return Keys(rms(cell), rms(row), value)

    def forward(self, x: Tensor, context: Keys) -> Tensor:
        b, n, c, e = x.shape
        cell, row = self.split(self.q(x))
        v_cell, v_row = self.split(context.value)
        rows = long(context.value[0, :, 0, 0].float())
        sharp = lambda t, like: (torch.exp(t) * rows * torch.rsqrt(size(like.float())))[:, None, None].to(x.dtype)  # noqa: E731
        a = rms(cell) * sharp(self.cell_sharpness, cell[0, 0, 0, 0])
        a = torch.softmax(a @ context.cell.transpose(-1, -2), -1) @ v_cell
        r = rms(row) * sharp(self.row_sharpness, row[0, 0, 0])
        r = torch.softmax(r @ context.row.transpose(-1, -2), -1) @ v_row
        a = a.permute(0, 3, 1, 2, 4)
        r = r.reshape(b, self.half, n, c, -1).permute(0, 2, 3, 1, 4)
        return self.out(torch.stack([a, r], 3).reshape(b, n, c, e))


class BetweenCells(nn.Module):
    """Attention between attributes: the cells of a row attend to each other."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.sharpness = nn.Parameter(torch.zeros(heads))
        nn.init.zeros_(self.out.weight)

    def forward(self, x: Tensor) -> Tensor:
        b, n, c, e = x.shape
        d = e // self.heads
        q, k, v = self.qkv(x).reshape(b * n, c, 3, self.heads, d).permute(2, 0, 3, 1, 4)
        q = rms(q) * (torch.exp(self.sharpness) / math.sqrt(d))[:, None, None].to(x.dtype)
        a = torch.softmax(q @ rms(k).transpose(-1, -2), -1) @ v
        return self.out(a.transpose(1, 2).reshape(b, n, c, e))


class BodyBlock(nn.Module):
    """ABD, ABA, feed-forward; pre-norm, and nothing at the start: every part ends in a matrix of zeros."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.abd = BetweenRows(width, heads)
        self.aba = BetweenCells(width, heads)
        self.up = nn.Linear(width, 4 * width, bias=False)
        self.down = nn.Linear(4 * width, width, bias=False)
        nn.init.zeros_(self.down.weight)

    def keys(self, h: Tensor) -> Keys:
        return self.abd.keys(rms(h))

    def forward(self, h: Tensor, context: Keys) -> Tensor:
        h = h + self.abd(rms(h), context)
        h = h + self.aba(rms(h))
        return h + self.down(F.relu(self.up(rms(h))).square())


class Body(nn.Module):
    """Encoded cells -> tokens."""

    def __init__(self, config: BodyConfig):
        super().__init__()
        self.config = config
        self.bf16 = True  # in the blocks; off for export
        e = config.width
        gen = torch.Generator().manual_seed(20210604)
        book = lambda n: 0.7 * math.sqrt(config.code_width) * F.normalize(torch.randn(n, config.code_width, generator=gen), dim=-1)  # noqa: E731
        self.register_buffer("level_book", book(config.codes))
        self.register_buffer("column_book", book(config.column_codes))
        self.register_buffer("rbf", torch.linspace(-4, 4, 33))
        self.register_buffer("rank_rbf", torch.linspace(-2.5, 2.5, 16))
        self.embed_value = nn.Linear(33 + 16 + 2, e)
        self.embed_level = nn.Linear(config.code_width, e, bias=False)
        self.embed_column = nn.Linear(config.code_width, e, bias=False)
        self.embed_hole = nn.Linear(2, e, bias=False)
        self.embed_kind = nn.Linear(2, e, bias=False)
        self.thinking = nn.Parameter(0.5 * torch.randn(config.thinking, e, generator=gen))
        self.blocks = nn.ModuleList(BodyBlock(e, config.heads) for _ in range(config.blocks))

    def tokens(self, rows: Rows, numeric: Tensor, column: Tensor) -> Tensor:
        """rows [b, n, c], numeric and column [b, c] -> [b, n, c, e]."""
        number = numeric[:, None, :, None]
        v, r = rows.x.clamp(-6, 6)[..., None], rows.g[..., None]
        shape = [torch.exp(-2 * (v - self.rbf).square()), torch.exp(-4.5 * (r - self.rank_rbf).square()), v / 3, r / 2]
        value = number * self.embed_value(torch.cat(shape, -1))
        value = value + (1 - number) * self.embed_level(self.level_book[rows.level % self.config.codes])
        o, missing = rows.seen[..., None], self.embed_hole(torch.stack([numeric, 1 - numeric], -1))
        return o * value + (1 - o) * missing[:, None] + self.shared(numeric, column)

    def shared(self, numeric: Tensor, column: Tensor) -> Tensor:
        """What all tokens of a column have in common, [b, 1, c, e]: all there is to a thinking row but its learned vector."""
        kind = torch.stack([numeric, 1 - numeric], -1)
        return (self.embed_column(self.column_book[column % self.config.column_codes]) + self.embed_kind(kind))[:, None]

    def context_tokens(self, rows: Rows, numeric: Tensor, column: Tensor) -> Tensor:
        """With the thinking rows first."""
        return torch.cat([self.thinking[:, None] + self.shared(numeric, column), self.tokens(rows, numeric, column)], 1)

    def forward(self, enc: Encoded, k: int) -> Tensor:
        """All rows at once, the first k of them context. -> [b, n, c, e], root mean square 1."""
        h = self.context_tokens(enc.rows(), enc.numeric, enc.column)
        k = k + self.config.thinking
        with precision(self.bf16, h):
            for block in self.blocks:
                h = block(h, block.keys(h[:, :k]))
        return rms(h[:, self.config.thinking :].float())

    def context(self, rows: Rows, numeric: Tensor, column: Tensor) -> tuple[Tensor, list[Keys]]:
        """Context rows alone, once per table. -> their tokens, and what every block offers to query rows."""
        h = self.context_tokens(rows, numeric, column)
        offered = []
        with precision(self.bf16, h):
            for block in self.blocks:
                offered.append(block.keys(h))
                h = block(h, offered[-1])
        return rms(h[:, self.config.thinking :].float()), offered

    def query(self, rows: Rows, numeric: Tensor, column: Tensor, offered: list[Keys]) -> Tensor:
        """Tokens of query rows, the same as `forward` gives them."""
        h = self.tokens(rows, numeric, column)
        with precision(self.bf16, h):
            for block, keys in zip(self.blocks, offered):
                h = block(h, keys)
        return rms(h.float())


class Prediction(NamedTuple):
    log_probability: Tensor  # [b, n, c, s]
    mean: Tensor  # [b, n, c] of numbers, in standard deviations
    weight: Tensor  # [b, c, n, k] of context cells: whose exact value or rare level is meant


class Reader(nn.Module):
    """Tokens -> distributions over slots: a mixture, with shares the token chooses, of three opinions.

    own      bins of a number; for a category its token against the codes of the column's levels
    pointer  attention over the observed context cells of the column: exact values of neighbours, rare levels
    base     the column's own histogram
    """

    def __init__(self, width: int, code_width: int, config: Config):
        super().__init__()
        self.slots = config.slots
        self.bf16 = True
        self.register_buffer("centres", centres(config), persistent=False)
        self.bins = nn.Linear(width, config.slots)
        self.code = nn.Linear(width, code_width, bias=False)
        self.pointer_q = nn.Linear(width, width, bias=False)
        self.pointer_k = nn.Linear(width, width, bias=False)
        self.sharpness = nn.Parameter(torch.tensor(0.0))
        self.shares = nn.Linear(width, 4)  # own, pointer, base; how far the bins lean on the histogram
        for zero in (self.bins, self.code, self.shares):
            nn.init.zeros_(zero.weight)
        nn.init.zeros_(self.bins.bias)
        # from the start the pointer looks for rows whose tokens are alike
        self.pointer_k.weight.data.copy_(self.pointer_q.weight.data)
        self.shares.bias.data = torch.tensor([1.0, 0.5, -0.5, 0.5])

    def forward(self, h: Tensor, enc: Encoded, k: int, level_book: Tensor) -> Prediction:
        context = lambda t: t[:, :k]  # noqa: E731
        seen = context(enc.seen).transpose(1, 2)  # [b, c, k]
        slots = torch.arange(self.slots, device=h.device)
        hot = (context(enc.slot).transpose(1, 2)[..., None] == slots).float() * seen[..., None]  # [b, c, k, s]
        count = hot.sum(2)
        base = (count + 0.5 / self.slots) / (count.sum(-1, keepdim=True) + 0.5)
        number = enc.numeric[:, :, None, None]

        h = h.transpose(1, 2)  # [b, c, n, e]
        with precision(self.bf16, h):
            q, key = rms(self.pointer_q(h)), rms(self.pointer_k(h[:, :, :k]))
            logit = q @ key.transpose(-1, -2)
            codes = level_book[(slots + LEVEL_STRIDE * enc.column[..., None]) % len(level_book)]  # [b, c, s, code]
            match = self.code(h) @ codes.transpose(-1, -2)
            bins = self.bins(h)
        logit = logit.float() * (long(seen[0, 0]) * torch.exp(self.sharpness) / math.sqrt(h.shape[-1]))
        weight = torch.softmax(logit + (1 - seen)[:, :, None] * -1e4, -1)
        with precision(self.bf16, h):
            pointed = weight @ hot
            value = context(enc.x).clamp(-8, 8).transpose(1, 2) * seen
            pointed_mean = (weight @ value[..., None])[..., 0].float()
        shares = self.shares(h)
        lean = shares[..., 3:]
        own_number = torch.softmax(bins.float() + lean * torch.log(base + 1e-3)[:, :, None], -1)
        absent = (count == 0).float()[:, :, None] * -30.0
        own_level = torch.softmax(match.float() + torch.log(base)[:, :, None] + absent, -1)
        own = torch.where(number > 0, own_number, own_level)
        m = torch.softmax(shares[..., :3], -1)
        p = m[..., :1] * own + m[..., 1:2] * pointed.float() + m[..., 2:] * base[:, :, None]
        mean = m[..., 0] * (own_number @ self.centres) + m[..., 1] * pointed_mean
        return Prediction(torch.log(p + 1e-6).transpose(1, 2), mean.transpose(1, 2), weight)


class BodyAlone(nn.Module):
    """A body with its reader: what is trained without any expert."""

    def __init__(self, body: BodyConfig, config: Config):
        super().__init__()
        self.config = config
        self.body = Body(body)
        self.reader = Reader(body.width, body.code_width, config)

    def forward(self, enc: Encoded, k: int) -> Prediction:
        return self.reader(self.body(enc, k), enc, k, self.body.level_book)

    def checkpoint(self) -> dict:
        return {"config": asdict(self.config), "body": asdict(self.body.config), "model": self.state_dict()}


def load_body(path: str) -> BodyAlone:
    saved = torch.load(path, map_location="cpu", weights_only=True)
    model = BodyAlone(BodyConfig(**saved["body"]), Config(**saved["config"]))
    model.load_state_dict(saved["model"])
    return model.eval()
