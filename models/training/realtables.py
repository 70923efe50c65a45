"""scikit-learn's bundled tables, to see during training what a network is worth on real ones. Never trained on."""
import numpy as np
import torch
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine

from config import Config
from encode import encode
from evaluate import predict
from model import NPT

TABLES = {
    "iris": (load_iris, lambda d: d.target),
    "wine": (load_wine, lambda d: d.target),
    "breast_cancer": (load_breast_cancer, lambda d: d.target),
    "diabetes": (lambda: load_diabetes(scaled=False), None),
}


def table(name: str):
    """Numbers [n, c] and which columns are categories: the class, or for diabetes the sex (its target is a number)."""
    load, label = TABLES[name]
    d = load()
    if label is None:
        return np.column_stack([d.data, d.target]), [1]
    return np.column_stack([d.data, label(d)]), [d.data.shape[1]]


def judged(predict_all, name: str, config: Config, device="cpu", share: float = 0.3, seed: int = 7) -> tuple[float, float]:
    """Hides a share of all cells at random (MCAR). -> mean NRMSE of the numbers, mean accuracy of the categories.

    predict_all: Encoded of one table -> log p [n, c, s] and the mean of every number [n, c] in standard deviations."""
    x, cats = table(name)
    n, c = x.shape
    hidden = np.random.default_rng(seed).random((n, c)) < share
    numeric = np.array([0.0 if j in cats else 1.0 for j in range(c)])
    t = lambda a, d: torch.as_tensor(a, dtype=d, device=device)[None]  # noqa: E731
    level = np.where(numeric > 0, 0, x).astype(np.int64)
    column = torch.arange(c, device=device)[None]
    enc = encode(t(x, torch.float64), t(level, torch.int64), t(~hidden, torch.float32), t(numeric, torch.float32), column, config)
    logp, mean = (np.asarray(torch.as_tensor(v).cpu()) for v in predict_all(enc))
    errors, hits = [], []
    for j in range(c):
        seen, h = ~hidden[:, j], hidden[:, j]
        if numeric[j]:
            truth = (x[h, j] - x[seen, j].mean()) / x[seen, j].std()
            errors.append(float(np.sqrt(np.mean((mean[h, j] - truth) ** 2))))
        else:
            ranked = np.argsort(-np.bincount(level[seen, j]), kind="stable")
            hits.append(float(np.mean(ranked[np.minimum(logp[h, j].argmax(-1), len(ranked) - 1)] == level[h, j])))
    return float(np.mean(errors)), float(np.mean(hits))


def score(model: NPT, name: str, share: float = 0.3, seed: int = 7) -> tuple[float, float]:
    """`judged` for the whole network."""
    def predict_all(enc):
        n, c = enc.x.shape[1:]
        logp, values = predict(model, enc, np.arange(n), list(range(c)))
        p = np.exp(logp)
        return logp, (p * values).sum(-1) / p.sum(-1)

    return judged(predict_all, name, model.config, model.borders.device, share, seed)


def scores(model: NPT, seeds: int = 3) -> dict[str, tuple[float, float]]:
    """NRMSE and accuracy per table, means over seeds."""
    return {name: tuple(np.mean([score(model, name, seed=s) for s in range(seeds)], 0)) for name in TABLES}
