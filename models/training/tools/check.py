"""Checks of the training code that need no data: `check.py`. Each prints its name; the first that fails stops with an error."""
from datetime import datetime, timedelta

import paths  # first: finds the training code
import torch

import evaluate
from body import BodyAlone, BodyConfig
from config import Config
from encode import Encoded, encode
from model import load
from prior import Prior


def encoded(rows: int, columns: int) -> Encoded:
    t = Prior(3, interactions=1.0).sample(1, rows, columns)
    return encode(t.value, t.level, t.seen, t.numeric, torch.arange(columns)[None], Config())


def dates_before_1970_are_written() -> None:
    form = "%Y-%m-%d"
    for text in ("1901-02-03", "1969-12-31", "1970-01-01", "2024-02-29"):
        assert evaluate.date(evaluate.seconds(text, form), form) == text
    # a date that follows a number, all before 1970
    day = lambda i: (datetime(1950, 1, 1) + timedelta(days=30 * i)).strftime(form)  # noqa: E731
    rows = [[str(i), day(i)] for i in range(60)]
    holes = range(10, 50, 7)
    masked = [[n, "" if i in holes else d] for i, (n, d) in enumerate(rows)]
    meta = {"columns": [{"name": "n", "type": "numeric", "maskable": False}, {"name": "d", "type": "date", "format": form, "maskable": True}]}
    done = evaluate.complete(load(paths.CHECKPOINT), meta, ["n", "d"], masked)
    for i in holes:
        off = evaluate.seconds(done[i][1], form) - evaluate.seconds(rows[i][1], form)
        assert abs(off) < 200 * 86400, f"row {i}: {done[i][1]}, expected about {rows[i][1]}"


def untrained_body() -> BodyAlone:
    """Weights of zero would hide everything that the checks look for."""
    torch.manual_seed(1)
    model = BodyAlone(BodyConfig(blocks=2), Config()).eval()
    for p in model.parameters():
        torch.nn.init.normal_(p, std=0.1)
    return model


@torch.no_grad()
def a_body_keeps_query_rows_apart() -> None:
    model, enc = untrained_body(), encoded(40, 6)
    whole = model(enc, 24).log_probability
    fewer = Encoded(*(t[:, :30] if t.dim() == 3 else t for t in enc))
    assert (whole[:, :30] - model(fewer, 24).log_probability).abs().max() < 2e-2  # bf16
    order = torch.randperm(24)
    rows = torch.cat([order, torch.arange(24, 40)])
    moved = Encoded(*(t[:, rows] if t.dim() == 3 else t for t in enc))
    assert (whole[:, rows] - model(moved, 24).log_probability).abs().max() < 2e-2


@torch.no_grad()
def a_body_reads_no_missing_value() -> None:
    model, enc = untrained_body(), encoded(40, 6)
    other = lambda t, by: torch.where(enc.seen > 0, t, torch.full_like(t, by))  # noqa: E731
    changed = enc._replace(x=other(enc.x, 2.0), g=other(enc.g, -1.0), level=other(enc.level, 7), slot=other(enc.slot, 9))
    assert torch.equal(model(enc, 24).log_probability, model(changed, 24).log_probability)


@torch.no_grad()
def a_body_reads_its_context_once() -> None:
    model, enc = untrained_body(), encoded(40, 6)
    model.body.bf16 = False
    whole = model.body(enc, 24)
    tokens, offered = model.body.context(enc.rows(0, 24), enc.numeric, enc.column)
    query = model.body.query(enc.rows(24), enc.numeric, enc.column, offered)
    assert (whole - torch.cat([tokens, query], 1)).abs().max() < 1e-4


def main() -> None:
    torch.set_num_threads(1)
    for check in (dates_before_1970_are_written, a_body_keeps_query_rows_apart, a_body_reads_no_missing_value,
                  a_body_reads_its_context_once):  # fmt: skip
        check()
        print(check.__name__.replace("_", " "))


if __name__ == "__main__":
    main()
