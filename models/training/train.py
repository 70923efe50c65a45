"""Trains the network on synthetic tables: `train.py --out run.pt --minutes 60 [--resume run.pt] [--device cuda]`.

Prints and appends to RUN.csv (columns: LOG): time, steps, tables, loss, the loss on a fixed synthetic set and, where
scikit-learn is installed, what the averaged weights are worth on its bundled tables. Needs PyTorch and NumPy."""
import argparse
import copy
import csv
import math
import os
import time
from typing import NamedTuple

import torch
from torch import Tensor

import variants
from config import Config
from encode import Encoded, encode, frequency_ranks, level_slot
from model import NPT, borders
from prior import Prior

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
FAST = {"lift_gain", "mismatch", "pointer_scale", "pointer_kernel", "lift_mlp.2.bias", "sharpness.2.bias", "out_gates.2.bias"}
KERNEL = ("lift_", "mismatch", "sharpness")  # what the weights of the similarity kernel are learned by
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


def losses(model: NPT, data: Batch, queries: int, share: float = 1.0):
    """NLL, squared error, squared truth, hits of the hidden cells of `queries` rows; then which cells are numbers and
    which are categories, all [b, q, c]. With `share` < 1 the last rows are not context, only memory of the kernel."""
    enc = data.enc
    b, n, c = enc.x.shape
    device = enc.x.device
    k = max(24, int(n * share))
    ctx = tuple(t[:, :k] for t in enc[:5])
    extra = tuple(t[:, k:] for t in enc[:5]) if k < n else tuple(torch.zeros_like(t[:, :1]) for t in enc[:5])
    some = lambda m: torch.randperm(k, device=device)[:m]  # noqa: E731
    cache = model.context(*ctx, enc.numeric, enc.column, some(CHECK_ROWS[0]), some(CHECK_ROWS[1]))
    rows = torch.randperm(n, device=device)[:queries]
    q = [t[:, rows] for t in (enc.x, enc.g, enc.level, enc.seen)]
    logp, value, _ = model.query(*q, ctx, extra, enc.numeric, enc.column, torch.arange(c, device=device), cache)
    logp, value = logp.permute(0, 2, 1, 3), value.permute(0, 2, 1, 3)
    z, slot, wanted = data.z[:, rows], data.slot[:, rows], data.wanted[:, rows]
    nll = -logp.gather(-1, slot[..., None])[..., 0]
    mean = (logp.exp() * value).sum(-1)
    num = enc.numeric[:, None] * wanted
    cat = (1 - enc.numeric[:, None]) * wanted
    err = (mean - z).clamp(-8, 8).square()
    hit = (logp.argmax(-1) == slot).float()
    return nll, err, z.square().clamp(max=64), hit, num, cat


def total(nll, err, base, hit, num, cat) -> Tensor:
    """Every table counts alike, whatever it hides; the RMSE of a column counts beside the NLL, since imputations are judged by it."""
    both = num + cat
    count = both.sum((1, 2)).clamp(min=1)
    surprise = (nll.clamp(max=12) * both).sum((1, 2)) / count
    cells = num.sum(1)
    root = ((err * num).sum(1) / cells.clamp(min=1) + 1e-3).sqrt()
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
    s = lambda i, j: sum(float((q[i] * q[j]).sum()) for q in found) / sum(float(q[j].sum()) for q in found)  # noqa: E731
    loss = sum(float(total(*q)) for q in found) / len(found)
    return [loss, s(0, 4), math.sqrt(s(1, 4) / s(2, 4)), s(0, 5), s(3, 5)]


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


def main() -> None:
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
    p.add_argument("--variant", default="full", choices=variants.VARIANTS)
    p.add_argument("--every", type=float, default=60, help="seconds between two lines of the log")
    p.add_argument("--kernel", default="", help="checkpoint whose similarity kernel is taken over and held")
    p.add_argument("--only", default="", help="train the parameters whose names start so, e.g. out_ for the heads")
    p.add_argument("--no-bf16", action="store_true")
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    saved = torch.load(a.resume, map_location=a.device, weights_only=True) if a.resume and os.path.exists(a.resume) else None
    config = Config(**saved["config"]) if saved else variants.sized(a.variant, Config())
    # any number of random features fits any weights; half of them learn the same and cost half
    config.waves = 64
    model = NPT(config).to(a.device)
    step, tables, spent, begun = 0, 0, 0.0, 0.0
    if saved:
        # checkpoint.pt, kept in the repository, has the averaged weights alone
        model.load_state_dict(saved.get("live", saved["model"]))
        step, tables, spent = saved["step"], saved["tables"], saved["seconds"]
        # weights alone start a schedule of their own
        begun = saved.get("begun", 0.0) if "optimizer" in saved else spent
    ema = copy.deepcopy(model)
    if saved:
        ema.load_state_dict(saved["model"])
    kernel = {}
    if a.kernel:
        weights = torch.load(a.kernel, map_location=a.device, weights_only=True)["model"]
        kernel = {k: v for k, v in weights.items() if k.startswith(KERNEL)}
        for network in (model, ema):
            network.load_state_dict(kernel, strict=False)
    variants.apply(a.variant, model)
    for name, weight in model.named_parameters():
        weight.requires_grad_(name.startswith(a.only) and name not in kernel)
    opt = optimizer(model, a.lr)
    learned = [w for group in opt.param_groups for w in group["params"]]
    if saved and "optimizer" in saved:
        opt.load_state_dict(saved["optimizer"])
    length = (a.total_minutes or (spent / 60 + a.minutes)) * 60
    prior = Prior(a.seed * 1_000_003 + step, a.device)
    held = synthetic_set(a.device, config)
    for folder in (os.path.dirname(a.out), a.snapshots):
        os.makedirs(folder or ".", exist_ok=True)
    log_path = a.out.rsplit(".", 1)[0] + ".csv"
    fresh = not os.path.exists(log_path)
    log = open(log_path, "a", newline="")
    writer = csv.writer(log)
    if fresh:
        writer.writerow(LOG)
    model.bf16 = not a.no_bf16
    shapes = SHAPES["cuda" if a.device.startswith("cuda") else "cpu"]
    start = time.time()
    warm_up = WARM_UP // 10 if saved else WARM_UP
    steps_here = warm_up if begun < spent else 0
    run_loss, run_steps = torch.zeros((), device=a.device), 0
    last_save = last_log = start
    stock: list[Batch] = []

    def lean() -> dict:
        kept = ema.checkpoint() | {"step": step, "tables": tables, "seconds": spent + time.time() - start}
        kept["config"]["waves"] = Config.waves
        return kept

    def save() -> None:
        torch.save(lean() | {"live": model.state_dict(), "optimizer": opt.state_dict(), "begun": begun}, a.out + ".new")
        os.replace(a.out + ".new", a.out)
        if a.weights:
            torch.save(lean(), a.weights)

    def report() -> None:
        nonlocal run_steps
        real = ["", ""]
        if realtables:
            found = realtables.scores(ema, 1).values()
            real = [round(sum(v[i] for v in found) / len(found), 4) for i in (0, 1)]
        row = [round(spent + time.time() - start), step, tables, round(float(run_loss) / max(1, run_steps), 4),
               *(round(v, 4) for v in held_out(ema, held)), *real]  # fmt: skip
        print(a.variant, *row, f"{tables / (spent + time.time() - start):.1f} tables/s", flush=True)
        writer.writerow(row)
        log.flush()
        if a.snapshots:
            torch.save(lean(), f"{a.snapshots}/{row[0]:05d}.pt")
        run_loss.zero_()
        run_steps = 0

    while time.time() - start < a.minutes * 60:
        done = min(1.0, (spent - begun + time.time() - start) / (length - begun))
        rate = min(1.0, (steps_here + 1) / warm_up) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
        for group in opt.param_groups:
            group["lr"] = a.lr * rate * group["mult"]
        if not stock:
            n, q, c = shapes[int(torch.randint(len(shapes), (1,)))]
            stock = parts(batch(prior, AHEAD * tables_per_step(a.scale, n, q, c), n, c, config), AHEAD)
        data = stock.pop()
        loss = total(*losses(model, data, q, 1.0 if float(torch.rand(1)) < 0.75 else 0.7))
        opt.zero_grad(set_to_none=False)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(learned, 1.0)
        sound = torch.isfinite(norm) & torch.isfinite(loss.detach())
        for w in learned:
            w.grad = torch.where(sound, w.grad, torch.zeros_like(w.grad))
        opt.step()
        step += 1
        steps_here += 1
        tables += data.z.shape[0]
        keep = min(0.999, (step + 1) / (step + 20))
        with torch.no_grad():
            torch._foreach_lerp_(list(ema.parameters()), list(model.parameters()), 1 - keep)
        run_loss += torch.where(sound, loss.detach(), torch.zeros_like(run_loss))
        run_steps += 1
        if time.time() - last_log > a.every:
            report()
            last_log = time.time()
        if time.time() - last_save > 120:
            save()
            last_save = time.time()
    if run_steps > 0:
        report()
    save()


if __name__ == "__main__":
    main()
