"""Scores a checkpoint on real tables: `evaluate.py CHECKPOINT --corpus DIR --masked DIR [--patterns MCAR30,LABEL]`.

The corpus is a folder with index.json and score.py as in the shared corpus; nothing of it is ever trained on."""
import argparse
import importlib.util
import json
import sys
import time
from datetime import datetime, timedelta

import numpy as np
import torch

from body import BodyAlone, load_body
from config import SHARED_SLOTS
from encode import Encoded, encode, nothing
from model import NPT, load

EPOCH = datetime(1970, 1, 1)


def seconds(text: str, form: str) -> float:
    """A date in seconds since 1970; earlier ones are negative."""
    return (datetime.strptime(text, form) - EPOCH).total_seconds()


def date(since: float, form: str) -> str:
    """The inverse of `seconds`."""
    return (EPOCH + timedelta(seconds=since)).strftime(form)


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
                value[i, j] = float(t) if k["type"] == "numeric" else seconds(t, k["format"])
                seen[i, j] = 1
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
    table = enc.rows()
    context = table.take(index(order[:context_rows]))
    further = order[context_rows : context_rows + extra_rows]
    extra = table.take(index(further)) if len(further) else nothing(table)
    cache = model.context(context, enc.numeric, enc.column)
    t_ix = index(targets)
    logps, values = [], []
    for s in range(0, len(rows), chunk):
        q = table.take(index(rows[s : s + chunk]))
        lp, v, _ = model.query(q, context, extra, enc.numeric, enc.column, t_ix, cache)
        logps.append(lp[0].transpose(0, 1))
        values.append(v[0].transpose(0, 1))
    return torch.cat(logps).cpu().numpy(), torch.cat(values).cpu().numpy()


@torch.no_grad()
def predict_alone(model: BodyAlone, enc, rows, targets, context_rows=1000, chunk=1000, seed=0):
    """The same by a body without experts: every slot of a number has the mean for its value."""
    n = enc.x.shape[1]
    context = np.random.default_rng(seed).permutation(n)[:context_rows]
    logps, values = [], []
    for s in range(0, len(rows), chunk):
        some = torch.as_tensor(np.concatenate([context, rows[s : s + chunk]]))
        found = model(Encoded(*enc.rows().take(some), enc.numeric, enc.column), len(context))
        logp = found.log_probability[0, len(context) :, targets]
        logps.append(logp)
        values.append(found.mean[0, len(context) :, targets][..., None].expand_as(logp))
    return torch.cat(logps).numpy(), torch.cat(values).numpy()


def complete(model: NPT | BodyAlone, meta, header, rows, context_rows=1000):
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
    told = predict_alone if isinstance(model, BodyAlone) else predict
    logp, vals = told(model, enc, hole_rows, targets, context_rows)
    own = model.config.slots - SHARED_SLOTS
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
                kind = kinds[header[j]]
                out[i][j] = date(v, kind["format"]) if kind["type"] == "date" else repr(float(v))
        else:
            cnt = np.bincount(L[o, q], minlength=len(levels[j]))
            ranked = np.argsort(-cnt, kind="stable")
            for a, i in need:
                best = int(logp[a, k].argmax())
                # a shared slot stands for its most frequent level here
                out[i][j] = levels[j][ranked[best if best < own else own + (best - 2 * own) % SHARED_SLOTS]]
    return out


def corpus_score(folder: str):
    """The corpus' own score.py as a module: `read` a CSV file, `score` a completed one."""
    spec = importlib.util.spec_from_file_location("score", f"{folder}/score.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["score"] = module
    spec.loader.exec_module(module)
    return module


def corpus_index(folder: str, split: str) -> dict[str, dict]:
    with open(f"{folder}/{split}/index.json", encoding="utf-8") as f:
        return {t["name"]: t for t in json.load(f)}


def table_score(model: NPT | BodyAlone, score, meta: dict, path: str, context_rows: int = 1000) -> dict:
    """Completes PATH.csv and judges it by PATH.truth.json."""
    header, rows = score.read(path + ".csv")
    done = complete(model, meta, header, rows, context_rows)
    with open(path + ".truth.json") as f:
        return score.score(meta, (header, rows), (header, done), json.load(f))


def arguments() -> argparse.Namespace:
    p = argparse.ArgumentParser()
    p.add_argument("checkpoint")
    p.add_argument("--body", action="store_true", help="the checkpoint is train_body.py's")
    p.add_argument("--corpus", required=True)
    p.add_argument("--masked", required=True)
    p.add_argument("--split", default="public")
    p.add_argument("--patterns", default="MCAR30,LABEL")
    p.add_argument("--tables", default="")
    p.add_argument("--context-rows", type=int, default=1000)
    p.add_argument("--threads", type=int, default=1)
    return p.parse_args()


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def main() -> None:
    a = arguments()
    torch.set_num_threads(a.threads)
    score, index = corpus_score(a.corpus), corpus_index(a.corpus, a.split)
    try:
        known = json.load(open(f"{a.corpus}/baselines_{a.split}.json"))
    except OSError:
        known = {}
    model = load_body(a.checkpoint) if a.body else load(a.checkpoint)
    shown = lambda v: "  -  " if v is None else f"{v:5.3f}"  # noqa: E731
    for pattern in a.patterns.split(","):
        mine, base = [], []
        for name in a.tables.split(",") if a.tables else index:
            start = time.process_time()
            r = table_score(model, score, index[name], f"{a.masked}/{name}__{pattern}", a.context_rows)
            cpu = time.process_time() - start
            b = known.get(f"{name}|{pattern}", {})
            mine.append(r["skill"])
            base.append(b)
            others = " ".join(f"{m} {shown(b[m]['skill'])}" for m in b if m != "mean")
            own = f"skill {shown(r['skill'])} num {shown(r['skill_num'])} cat {shown(r['skill_cat'])}"
            print(f"{name:24} {pattern:7} {own} | {others} | cpu {cpu:.1f}", flush=True)
        text = f"== {pattern}: skill {mean(mine):.4f}"
        for m in ("lookup", "mice", "knn", "lgbm", "missforest"):
            if all(m in b for b in base):
                text += f"  {m} {mean([b[m]['skill'] for b in base]):.3f}"
        print(text, flush=True)


if __name__ == "__main__":
    main()
