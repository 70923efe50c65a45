"""Trains the body by itself on synthetic tables: `train_body.py --out body.pt --minutes 60 [--resume body.pt] [--device cuda]`.

No expert helps (body.py says why). Writes the averaged weights with everything needed to go on to OUT every few minutes, the
best ones by the loss on fixed synthetic tables to OUT's name with `.best`, and a line per report to OUT's name with `.csv`
(columns: LOG). Every shape of a batch is compiled once, a minute or two each (--eager: not). Needs PyTorch, NumPy and, to
compile for a CPU, a C++ compiler; scikit-learn for the real tables, which are never trained on."""
import argparse
import copy
import csv
import os
import time

import torch
from torch import Tensor

from body import BodyAlone, BodyConfig, Prediction
from config import Config
from muon import Muon
from prior import Prior
from train import Batch, batch, parts

try:
    import realtables
except ImportError:
    realtables = None

# rows, columns, context rows: with four thinking rows, context and table are multiples of 16
SHAPES = [(60, 8, 44), (60, 24, 44), (124, 7, 92), (124, 12, 92), (252, 8, 188), (508, 6, 380)]
TOKENS = {"cpu": 16_000, "cuda": 200_000}  # cells of a step
INTERACTIONS = 0.45  # share of the tables with columns that need a body
WARM_UP = 100  # steps
STEADY = 0.4  # of the time at the full rate, then linearly down to a fiftieth
MATRIX_RATE, OTHER_RATE = 0.02, 3e-3
AHEAD = 4  # batches made at once
LOG = ["seconds", "cpu_seconds", "steps", "tables", "loss", "held", "iris_nrmse", "iris_accuracy", "wine_nrmse", "wine_accuracy",
       "breast_cancer_nrmse", "breast_cancer_accuracy", "diabetes_nrmse", "diabetes_accuracy"]  # fmt: skip


def loss_of(found: Prediction, data: Batch) -> Tensor:
    """Every table counts alike, whatever it hides; the RMSE of a column beside the surprise, since numbers are judged by it."""
    wanted = data.wanted
    nll = -found.log_probability.gather(-1, data.slot[..., None])[..., 0].clamp(max=12)
    count = wanted.sum((1, 2)).clamp(min=1)
    number = data.enc.numeric[:, None] * wanted
    cells = number.sum(1)
    root = (((found.mean - data.z).clamp(-8, 8).square() * number).sum(1) / cells.clamp(min=1) + 1e-3).sqrt()
    return ((nll * wanted).sum((1, 2)) / count + 0.5 * (root * cells).sum(1) / count).mean()


def shuffled(data: Batch) -> Batch:
    """The rows in another order, alike in all tables: context rows must not be the first ones of a sorted file."""
    n = data.z.shape[1]
    order = torch.randperm(n, device=data.z.device)
    rows = lambda t: t[:, order] if t.dim() == 3 else t  # noqa: E731
    return Batch(type(data.enc)(*map(rows, data.enc)), *map(rows, data[1:]))


class Stock:
    """Batches of all shapes in turn, at random, a few made at once."""

    def __init__(self, seed: int, device: str, config: Config):
        self.prior = Prior(seed, device, INTERACTIONS)
        self.config = config
        self.tokens = TOKENS["cuda" if device.startswith("cuda") else "cpu"]
        self.ready: list[Batch] = []
        self.context = 0

    def next(self) -> tuple[Batch, int]:
        """A batch, and how many of its rows are context."""
        if not self.ready:
            n, c, self.context = SHAPES[int(torch.randint(len(SHAPES), (1,)))]
            self.ready = parts(shuffled(batch(self.prior, AHEAD * (self.tokens // (n * c)), n, c, self.config)), AHEAD)
        return self.ready.pop(), self.context


class Trainer:
    """Weights, their running average, and the two optimisers: Muon for the blocks' matrices, AdamW for all else."""

    def __init__(self, model: BodyAlone, eager: bool = False):
        self.model = model
        self.average = copy.deepcopy(model)

        def loss(data: Batch, k: int) -> Tensor:
            return loss_of(model(data.enc, k), data)

        self.loss = loss if eager else torch.compile(loss, dynamic=False)
        modules = [m for block in model.body.blocks for m in (block.abd.kv, block.aba.qkv)]
        parts_of = {m.weight: m.weight.shape[0] // m.weight.shape[1] for m in modules}
        matrices = [w for w in model.body.blocks.parameters() if w.dim() == 2]
        theirs = {id(w) for w in matrices}
        self.others = [w for w in model.parameters() if id(w) not in theirs]
        self.muon = Muon(matrices, parts_of)
        self.adam = torch.optim.AdamW(self.others, betas=(0.9, 0.95), weight_decay=0.0)
        self.steps = self.tables = 0
        self.best = float("inf")  # lowest loss on the fixed synthetic tables

    def step(self, data: Batch, k: int, rate: float) -> Tensor:
        self.muon.param_groups[0]["lr"] = MATRIX_RATE * rate
        self.adam.param_groups[0]["lr"] = OTHER_RATE * rate
        self.model.zero_grad(set_to_none=True)
        loss = self.loss(data, k)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.others, 1.0)
        loss = loss.detach()
        if torch.isfinite(loss):
            self.muon.step()
            self.adam.step()
        self.steps += 1
        self.tables += data.z.shape[0]
        keep = min(0.998, (self.steps + 1) / (self.steps + 20))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.average.parameters()), list(self.model.parameters()), 1 - keep)
        return loss

    def saved(self) -> dict:
        return self.average.checkpoint() | {
            "live": self.model.state_dict(), "muon": self.muon.state_dict(), "adam": self.adam.state_dict(),
            "steps": self.steps, "tables": self.tables, "best": self.best,
        }  # fmt: skip

    def restore(self, saved: dict) -> None:
        self.average.load_state_dict(saved["model"])
        self.model.load_state_dict(saved.get("live", saved["model"]))
        if "adam" in saved:
            self.muon.load_state_dict(saved["muon"])
            self.adam.load_state_dict(saved["adam"])
        self.steps, self.tables, self.best = saved["steps"], saved["tables"], saved.get("best", self.best)


def held_set(device: str, config: Config) -> list[tuple[Batch, int]]:
    fixed = Prior(78, device, INTERACTIONS)
    state = torch.random.get_rng_state()
    torch.manual_seed(0)
    held = [(shuffled(batch(fixed, 8, n, c, config)), k) for n, c, k in SHAPES]
    torch.random.set_rng_state(state)
    return held


@torch.no_grad()
def held_loss(model: BodyAlone, held: list[tuple[Batch, int]]) -> float:
    return sum(float(loss_of(model(data.enc, k), data)) for data, k in held) / len(held)


@torch.no_grad()
def real_scores(model: BodyAlone, seeds: tuple[int, ...] = (7,)) -> list[float]:
    """NRMSE and accuracy on scikit-learn's tables, 30 % of the cells hidden; all rows are context."""
    def predict(enc):
        found = model(enc, enc.x.shape[1])
        return found.log_probability[0], found.mean[0]

    out = []
    for name in realtables.TABLES:
        each = [realtables.judged(predict, name, model.config, model.reader.centres.device, seed=s) for s in seeds]
        out += [sum(e[i] for e in each) / len(each) for i in (0, 1)]
    return out


def rate_at(done: float, steps_here: int) -> float:
    """Factor on the rates, `done` of the time being over."""
    return min(1.0, (steps_here + 1) / WARM_UP) * min(1.0, max(0.02, (1 - done) / (1 - STEADY)))


def write(saved: dict, path: str) -> None:
    torch.save(saved, path + ".new")
    os.replace(path + ".new", path)


def arguments() -> argparse.Namespace:
    p = argparse.ArgumentParser()
    p.add_argument("--out", required=True)
    p.add_argument("--minutes", type=float, default=60, help="of this run; its schedule is its own")
    p.add_argument("--resume", default="")
    p.add_argument("--device", default="cpu")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--blocks", type=int, default=BodyConfig.blocks)
    p.add_argument("--width", type=int, default=BodyConfig.width)
    p.add_argument("--eager", action="store_true", help="nothing is compiled: a third as fast, but from the first step on")
    p.add_argument("--every", type=float, default=300, help="seconds between two reports")
    return p.parse_args()


def main() -> None:
    a = arguments()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    torch._dynamo.config.automatic_dynamic_shapes = False
    torch._dynamo.config.recompile_limit = 64

    saved = torch.load(a.resume, map_location=a.device, weights_only=True) if a.resume else None
    body = BodyConfig(**saved["body"]) if saved else BodyConfig(width=a.width, blocks=a.blocks)
    config = Config(**saved["config"]) if saved else Config()
    trainer = Trainer(BodyAlone(body, config).to(a.device), a.eager)
    if saved:
        trainer.restore(saved)
    held = held_set(a.device, config)
    stock = Stock(a.seed * 1_000_003 + trainer.steps, a.device, config)
    name = a.out.removesuffix(".pt")
    os.makedirs(os.path.dirname(a.out) or ".", exist_ok=True)
    log = open(f"{name}.csv", "a", newline="")
    if log.tell() == 0:
        csv.writer(log).writerow(LOG)

    start, first = time.time(), trainer.steps
    recent: list[Tensor] = []
    reported = start

    def report() -> None:
        loss = float(torch.stack(recent).mean())
        found = held_loss(trainer.average, held)
        real = real_scores(trainer.average) if realtables else [0.0] * 8
        row = [round(time.time() - start), round(time.process_time()), trainer.steps, trainer.tables, *(round(v, 4) for v in (loss, found, *real))]
        csv.writer(log).writerow(row)
        log.flush()
        print(*row, flush=True)
        better = found < trainer.best
        trainer.best = min(found, trainer.best)
        write(trainer.saved(), a.out)
        if better:
            write(trainer.average.checkpoint() | {"steps": trainer.steps, "tables": trainer.tables}, f"{name}.best.pt")
        recent.clear()

    while (spent := time.time() - start) < a.minutes * 60:
        data, k = stock.next()
        recent.append(trainer.step(data, k, rate_at(spent / (a.minutes * 60), trainer.steps - first)))
        if time.time() - reported > a.every:
            report()
            reported = time.time()
    if recent:
        report()


if __name__ == "__main__":
    main()
