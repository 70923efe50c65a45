"""Trains the network on synthetic tables: `train.py --out run.pt --minutes 60 [--resume run.pt] [--device cuda]`.

Prints and appends to RUN.csv: seconds, steps, tables, loss and the loss on a fixed synthetic set. Needs PyTorch and NumPy."""
import argparse
import copy
import csv
import math
import os
import time

import torch

from config import Config
from encode import encode
from model import NPT, borders
from prior import Prior

SHAPES = [(48, 7), (64, 8), (64, 14), (96, 6), (96, 10), (128, 8), (128, 14), (192, 6), (256, 5), (256, 9), (320, 7)]


def batch(prior: Prior, b: int, n: int, c: int, config: Config):
    t = prior.sample(b, n, c)
    column = torch.argsort(prior.u(b, config.column_codes), 1)[:, :c]
    visible = t.seen * t.native
    enc = encode(t.value, t.level, visible, t.numeric, column, config)
    # the truth in the coordinates that the visible cells define
    count = visible.sum(1).clamp(min=1)
    mean = (t.value * visible).sum(1) / count
    sd = ((t.value - mean[:, None]).square() * visible).sum(1).div(count).sqrt().clamp(min=1e-9)
    z = ((t.value - mean[:, None]) / sd[:, None]).clamp(-20, 20).float()
    # slots of the truth: for categories found among the visible rows of the same level
    match = (t.level[:, :, None] == t.level[:, None]) & (visible[:, None] > 0)
    first = match.float().argmax(2)
    known = match.any(2)
    cat_slot = enc.slot.gather(1, first)
    edges = borders(config).to(z.device)
    num = t.numeric[:, None] > 0
    slot = torch.where(num, torch.bucketize(z.contiguous(), edges, right=True), cat_slot)
    wanted = (1 - t.seen) * t.native * torch.where(num, torch.ones_like(t.seen), known.float())
    return enc, z, slot, wanted, sd


def losses(model: NPT, data, split: float):
    """Mean NLL and squared error over hidden cells; `split` < 1 leaves some rows to the kernel alone as extra memory."""
    enc, z, slot, wanted, _ = data
    b, n, c = enc.x.shape
    k = max(24, int(n * split))
    ctx = tuple(t[:, :k] for t in enc[:5])
    extra = tuple(t[:, k:] for t in enc[:5]) if k < n else tuple(torch.zeros_like(t[:, :1]) for t in enc[:5])
    cache = model.context(*ctx, enc.numeric, enc.column)
    logp, value, _ = model.query(
        enc.x, enc.g, enc.level, enc.seen, ctx, extra, enc.numeric, enc.column, torch.arange(c, device=enc.x.device), cache
    )
    logp = logp.permute(0, 2, 1, 3)
    value = value.permute(0, 2, 1, 3)
    nll = -logp.gather(-1, slot[..., None])[..., 0]
    mean = (logp.exp() * value).sum(-1)
    num = enc.numeric[:, None] * wanted
    cat = (1 - enc.numeric[:, None]) * wanted
    err = (mean - z).clamp(-8, 8).square()
    base = z.square().clamp(max=64)
    hit = (logp.argmax(-1) == slot).float()
    return nll, err, base, hit, num, cat


def total(nll, err, base, hit, num, cat):
    # every table counts alike, whatever it hides
    per = lambda v, m: (v * m).sum((1, 2)) / m.sum((1, 2)).clamp(min=1)  # noqa: E731
    both = num + cat
    loss = per(nll.clamp(max=12), both) + 0.5 * per(err, num) * num.sum((1, 2)) / both.sum((1, 2)).clamp(min=1)
    return loss.mean()


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--out", required=True)
    p.add_argument("--minutes", type=float, default=5)
    p.add_argument("--total-minutes", type=float, default=0, help="length of the whole schedule over all resumes")
    p.add_argument("--resume", default="")
    p.add_argument("--device", default="cpu")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--lr", type=float, default=2e-3)
    p.add_argument("--scale", type=float, default=1.0, help="batch size, 1 = about 8 tables of 128 x 8")
    p.add_argument("--width", type=int, default=0)
    p.add_argument("--blocks", type=int, default=0)
    p.add_argument("--no-bf16", action="store_true")
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    config = Config()
    if a.width:
        config.width = a.width
    if a.blocks:
        config.blocks = a.blocks
    model = NPT(config).to(a.device)
    scalars = {"lift_gain", "mismatch", "pointer_scale", "pointer_kernel", "lift_mlp.2.bias", "sharpness.2.bias", "out_gates.2.bias"}
    fast = [q for k, q in model.named_parameters() if k in scalars]
    decay = [q for k, q in model.named_parameters() if k not in scalars and q.dim() > 1]
    plain = [q for k, q in model.named_parameters() if k not in scalars and q.dim() <= 1]
    opt = torch.optim.AdamW(
        [{"params": fast, "mult": 5.0, "weight_decay": 0.0}, {"params": decay, "mult": 1.0, "weight_decay": 0.02},
         {"params": plain, "mult": 1.0, "weight_decay": 0.0}], lr=a.lr, betas=(0.9, 0.98))  # fmt: skip
    ema = copy.deepcopy(model)
    step, tables, spent, begun = 0, 0, 0.0, 0.0
    if a.resume and os.path.exists(a.resume):
        s = torch.load(a.resume, map_location=a.device, weights_only=True)
        # checkpoint.pt, kept in the repository, has the averaged weights alone
        model.load_state_dict(s.get("live", s["model"]))
        ema.load_state_dict(s["model"])
        if "optimizer" in s:
            opt.load_state_dict(s["optimizer"])
        step, tables, spent = s["step"], s["tables"], s["seconds"]
        # weights alone start a schedule of their own
        begun = s.get("begun", 0.0) if "optimizer" in s else spent
    length = (a.total_minutes or (spent / 60 + a.minutes)) * 60
    prior = Prior(a.seed * 1_000_003 + step, a.device)
    fixed = Prior(77, a.device)
    held = [batch(fixed, 6, n, c, config) for n, c in SHAPES[:8]]
    log = open(a.out.rsplit(".", 1)[0] + ".csv", "a", newline="")
    writer = csv.writer(log)
    start = time.time()
    made, steps_here = 0.0, 200 if begun < spent else 0
    run_loss, run_n = 0.0, 0
    last_save = start
    model.bf16 = ema.bf16 = not a.no_bf16

    def save() -> None:
        state = ema.checkpoint() | {
            "live": model.state_dict(), "optimizer": opt.state_dict(), "step": step, "tables": tables,
            "seconds": spent + time.time() - start, "begun": begun,
        }  # fmt: skip
        torch.save(state, a.out + ".new")
        os.replace(a.out + ".new", a.out)

    while time.time() - start < a.minutes * 60:
        done = min(1.0, (spent - begun + time.time() - start) / (length - begun))
        rate = min(1.0, (steps_here + 1) / 200) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
        for group in opt.param_groups:
            group["lr"] = a.lr * rate * group["mult"]
        n, c = SHAPES[int(torch.randint(len(SHAPES), (1,)))]
        b = max(2, round(a.scale * 8 * (128 * 128 * 8) / (n * n * c) if n >= 96 else a.scale * 8 * 1.6))
        b = min(b, int(24 * a.scale))
        t0 = time.time()
        data = batch(prior, b, n, c, config)
        made += time.time() - t0
        split = 1.0 if float(torch.rand(1)) < 0.75 else 0.7
        loss = total(*losses(model, data, split))
        if not torch.isfinite(loss):
            opt.zero_grad()
            continue
        opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        step += 1
        steps_here += 1
        tables += b
        keep = min(0.999, (step + 1) / (step + 20))
        with torch.no_grad():
            for e, q in zip(ema.parameters(), model.parameters()):
                e.lerp_(q, 1 - keep)
        run_loss += float(loss.detach())
        run_n += 1
        if step % 200 == 0:
            with torch.no_grad():
                parts = [losses(ema, d, 1.0) for d in held]
            val = sum(float(total(*q)) for q in parts) / len(parts)
            s = lambda i, j: sum(float((q[i] * q[j]).sum()) for q in parts) / sum(float(q[j].sum()) for q in parts)  # noqa: E731
            row = [round(spent + time.time() - start), step, tables, round(run_loss / run_n, 4), round(val, 4),
                   round(s(0, 4), 4), round(math.sqrt(s(1, 4) / s(2, 4)), 4), round(s(0, 5), 4), round(s(3, 5), 4)]  # fmt: skip
            rate_all = run_n and b and (tables / (spent + time.time() - start))
            print(*row, f"tables/s {rate_all:.1f} generator share {made / (time.time() - start):.2f}", flush=True)
            writer.writerow(row)
            log.flush()
            run_loss, run_n = 0.0, 0
        if time.time() - last_save > 120:
            save()
            last_save = time.time()
    save()


if __name__ == "__main__":
    main()
