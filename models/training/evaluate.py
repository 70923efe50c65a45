"""Scores a checkpoint on real tables: `evaluate.py CHECKPOINT --corpus DIR --masked DIR [--patterns MCAR30,LABEL]`.

The corpus is a folder with index.json and score.py as in the shared corpus; nothing of it is ever trained on."""
import argparse
import importlib.util
import json
import sys
import time
from datetime import datetime

import numpy as np
import torch

from encode import encode
from model import NPT, load

EPOCH = datetime(1970, 1, 1)


def typed(meta: dict, rows: list[list[str]], header: list[str]):
    """Column arrays of a table whose types are known: value, level, seen [n, c], numeric [c], levels per column."""
    kinds = {c["name"]: c for c in meta["columns"]}
    n, c = len(rows), len(header)
    value, level, seen = np.zeros((n, c)), np.zeros((n, c), dtype=np.int64), np.zeros((n, c))
    numeric, levels = np.zeros(c), []
    for j, name in enumerate(header):
        k = kinds[name]
        cells = [r[j] for r in rows]
        names: dict[str, int] = {}
        if k["type"] in ("numeric", "date"):
            numeric[j] = 1
            for i, t in enumerate(cells):
                if t == "":
                    continue
                v = float(t) if k["type"] == "numeric" else (datetime.strptime(t, k["format"]) - EPOCH).total_seconds()
                value[i, j], seen[i, j] = v, 1
        else:
            for i, t in enumerate(cells):
                if t != "":
                    level[i, j], seen[i, j] = names.setdefault(t, len(names)), 1
        levels.append(list(names))
    return value, level, seen, numeric, levels


@torch.no_grad()
def predict(model: NPT, enc, rows, targets, context_rows=1000, extra_rows=1000, chunk=250, seed=0):
    """log p, values for query rows x target columns -> [q, t, s] twice, in the order of `rows` and `targets`."""
    n = enc.x.shape[1]
    device = enc.x.device
    order = np.random.default_rng(seed).permutation(n)
    index = lambda a: torch.as_tensor(a, device=device)  # noqa: E731
    ctx = index(order[:context_rows])
    ext = index(order[context_rows : context_rows + extra_rows])
    take = lambda t, i: t[:, i]  # noqa: E731
    c_in = tuple(take(t, ctx) for t in enc[:5])
    if len(ext):
        e_in = tuple(take(t, ext) for t in enc[:5])
    else:
        e_in = tuple(torch.zeros_like(t[:, :1]) for t in enc[:5])
    cache = model.context(*c_in, enc.numeric, enc.column)
    t_ix = index(targets)
    logps, values = [], []
    for s in range(0, len(rows), chunk):
        q = index(rows[s : s + chunk])
        x, g, level, _, seen = (take(t, q) for t in enc[:5])
        lp, v, _ = model.query(x, g, level, seen, c_in, e_in, enc.numeric, enc.column, t_ix, cache)
        logps.append(lp[0].transpose(0, 1))
        values.append(v[0].transpose(0, 1))
    return torch.cat(logps).cpu().numpy(), torch.cat(values).cpu().numpy()


def complete(model: NPT, meta, header, rows, context_rows=1000):
    value, level, seen, numeric, levels = typed(meta, rows, header)
    kinds = {c["name"]: c for c in meta["columns"]}
    use = [j for j, h in enumerate(header) if seen[:, j].sum() > 1 and kinds[h]["type"] not in ("id",)]
    use = [j for j in use if kinds[header[j]]["type"] != "text" or kinds[header[j]]["maskable"]]
    V, L, O = value[:, use], level[:, use], seen[:, use]
    t = lambda a, d: torch.as_tensor(a, dtype=d)[None]  # noqa: E731
    col = torch.arange(len(use))[None]
    enc = encode(t(V, torch.float64), t(L, torch.int64), t(O, torch.float32), t(numeric[use], torch.float32), col, model.config)  # fmt: skip
    targets = [q for q, j in enumerate(use) if kinds[header[j]]["maskable"] and O[:, q].min() == 0]
    hole_rows = np.flatnonzero((O[:, targets] == 0).any(1))
    out = [list(r) for r in rows]
    logp, vals = predict(model, enc, hole_rows, targets, context_rows)
    own = model.config.slots - 16
    for k, q in enumerate(targets):
        j = use[q]
        need = [(a, i) for a, i in enumerate(hole_rows) if O[i, q] == 0]
        o = O[:, q] > 0
        if numeric[j]:
            mean = V[o, q].mean()
            sd = V[o, q].std() or 1.0
            for a, i in need:
                p = np.exp(logp[a, k])
                v = mean + sd * float((p * vals[a, k]).sum() / p.sum())
                v = min(max(v, V[o, q].min()), V[o, q].max())
                if kinds[header[j]]["type"] == "date":
                    v = datetime.utcfromtimestamp(max(0, v)).strftime(kinds[header[j]]["format"]) if v >= 0 else rows[0][j]
                    out[i][j] = v
                else:
                    out[i][j] = repr(float(v))
        else:
            cnt = np.bincount(L[o, q], minlength=len(levels[j]))
            ranked = np.argsort(-cnt, kind="stable")
            for a, i in need:
                best = int(logp[a, k].argmax())
                # a shared slot stands for its most frequent level here
                out[i][j] = levels[j][ranked[best if best < own else own + (best - own - own) % 16]]
    return out


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("checkpoint")
    p.add_argument("--corpus", required=True)
    p.add_argument("--masked", required=True)
    p.add_argument("--split", default="public")
    p.add_argument("--patterns", default="MCAR30,LABEL")
    p.add_argument("--tables", default="")
    p.add_argument("--context-rows", type=int, default=1000)
    p.add_argument("--threads", type=int, default=1)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    spec = importlib.util.spec_from_file_location("score", f"{a.corpus}/score.py")
    score = importlib.util.module_from_spec(spec)
    sys.modules["score"] = score
    spec.loader.exec_module(score)
    index = {t["name"]: t for t in json.load(open(f"{a.corpus}/{a.split}/index.json", encoding="utf-8"))}
    try:
        known = json.load(open(f"{a.corpus}/baselines_{a.split}.json"))
    except OSError:
        known = {}
    model = load(a.checkpoint)
    for pattern in a.patterns.split(","):
        mine, base = [], []
        for name in a.tables.split(",") if a.tables else index:
            path = f"{a.masked}/{name}__{pattern}"
            header, rows = score.read(path + ".csv")
            t0 = time.process_time()
            done = complete(model, index[name], header, rows, a.context_rows)
            cpu = time.process_time() - t0
            r = score.score(index[name], (header, rows), (header, done), json.load(open(path + ".truth.json")))
            b = known.get(f"{name}|{pattern}", {})
            mine.append(r)
            base.append(b)
            f = lambda v: "  -  " if v is None else f"{v:5.3f}"  # noqa: E731
            print(f"{name:24} {pattern:7} skill {f(r['skill'])} num {f(r['skill_num'])} cat {f(r['skill_cat'])} | "
                  + " ".join(f"{m} {f(b[m]['skill'])}" for m in b if m != "mean") + f" | cpu {cpu:.1f}", flush=True)  # fmt: skip
        mean = lambda v: sum(v) / len(v)  # noqa: E731
        text = f"== {pattern}: skill {mean([r['skill'] for r in mine]):.4f}"
        for m in ("lookup", "mice", "knn", "lgbm", "missforest"):
            if all(m in b for b in base):
                text += f"  {m} {mean([b[m]['skill'] for b in base]):.3f}"
        print(text, flush=True)


if __name__ == "__main__":
    main()
