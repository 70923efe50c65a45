"""Trains the network on synthetic tables: `train.py --out run.pt --minutes 60 [--resume run.pt] [--device cuda]`.

Prints and appends to RUN.csv (columns: LOG): time, steps, tables, loss, the loss on a fixed synthetic set and, where
scikit-learn is installed, what the averaged weights are worth on its bundled tables. Needs PyTorch and NumPy."""
import argparse
import copy
import csv
import math
import os
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import torch
from torch import Tensor

import checkpoint
from config import Config
from encode import Encoded, encode, frequency_ranks, level_slot, nothing
from model import NPT
from prior import Prior
from slots import borders

try:
    import realtables
except ImportError:
    realtables = None

# rows of a table, rows to predict, columns; what a step costs is about the same for each
SHAPES = {
    "cpu": [(48, 48, 7), (64, 64, 8), (64, 64, 14), (96, 64, 6), (96, 64, 10), (128, 64, 8), (128, 64, 14), (192, 64, 6),
            (256, 64, 5), (256, 64, 9), (320, 64, 7)],
    "cuda": [(48, 48, 8), (64, 64, 6), (96, 64, 12), (128, 96, 8), (128, 64, 18), (192, 96, 6), (192, 96, 12), (256, 96, 9),
             (256, 64, 16), (128, 64, 30), (384, 96, 8), (512, 96, 10), (512, 64, 16), (768, 96, 7), (1024, 96, 8)],
}  # fmt: skip
HELD = [(48, 48, 7), (64, 64, 8), (64, 64, 14), (96, 64, 6), (128, 64, 8), (192, 64, 6), (256, 64, 9), (512, 64, 8)]
LOG = ["seconds", "steps", "tables", "loss", "held", "held_nll_numbers", "held_rmse_ratio", "held_nll_categories", "held_accuracy",
       "real_nrmse", "real_accuracy"]  # fmt: skip
FAST = {"kernel.lift_gain", "kernel.mismatch", "pointer.scale", "pointer.kernel", "kernel.lift_mlp.2.bias", "kernel.sharpness.2.bias",
        "combination.gates.2.bias"}  # fmt: skip
KERNEL = "kernel."  # begins the names of what the weights of the similarity kernel are learned by
WAVES = 64  # any number of random features fits any weights; half of the shipped ones learn the same and cost half
SAVE_SECONDS = 120
WARM_UP = 200  # steps, for new weights; a tenth for weights that are there
AHEAD = 4  # batches made at once: on an accelerator the generator takes as long for one as for four
CHECK_ROWS = (256, 128)  # context rows for the dependence statistic and for the check of the experts, while training


class Batch(NamedTuple):
    """Encoded tables and the truth in the coordinates that the visible cells define, [b, n, c]."""

    enc: Encoded
    z: Tensor
    slot: Tensor
    wanted: Tensor  # 1 where a cell is hidden and its truth can be predicted


@torch.no_grad()
def batch(prior: Prior, b: int, n: int, c: int, config: Config) -> Batch:
    t = prior.sample(b, n, c)
    column = torch.argsort(prior.u(b, config.column_codes), 1)[:, :c]
    visible = t.seen * t.native
    enc = encode(t.value, t.level, visible, t.numeric, column, config)
    count = visible.sum(1).clamp(min=1)
    mean = (t.value * visible).sum(1) / count
    sd = ((t.value - mean[:, None]).square() * visible).sum(1).div(count).sqrt().clamp(min=1e-9)
    z = ((t.value - mean[:, None]) / sd[:, None]).clamp(-20, 20).float()
    rank, counts = frequency_ranks(t.level, visible, int(t.level.max()) + 1)
    of = lambda levels: levels.gather(2, t.level.transpose(1, 2)).transpose(1, 2)  # noqa: E731
    num = t.numeric[:, None] > 0
    slot = torch.where(num, torch.bucketize(z.contiguous(), borders(config).to(z.device), right=True), level_slot(of(rank), config))
    wanted = (1 - t.seen) * t.native * (num | (of(counts) > 0))
    return Batch(enc, z, slot, wanted)


def parts(data: Batch, count: int) -> list[Batch]:
    """The tables of a batch in `count` smaller ones."""
    cut = [t.chunk(count) for t in (*data.enc, *data[1:])]
    width = len(data.enc)
    return [Batch(Encoded(*some[:width]), *some[width:]) for some in zip(*cut)]


class Losses(NamedTuple):
    """Of every cell of some predicted rows, [b, q, c]."""

    nll: Tensor
    error: Tensor  # squared, of numbers
    truth: Tensor  # squared, of numbers
    hit: Tensor  # 1 where the likeliest slot is the true one
    number: Tensor  # 1 for hidden cells of numeric columns
    category: Tensor


def losses(model: NPT, data: Batch, queries: int, share: float = 1.0) -> Losses:
    """Predicts `queries` random rows. With `share` < 1 the last rows are not context, only memory of the kernel."""
    enc = data.enc
    b, n, c = enc.x.shape
    device = enc.x.device
    k = max(24, int(n * share))
    context = enc.rows(0, k)
    extra = enc.rows(k) if k < n else nothing(context)
    some = lambda m: torch.randperm(k, device=device)[:m]  # noqa: E731
    cache = model.context(context, enc.numeric, enc.column, some(CHECK_ROWS[0]), some(CHECK_ROWS[1]))
    rows = torch.randperm(n, device=device)[:queries]
    logp, value, _ = model.query(enc.rows().take(rows), context, extra, enc.numeric, enc.column, torch.arange(c, device=device), cache)
    logp, value = logp.permute(0, 2, 1, 3), value.permute(0, 2, 1, 3)
    z, slot, wanted = data.z[:, rows], data.slot[:, rows], data.wanted[:, rows]
    nll = -logp.gather(-1, slot[..., None])[..., 0]
    mean = (logp.exp() * value).sum(-1)
    num = enc.numeric[:, None] * wanted
    cat = (1 - enc.numeric[:, None]) * wanted
    err = (mean - z).clamp(-8, 8).square()
    hit = (logp.argmax(-1) == slot).float()
    return Losses(nll, err, z.square().clamp(max=64), hit, num, cat)


def total(found: Losses) -> Tensor:
    """Every table counts alike, whatever it hides; the RMSE of a column counts beside the NLL, since imputations are judged by it."""
    both = found.number + found.category
    count = both.sum((1, 2)).clamp(min=1)
    surprise = (found.nll.clamp(max=12) * both).sum((1, 2)) / count
    cells = found.number.sum(1)
    root = ((found.error * found.number).sum(1) / cells.clamp(min=1) + 1e-3).sqrt()
    return (surprise + (root * cells).sum(1) / count).mean()


def tables_per_step(scale: float, n: int, q: int, c: int) -> int:
    """So that memory and time of a step hardly depend on the shape; scale 1 is about 8 tables of 128 x 8."""
    cost = c * (1 + c / 24) * (n * (CHECK_ROWS[1] + q + 60) + 40 * q) / (8 * 1.33 * 128 * 272)
    return max(2, min(round(scale * 8 / cost), int(24 * scale)))


@torch.no_grad()
def held_out(model: NPT, held: list[tuple[Batch, int]]) -> list[float]:
    """Loss, NLL of numbers, RMSE relative to the mean's, NLL of categories, accuracy on fixed synthetic tables."""
    state = torch.random.get_rng_state()
    torch.manual_seed(0)
    found = [losses(model, d, q) for d, q in held]
    torch.random.set_rng_state(state)

    def mean(value: str, of: str) -> float:
        cells = [(getattr(f, value), getattr(f, of)) for f in found]
        return sum(float((v * o).sum()) for v, o in cells) / sum(float(o.sum()) for _, o in cells)

    loss = sum(float(total(f)) for f in found) / len(found)
    ratio = math.sqrt(mean("error", "number") / mean("truth", "number"))
    return [loss, mean("nll", "number"), ratio, mean("nll", "category"), mean("hit", "category")]


def synthetic_set(device: str, config: Config) -> list[tuple[Batch, int]]:
    fixed = Prior(77, device)
    return [(batch(fixed, 6, n, c, config), q) for n, q, c in HELD]


def optimizer(model: NPT, lr: float) -> torch.optim.Optimizer:
    named = [(k, q) for k, q in model.named_parameters() if q.requires_grad]
    fast = [q for k, q in named if k in FAST]
    decay = [q for k, q in named if k not in FAST and q.dim() > 1]
    plain = [q for k, q in named if k not in FAST and q.dim() <= 1]
    return torch.optim.AdamW(
        [{"params": fast, "mult": 5.0, "weight_decay": 0.0}, {"params": decay, "mult": 1.0, "weight_decay": 0.02},
         {"params": plain, "mult": 1.0, "weight_decay": 0.0}], lr=lr, betas=(0.9, 0.98))  # fmt: skip


class Trainer:
    """Weights, their running average, the optimiser, and how far the training is, over all resumes."""

    def __init__(self, a: argparse.Namespace, config: Config, saved: dict | None, change: Callable[[NPT], None]):
        self.lr = a.lr
        self.model = NPT(config).to(a.device)
        self.step = self.tables = 0
        self.seconds = self.begun = 0.0  # of training before this run, and where its schedule began
        if saved:
            # checkpoint.pt, kept in the repository, has the averaged weights alone
            self.model.load_state_dict(saved.get("live", saved["model"]))
            self.step, self.tables, self.seconds = saved["step"], saved["tables"], saved["seconds"]
            # weights alone start a schedule of their own
            self.begun = saved.get("begun", 0.0) if "optimizer" in saved else self.seconds
        self.average = copy.deepcopy(self.model)
        if saved:
            self.average.load_state_dict(saved["model"])
        held = self.take_kernel(a.kernel, a.device) if a.kernel else set()
        change(self.model)
        for name, weight in self.model.named_parameters():
            weight.requires_grad_(name.startswith(a.only) and name not in held)
        self.model.body.bf16 = not a.no_bf16
        self.optimizer = optimizer(self.model, a.lr)
        self.learned = [w for group in self.optimizer.param_groups for w in group["params"]]
        if saved and "optimizer" in saved:
            self.optimizer.load_state_dict(saved["optimizer"])
        self.start = time.time()

    def take_kernel(self, path: str, device: str) -> set[str]:
        """Takes over the similarity kernel of a checkpoint. -> names of its weights."""
        weights = {k: v for k, v in checkpoint.read(path, device)["model"].items() if k.startswith(KERNEL)}
        for network in (self.model, self.average):
            network.load_state_dict(weights, strict=False)
        return set(weights)

    def spent(self) -> float:
        return self.seconds + time.time() - self.start

    def learn(self, data: Batch, queries: int, share: float, rate: float) -> Tensor:
        """One step at `rate` times the learning rate. -> the loss, 0 where it or a gradient was not finite and nothing learned."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.lr * rate * group["mult"]
        loss = total(losses(self.model, data, queries, share))
        self.optimizer.zero_grad(set_to_none=False)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.learned, 1.0)
        # no branch: on an accelerator it would wait for the step
        sound = torch.isfinite(norm) & torch.isfinite(loss.detach())
        for w in self.learned:
            w.grad = torch.where(sound, w.grad, torch.zeros_like(w.grad))
        self.optimizer.step()
        self.step += 1
        self.tables += data.z.shape[0]
        keep = min(0.999, (self.step + 1) / (self.step + 20))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.average.parameters()), list(self.model.parameters()), 1 - keep)
        return torch.where(sound, loss.detach(), torch.zeros_like(loss))

    def weights(self) -> dict:
        """The averaged weights alone."""
        kept = self.average.checkpoint() | {"step": self.step, "tables": self.tables, "seconds": self.spent()}
        kept["config"]["waves"] = Config.waves
        return kept

    def save(self, a: argparse.Namespace) -> None:
        whole = self.weights() | {"live": self.model.state_dict(), "optimizer": self.optimizer.state_dict(), "begun": self.begun}
        torch.save(whole, a.out + ".new")
        os.replace(a.out + ".new", a.out)
        if a.weights:
            torch.save(self.weights(), a.weights)


class Report:
    """The lines of the log, printed and appended to OUT's name with .csv."""

    def __init__(self, a: argparse.Namespace, config: Config):
        self.snapshots = a.snapshots
        self.held = synthetic_set(a.device, config)
        for folder in (os.path.dirname(a.out), a.snapshots):
            os.makedirs(folder or ".", exist_ok=True)
        self.file = open(a.out.rsplit(".", 1)[0] + ".csv", "a", newline="")
        self.writer = csv.writer(self.file)
        if self.file.tell() == 0:
            self.writer.writerow(LOG)
        self.recent: list[Tensor] = []

    def line(self, trainer: Trainer) -> None:
        loss = float(torch.stack(self.recent).mean())
        self.recent.clear()
        real = ["", ""]
        if realtables:
            found = realtables.scores(trainer.average, 1).values()
            real = [round(sum(v[i] for v in found) / len(found), 4) for i in (0, 1)]
        seconds = trainer.spent()
        held = [round(v, 4) for v in held_out(trainer.average, self.held)]
        row = [round(seconds), trainer.step, trainer.tables, round(loss, 4), *held, *real]
        print(*row, f"{trainer.tables / seconds:.1f} tables/s", flush=True)
        self.writer.writerow(row)
        self.file.flush()
        if self.snapshots:
            torch.save(trainer.weights(), f"{self.snapshots}/{row[0]:05d}.pt")


def batches(a: argparse.Namespace, seed: int, config: Config) -> Iterator[tuple[Batch, int]]:
    """Batches of random shapes, a few of a shape made at once, with the number of rows to predict."""
    prior = Prior(seed, a.device, a.interactions)
    shapes = SHAPES["cuda" if a.device.startswith("cuda") else "cpu"]
    while True:
        n, q, c = shapes[int(torch.randint(len(shapes), (1,)))]
        for data in parts(batch(prior, AHEAD * tables_per_step(a.scale, n, q, c), n, c, config), AHEAD):
            yield data, q


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    p = argparse.ArgumentParser()
    p.add_argument("--out", required=True)
    p.add_argument("--weights", default="", help="where the averaged weights alone go")
    p.add_argument("--snapshots", default="", help="folder for the averaged weights at every line of the log")
    p.add_argument("--minutes", type=float, default=5)
    p.add_argument("--total-minutes", type=float, default=0, help="length of the whole schedule over all resumes")
    p.add_argument("--resume", default="")
    p.add_argument("--device", default="cpu")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--lr", type=float, default=2e-3)
    p.add_argument("--scale", type=float, default=1.0, help="batch size, 1 = about 8 tables of 128 x 8")
    p.add_argument("--interactions", type=float, default=0.0, help="share of the tables with columns of interactions.py")
    p.add_argument("--every", type=float, default=60, help="seconds between two lines of the log")
    p.add_argument("--kernel", default="", help="checkpoint whose similarity kernel is taken over and held")
    p.add_argument("--only", default="", help="train the parameters whose names start so, e.g. combination. for the heads")
    p.add_argument("--no-bf16", action="store_true")
    return p.parse_args(argv)


def train(a: argparse.Namespace, config: Config, change: Callable[[NPT], None] = lambda model: None) -> None:
    """config: sizes of a network from scratch; change: what is done to its weights before it learns."""
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    saved = checkpoint.read(a.resume, a.device) if a.resume and os.path.exists(a.resume) else None
    config = Config(**saved["config"]) if saved else config
    config.waves = WAVES
    trainer, report = Trainer(a, config, saved, change), Report(a, config)
    ready = batches(a, a.seed * 1_000_003 + trainer.step, config)
    end = (a.total_minutes or trainer.seconds / 60 + a.minutes) * 60
    warm_up = WARM_UP // 10 if saved else WARM_UP
    # goes on with a schedule that was interrupted: no warm-up
    warm = warm_up if trainer.begun < trainer.seconds else 0
    logged = kept = time.time()
    while time.time() - trainer.start < a.minutes * 60:
        done = min(1.0, (trainer.spent() - trainer.begun) / (end - trainer.begun))
        warm += 1
        rate = min(1.0, warm / warm_up) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
        data, queries = next(ready)
        report.recent.append(trainer.learn(data, queries, 1.0 if float(torch.rand(1)) < 0.75 else 0.7, rate))
        if time.time() - logged > a.every:
            report.line(trainer)
            logged = time.time()
        if time.time() - kept > SAVE_SECONDS:
            trainer.save(a)
            kept = time.time()
    if report.recent:
        report.line(trainer)
    trainer.save(a)


if __name__ == "__main__":
    train(arguments(), Config())
