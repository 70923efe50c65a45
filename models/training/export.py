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
from torch import nn

from encode import LEVEL_STRIDE, SHARED_SLOTS, encode
from model import NPT, Attention, borders, load
from prior import Prior

# outputs of the context graph, the positions of their dimensions that depend on the table
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
QUERY_OUT = ["probability", "value", "top_weight", "top_row"]
TOP_ROWS = 24
FIT = (0, 1, 2, 4)  # x, g, level, seen of an encoded table


class ContextGraph(nn.Module):
    """Without the batch dimension."""

    def __init__(self, model: NPT):
        super().__init__()
        self.model = model

    def forward(self, x, g, level, slot, seen, numeric, column, statistic, validation, *fit):
        table = (t[None] for t in (x, g, level, slot, seen, numeric, column))
        out = self.model.context(*table, statistic, validation, tuple(t[None] for t in fit))
        return tuple(out[k][0] for k in CACHE)


class QueryGraph(nn.Module):
    def __init__(self, model: NPT):
        super().__init__()
        self.model = model

    def forward(self, x, g, level, seen, cx, cg, cl, cs, co, ex, eg, el, es, eo, numeric, column, targets, *cache):
        one = lambda *ts: tuple(t[None] for t in ts)  # noqa: E731
        logp, value, weights = self.model.query(
            *one(x, g, level, seen), one(cx, cg, cl, cs, co), one(ex, eg, el, es, eo),
            numeric[None], column[None], targets, {k: t[None] for k, t in zip(CACHE, cache)},
        )  # fmt: skip
        # a dummy extra row keeps the number of memory rows above TOP_ROWS in tiny tables
        pad = torch.nn.functional.pad(weights[0], (0, TOP_ROWS))
        top = torch.topk(pad, TOP_ROWS, dim=-1)
        return logp[0].exp(), value[0], top.values, top.indices


def sample(model: NPT, n: int, c: int, seed: int):
    t = Prior(seed).sample(1, n, c)
    enc = encode(t.value, t.level, t.seen, t.numeric, torch.arange(c)[None], model.config)
    return [e[0] for e in enc]


def query_inputs(enc, k: int, q: int, targets, cache):
    x, g, level, slot, seen, numeric, column = enc
    ctx = [t[:k] for t in (x, g, level, slot, seen)]
    extra = [t[k : k + q] for t in (x, g, level, slot, seen)]
    rows = [t[-q:] for t in (x, g, level, seen)]
    return [*rows, *ctx, *extra, numeric, column, torch.as_tensor(targets), *cache]


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
    e = [v[0] for v in enc]
    context = [v[:32] for v in e[:5]]
    fit = [e[i] for i in FIT]
    cache = cg(*context, *e[5:], torch.arange(32), torch.arange(16), *fit)
    extra = [v[32:] for v in e[:5]]
    out = qg(*(e[i] for i in (0, 1, 2, 4)), *context, *extra, e[5], e[6], torch.arange(columns), *cache)
    flat = lambda v: [round(float(u), 8) for u in v.flatten()]  # noqa: E731
    golden = {
        "rows": rows,
        "columns": columns,
        "context": 32,
        "statistic": 32,
        "validation": 16,
        "numeric": flat(t.numeric[0]),
        # numbers of numeric columns, level numbers of the others; null for a hole
        "cells": [
            [None if t.seen[0, i, j] == 0 else float(t.value[0, i, j]) if t.numeric[0, j] > 0 else int(t.level[0, i, j])
             for j in range(columns)] for i in range(rows)
        ],  # fmt: skip
        "encoded": {k: flat(v) for k, v in zip(("x", "g", "level", "slot", "seen"), e)},
        "probability": flat(out[0]),
        "value": flat(out[1]),
    }
    with open(path, "w") as f:
        json.dump(golden, f)
        f.write("\n")


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
    fuse(model, True)
    enc = sample(model, 60, 7, 3)
    c_in = [t[:40] for t in enc[:5]] + list(enc[5:]) + [torch.arange(31), torch.arange(23)] + [enc[i] for i in FIT]
    cache = cg(*c_in)
    q_in = query_inputs(enc, 40, 11, [0, 3, 5], cache)
    os.makedirs(a.out, exist_ok=True)
    files = {"context": "npt.context.onnx", "query": "npt.query.onnx"}
    auto = torch.export.Dim.DYNAMIC
    dyn = lambda t: {i: auto for i in range(t.dim())}  # noqa: E731
    fixed = {k: {i: auto for i in dims} for k, dims in CACHE_SHAPES.items()}
    torch.onnx.export(cg, tuple(c_in), f"{a.out}/{files['context']}", dynamo=True, optimize=False, opset_version=OPSET,
                      input_names=CONTEXT_IN, output_names=CACHE, dynamic_shapes=tuple(dyn(t) for t in c_in[:9]) + (tuple(dyn(t) for t in c_in[9:]),),
                      external_data=False, verbose=False)  # fmt: skip
    shapes = tuple(dyn(t) for t in q_in[: -len(CACHE)]) + (tuple(fixed[k] for k in CACHE),)
    torch.onnx.export(qg, tuple(q_in), f"{a.out}/{files['query']}", dynamo=True, optimize=False, opset_version=OPSET,
                      input_names=ROW_IN + MEMORY_IN + ["numeric", "column", "targets"] + CACHE, output_names=QUERY_OUT,
                      dynamic_shapes=shapes, external_data=False, verbose=False)  # fmt: skip
    fuse(model, False)
    for f in files.values():
        strip(f"{a.out}/{f}")
    sessions = {k: ort.InferenceSession(f"{a.out}/{f}", providers=["CPUExecutionProvider"]) for k, f in files.items()}
    worst = 0.0
    for n, cols, k, q, targets in [(60, 7, 40, 11, [0, 3, 5]), (30, 3, 25, 1, [1]), (200, 12, 150, 50, list(range(12)))]:
        enc = sample(model, n, cols, n)
        c_in = [t[:k] for t in enc[:5]] + list(enc[5:]) + [torch.arange(k), torch.arange(k // 2)] + [enc[i] for i in FIT]
        want_c = cg(*c_in)
        got_c = sessions["context"].run(None, dict(zip(CONTEXT_IN, (t.numpy() for t in c_in))))
        for name, u, v in zip(CACHE, want_c, got_c):
            worst = max(worst, difference_in_cache(u.numpy(), v))
            print(f"{n}x{cols} {name}: {difference_in_cache(u.numpy(), v):.1e}")
        q_in = query_inputs(enc, k, q, targets, want_c)
        names = ROW_IN + MEMORY_IN + ["numeric", "column", "targets"] + CACHE
        got = sessions["query"].run(None, dict(zip(names, (t.numpy() for t in q_in))))
        want = qg(*q_in)
        for name, u, v in list(zip(QUERY_OUT, want, got))[:3]:
            worst = max(worst, difference(u.numpy(), v))
            print(f"{n}x{cols} {name}: {difference(u.numpy(), v):.1e}")
    if worst > 1e-4:
        raise SystemExit(f"ONNX Runtime and PyTorch differ by {worst:.1e}, more than 1e-4")
    digest = lambda f: hashlib.sha256(open(f"{a.out}/{f}", "rb").read()).hexdigest()  # noqa: E731
    config = model.config
    manifest = {
        "name": "npt-impute",
        "version": a.version,
        "opset": OPSET,
        "graphs": {
            "context": {"file": files["context"], "sha256": digest(files["context"]), "inputs": CONTEXT_IN, "outputs": CACHE},
            "query": {"file": files["query"], "sha256": digest(files["query"]),
                      "inputs": ROW_IN + MEMORY_IN + ["numeric", "column", "targets"] + CACHE, "outputs": QUERY_OUT},
        },
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
    with open(f"{a.out}/npt.json", "w") as f:
        json.dump(manifest, f, indent=1)
        f.write("\n")
    if a.golden:
        write_golden(a.golden, model, cg, qg)
    print({k: os.path.getsize(f"{a.out}/{f}") for k, f in files.items()}, "largest difference", worst)
    for k, f in files.items():
        print(k, len(onnx.load(f"{a.out}/{f}").graph.node), "nodes")


if __name__ == "__main__":
    main()
