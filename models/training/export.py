"""Checkpoint -> two ONNX graphs with dynamic shapes and the manifest: `export.py CHECKPOINT --out models --version 0.1.0`.

`context` reads the context rows once; `query` predicts any number of rows from its caches. Both are checked against
PyTorch on two shapes before the manifest is written."""
import argparse
import hashlib
import json
import os

import numpy as np
import onnx
import onnxruntime as ort
import torch
from torch import Tensor, nn

from config import LEVEL_STRIDE, SHARED_SLOTS
from encode import Encoded, Rows, encode
from model import NPT, Cache, load
from prior import Prior
from slots import borders
from smooth import Smooth
from transformer import Attention

# outputs of the context graph, fields of Cache and of its Smooth: the positions of their dimensions that depend on the table
CACHE_SHAPES = {
    "kv": (1, 2), "keys": (0, 1), "w": (0, 1), "stats": (0,), "cov_linear": (0, 1), "cov_copula": (0, 1), "residual": (0, 1),
    "edges": (0,), "base": (0,), "error_resid": (0,), "trust": (0,), "shares": (0,), "error_stack": (0,),
    "pool": (0,), "rest": (0, 1), "error_smooth": (0,), "error_nearby": (0,),
    "usual": (0,), "smooth_mean": (0,), "smooth_scale": (0,), "smooth_precision": (0, 1), "smooth_block": (0,),
    "smooth_relevance": (0, 1), "smooth_wave": (0,), "smooth_wave_mean": (0,), "smooth_amplitude": (0,),
    "smooth_fold": (0, 1), "smooth_share": (0,),
}  # fmt: skip
CACHE = list(CACHE_SHAPES)
OPSET = 20
CONTEXT_IN = ["x", "g", "level", "slot", "seen", "numeric", "column", "statistic", "validation", "fit_x", "fit_g", "fit_level", "fit_seen"]  # fmt: skip
ROW_IN = ["x", "g", "level", "seen"]
MEMORY_IN = [f"context_{k}" for k in ("x", "g", "level", "slot", "seen")] + [f"extra_{k}" for k in ("x", "g", "level", "slot", "seen")]  # fmt: skip
QUERY_IN = [*ROW_IN, *MEMORY_IN, "numeric", "column", "targets", *CACHE]
QUERY_OUT = ["probability", "value", "top_weight", "top_row"]
TOP_ROWS = 24
SMOOTH = "smooth_"  # begins the names of the fields of Smooth; its phase is a constant of the query graph


def flat(cache: Cache) -> list[Tensor]:
    """A cache of one table as the graphs pass it on, without the batch dimension, in the order of CACHE."""
    fields = cache._asdict() | {SMOOTH + k: v for k, v in cache.smooth._asdict().items()}
    return [fields[k][0] for k in CACHE]


def whole(parts: list[Tensor], phase: Tensor) -> Cache:
    """The inverse of `flat`."""
    fields = {k: t[None] for k, t in zip(CACHE, parts)}
    fitted = Smooth(phase=phase, **{k: fields.pop(SMOOTH + k) for k in Smooth._fields if k != "phase"})
    return Cache(smooth=fitted, **fields)


def visible(rows) -> list[Tensor]:
    """What the graphs read of rows without slots: x, g, level, seen."""
    return [rows.x, rows.g, rows.level, rows.seen]


def one(*cells: Tensor) -> Rows:
    """Rows of one table, [n, c] each: x, g, level, slot, seen, or without slots."""
    if len(cells) == 4:
        cells = (*cells[:3], None, cells[3])
    return Rows(*(None if t is None else t[None] for t in cells))


class ContextGraph(nn.Module):
    """Without the batch dimension."""

    def __init__(self, model: NPT):
        super().__init__()
        self.model = model

    def forward(self, x, g, level, slot, seen, numeric, column, statistic, validation, *fit):
        rows = one(x, g, level, slot, seen)
        return tuple(flat(self.model.context(rows, numeric[None], column[None], statistic, validation, one(*fit))))


class QueryGraph(nn.Module):
    def __init__(self, model: NPT):
        super().__init__()
        self.model = model

    def forward(self, x, g, level, seen, cx, cg, cl, cs, co, ex, eg, el, es, eo, numeric, column, targets, *cache):
        logp, value, weights = self.model.query(
            one(x, g, level, seen), one(cx, cg, cl, cs, co), one(ex, eg, el, es, eo),
            numeric[None], column[None], targets, whole(cache, self.model.phase),
        )  # fmt: skip
        # a dummy extra row keeps the number of memory rows above TOP_ROWS in tiny tables
        pad = torch.nn.functional.pad(weights[0], (0, TOP_ROWS))
        top = torch.topk(pad, TOP_ROWS, dim=-1)
        return logp[0].exp(), value[0], top.values, top.indices


def sample(model: NPT, n: int, c: int, seed: int) -> Encoded:
    """An encoded table without the batch dimension."""
    t = Prior(seed).sample(1, n, c)
    enc = encode(t.value, t.level, t.seen, t.numeric, torch.arange(c)[None], model.config)
    return Encoded(*(e[0] for e in enc))


def context_inputs(enc: Encoded, k: int, statistic: int, validation: int) -> list[Tensor]:
    """In the order of CONTEXT_IN: the first k rows are context, the smooth estimate learns from all."""
    context = [t[:k] for t in enc[:5]]
    return [*context, enc.numeric, enc.column, torch.arange(statistic), torch.arange(validation), *visible(enc)]


def query_inputs(enc: Encoded, k: int, q: int, targets, cache) -> list[Tensor]:
    """In the order of QUERY_IN: the last q rows are predicted, those after the context are extra memory."""
    context = [t[:k] for t in enc[:5]]
    extra = [t[k : k + q] for t in enc[:5]]
    rows = [t[-q:] for t in visible(enc)]
    return [*rows, *context, *extra, enc.numeric, enc.column, torch.as_tensor(targets), *cache]


def fuse(model: NPT, on: bool) -> None:
    """Attention as ONNX Runtime's own operator in the exported graphs; PyTorch stays the reference."""
    for part in model.modules():
        if isinstance(part, Attention):
            part.fused = on


def difference(u: np.ndarray, v: np.ndarray) -> float:
    """Largest difference, relative where values are larger than one (kernel weights reach a hundred)."""
    return float((np.abs(u - v) / (1 + np.abs(u))).max())


def difference_in_cache(u: np.ndarray, v: np.ndarray) -> float:
    """Largest difference in a cache, relative to its largest entry where that is above one (inverses reach 200)."""
    return float(np.abs(u - v).max() / max(1.0, np.abs(u).max()))


def inverse_function() -> onnx.FunctionProto:
    """npt::Inverse: Gauss-Jordan without pivots, one sweep a row, for positive definite matrices with unit diagonal."""
    node = onnx.helper.make_node
    flag = lambda name: onnx.helper.make_tensor_value_info(name, onnx.TensorProto.BOOL, [])  # noqa: E731
    number = onnx.helper.make_tensor_value_info("i", onnx.TensorProto.INT64, [])
    matrix = lambda name: onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None)  # noqa: E731
    body = onnx.helper.make_graph(
        [
            node("Identity", ["go"], ["go_on"]),
            node("Reshape", ["i", "one"], ["at"]),
            node("Gather", ["m", "at"], ["column"], axis=-1),
            node("Gather", ["m", "at"], ["row"], axis=-2),
            node("Gather", ["row", "at"], ["pivot"], axis=-1),
            node("Equal", ["places", "i"], ["here"]),
            node("Cast", ["here"], ["unit"], to=onnx.TensorProto.FLOAT),
            node("Unsqueeze", ["unit", "last"], ["unit_column"]),
            node("Sub", ["column", "unit_column"], ["u"]),
            node("Add", ["row", "unit"], ["row_unit"]),
            node("Div", ["row_unit", "pivot"], ["v"]),
            node("Mul", ["u", "v"], ["outer"]),
            node("Sub", ["m", "outer"], ["m_next"]),
        ],
        "sweep", [number, flag("go"), matrix("m")], [flag("go_on"), matrix("m_next")],
    )  # fmt: skip
    constant = lambda name, values: node(  # noqa: E731
        "Constant", [], [name], value=onnx.helper.make_tensor(name, onnx.TensorProto.INT64, [len(values)] if values else [], values or [0])
    )
    nodes = [
        constant("one", [1]), constant("last", [-1]), constant("from", []),
        node("Constant", [], ["by"], value=onnx.helper.make_tensor("by", onnx.TensorProto.INT64, [], [1])),
        node("Constant", [], ["yes"], value=onnx.helper.make_tensor("yes", onnx.TensorProto.BOOL, [], [True])),
        node("Shape", ["a"], ["shape"]),
        node("Gather", ["shape", "last"], ["size"], axis=0),
        node("Squeeze", ["size"], ["n"]),
        node("Range", ["from", "n", "by"], ["places"]),
        node("Loop", ["n", "yes", "a"], ["b"], body=body),
    ]  # fmt: skip
    return onnx.helper.make_function("npt", "Inverse", ["a"], ["b"], nodes, [onnx.helper.make_opsetid("", OPSET)])


def strip(path: str) -> None:
    """Drops the exporter's notes (stack traces, names of modules): half of the file, and paths of the machine."""
    m = onnx.load(path)
    if any(node.domain == "npt" for node in m.graph.node):
        m.functions.append(inverse_function())
        if not any(o.domain == "npt" for o in m.opset_import):
            m.opset_import.append(onnx.helper.make_opsetid("npt", 1))
    for holder in [m.graph, *m.functions]:
        del holder.metadata_props[:]
        for node in holder.node:
            del node.metadata_props[:]
            node.doc_string = ""
        for value in [*holder.value_info, *(getattr(holder, "input", [])), *(getattr(holder, "output", []))]:
            if not isinstance(value, str):
                del value.metadata_props[:]
    del m.graph.value_info[:]
    del m.metadata_props[:]
    onnx.save(m, path)
    # constants folded and duplicates merged once here: half the nodes to read at every start
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = path + ".basic"
    ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    os.replace(path + ".basic", path)


def write_golden(path: str, model: NPT, cg: ContextGraph, qg: QueryGraph) -> None:
    """A table with holes, its encoding and PyTorch's predictions for every row: what TypeScript has to reproduce."""
    rows, columns = 40, 6
    t = Prior(11).sample(1, rows, columns)
    column = torch.arange(columns)[None]
    enc = encode(t.value, t.level, t.seen, t.numeric, column, model.config)
    e = Encoded(*(v[0] for v in enc))
    cache = cg(*context_inputs(e, 32, 32, 16))
    context, extra = [v[:32] for v in e[:5]], [v[32:] for v in e[:5]]
    out = qg(*visible(e), *context, *extra, e.numeric, e.column, torch.arange(columns), *cache)
    listed = lambda v: [round(float(u), 8) for u in v.flatten()]  # noqa: E731
    golden = {
        "rows": rows,
        "columns": columns,
        "context": 32,
        "statistic": 32,
        "validation": 16,
        "numeric": listed(t.numeric[0]),
        # numbers of numeric columns, level numbers of the others; null for a hole
        "cells": [
            [None if t.seen[0, i, j] == 0 else float(t.value[0, i, j]) if t.numeric[0, j] > 0 else int(t.level[0, i, j])
             for j in range(columns)] for i in range(rows)
        ],  # fmt: skip
        "encoded": {k: listed(v) for k, v in zip(("x", "g", "level", "slot", "seen"), e)},
        "probability": listed(out[0]),
        "value": listed(out[1]),
    }
    with open(path, "w") as f:
        json.dump(golden, f)
        f.write("\n")


def write_graphs(model: NPT, cg: ContextGraph, qg: QueryGraph, files: dict[str, str]) -> None:
    fuse(model, True)
    enc = sample(model, 60, 7, 3)
    c_in = context_inputs(enc, 40, 31, 23)
    q_in = query_inputs(enc, 40, 11, [0, 3, 5], cg(*c_in))
    auto = torch.export.Dim.DYNAMIC
    dynamic = lambda t: {i: auto for i in range(t.dim())}  # noqa: E731
    plain = len(CONTEXT_IN) - len(ROW_IN)  # the rows that the smooth estimate learns from come as one argument
    shapes = tuple(map(dynamic, c_in[:plain])) + (tuple(map(dynamic, c_in[plain:])),)
    options = dict(dynamo=True, optimize=False, opset_version=OPSET, external_data=False, verbose=False)
    torch.onnx.export(cg, tuple(c_in), files["context"], input_names=CONTEXT_IN, output_names=CACHE, dynamic_shapes=shapes, **options)
    cache = tuple({i: auto for i in CACHE_SHAPES[k]} for k in CACHE)
    shapes = tuple(map(dynamic, q_in[: -len(CACHE)])) + (cache,)
    torch.onnx.export(qg, tuple(q_in), files["query"], input_names=QUERY_IN, output_names=QUERY_OUT, dynamic_shapes=shapes, **options)
    fuse(model, False)
    for path in files.values():
        strip(path)


def largest_difference(model: NPT, cg: ContextGraph, qg: QueryGraph, files: dict[str, str]) -> float:
    """Between ONNX Runtime and PyTorch, over three shapes; prints one per output."""
    sessions = {k: ort.InferenceSession(path, providers=["CPUExecutionProvider"]) for k, path in files.items()}
    run = lambda name, names, values: sessions[name].run(None, dict(zip(names, (t.numpy() for t in values))))  # noqa: E731
    found: dict[str, float] = {}
    for n, cols, k, q, targets in [(60, 7, 40, 11, [0, 3, 5]), (30, 3, 25, 1, [1]), (200, 12, 150, 50, list(range(12)))]:
        enc = sample(model, n, cols, n)
        c_in = context_inputs(enc, k, k, k // 2)
        cache = cg(*c_in)
        for name, u, v in zip(CACHE, cache, run("context", CONTEXT_IN, c_in)):
            found[f"{n}x{cols} {name}"] = difference_in_cache(u.numpy(), v)
        q_in = query_inputs(enc, k, q, targets, cache)
        # which row is named among equals may differ: top_row is left out
        for name, u, v in list(zip(QUERY_OUT, qg(*q_in), run("query", QUERY_IN, q_in)))[:3]:
            found[f"{n}x{cols} {name}"] = difference(u.numpy(), v)
    for name, value in found.items():
        print(f"{name}: {value:.1e}")
    return max(found.values())


def manifest(model: NPT, version: str, files: dict[str, str], worst: float) -> dict:
    config = model.config
    digest = lambda path: hashlib.sha256(open(path, "rb").read()).hexdigest()  # noqa: E731
    graph = lambda k, i, o: {"file": os.path.basename(files[k]), "sha256": digest(files[k]), "inputs": i, "outputs": o}  # noqa: E731
    return {
        "name": "npt-impute",
        "version": version,
        "opset": OPSET,
        "graphs": {"context": graph("context", CONTEXT_IN, CACHE), "query": graph("query", QUERY_IN, QUERY_OUT)},
        "cache": CACHE,
        "slots": config.slots,
        "sharedSlots": SHARED_SLOTS,
        "levelStride": LEVEL_STRIDE,
        "columnCodes": config.column_codes,
        "topRows": TOP_ROWS,
        "statisticRows": config.statistic_rows,
        "validationRows": config.validation_rows,
        "borders": [round(float(v), 7) for v in borders(config)],
        "clip": 20,
        "parameters": sum(p.numel() for p in model.parameters()),
        "largestDifference": worst,
    }  # fmt: skip


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("checkpoint")
    p.add_argument("--out", required=True)
    p.add_argument("--version", default="0.2.0")
    p.add_argument("--golden", default="", help="file for the golden table that the TypeScript tests compare with")
    a = p.parse_args()
    model = load(a.checkpoint)
    for q in model.parameters():
        q.requires_grad_(False)
    cg, qg = ContextGraph(model).eval(), QueryGraph(model).eval()
    os.makedirs(a.out, exist_ok=True)
    files = {k: f"{a.out}/npt.{k}.onnx" for k in ("context", "query")}
    write_graphs(model, cg, qg, files)
    worst = largest_difference(model, cg, qg, files)
    if worst > 1e-4:
        raise SystemExit(f"ONNX Runtime and PyTorch differ by {worst:.1e}, more than 1e-4")
    with open(f"{a.out}/npt.json", "w") as f:
        json.dump(manifest(model, a.version, files, worst), f, indent=1)
        f.write("\n")
    if a.golden:
        write_golden(a.golden, model, cg, qg)
    print({k: os.path.getsize(path) for k, path in files.items()}, "largest difference", worst)
    for k, path in files.items():
        print(k, len(onnx.load(path).graph.node), "nodes")


if __name__ == "__main__":
    main()
