"""What only attention can see: `kinds.py [--body BODY.pt] [--tables 24] [--rows 300]`.

For every kind of column in interactions.py, skill (1 - error / error of the mean or the most frequent level) on fresh tables of
that kind alone, 30 % of the made column hidden: the shipped network, the same without attention, and a body by itself
(train_body.py). Numbers by root mean squared error, categories by share of errors. Prints Markdown."""
import argparse

import numpy as np
import paths  # first: finds the training code
import torch

from ablate import attention_off
from body import load_body
from config import Config
from encode import encode
from evaluate import predict
from interactions import KINDS, only
from model import NPT, load
from prior import Prior


def network(model: NPT):
    """-> a function from an encoded table and a column to log p [n, s] and means [n]."""

    def say(enc, column: int):
        logp, value = predict(model, enc, np.arange(enc.x.shape[1]), [column])
        return logp[:, 0], (np.exp(logp[:, 0]) * value[:, 0]).sum(-1)

    return say


def alone(model):
    def say(enc, column: int):
        with torch.no_grad():
            found = model(enc, enc.x.shape[1])
        return found.log_probability[0, :, column].numpy(), found.mean[0, :, column].numpy()

    return say


def skill(say, kind: str, tables: int, rows: int) -> float:
    prior, skills = Prior(901), []
    for _ in range(tables):
        value, level, numeric, seen = only(prior, kind, 1, rows)
        enc = encode(value, level, seen, numeric, torch.arange(value.shape[2])[None], Config())
        j = value.shape[2] - 1
        o = seen[0, :, j].numpy() > 0
        shown = value[0, :, j] if numeric[0, j] > 0 else level[0, :, j]
        if shown.unique().numel() < 2:
            continue
        logp, mean = say(enc, j)
        if numeric[0, j] > 0:
            y = value[0, :, j].numpy()
            z = (y - y[o].mean()) / y[o].std()
            skills.append(1 - np.sqrt(np.mean((mean - z)[~o] ** 2)) / np.sqrt(np.mean(z[~o] ** 2)))
        else:
            v = level[0, :, j].numpy()
            ranked = np.argsort(-np.bincount(v[o]), kind="stable")
            wrong = np.mean(ranked[np.minimum(logp[~o].argmax(-1), len(ranked) - 1)] != v[~o])
            skills.append(1 - wrong / max(np.mean(ranked[0] != v[~o]), 1 / len(v)))
    return float(np.mean(np.clip(skills, -1, 1)))


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--body", default="")
    p.add_argument("--tables", type=int, default=24)
    p.add_argument("--rows", type=int, default=300)
    a = p.parse_args()
    torch.set_num_threads(1)
    shipped = load(paths.CHECKPOINT)
    with attention_off(shipped, "abd", "aba") as cut:
        methods = {"shipped network": network(shipped), "without attention": network(cut)}
    if a.body:
        methods["body by itself"] = alone(load_body(a.body))
    print("| kind | " + " | ".join(methods) + " |\n|---|" + "--:|" * len(methods))
    for kind in KINDS:
        print(f"| {kind} | " + " | ".join(f"{skill(say, kind, a.tables, a.rows):.3f}" for say in methods.values()) + " |", flush=True)


if __name__ == "__main__":
    main()
