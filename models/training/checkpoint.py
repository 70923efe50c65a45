"""Reads checkpoints, those of earlier versions under today's names: the one place that knows the old ones."""
import torch
from torch import Tensor

# version 0.2.0 kept all weights in one module: how a name began, how it begins now
RENAMED = {
    "embed_": "body.embed_",
    "blocks.": "body.blocks.",
    "final_norm.": "body.final_norm.",
    "level_book": "body.level_book",
    "column_book": "body.column_book",
    "rbf": "body.rbf",
    "rank_rbf": "body.rank_rbf",
    "lift_": "kernel.lift_",
    "mismatch": "kernel.mismatch",
    "near_offset": "kernel.near_offset",
    "sharpness.": "kernel.sharpness.",
    "pointer_": "pointer.",
    "out_": "combination.",
}


def renamed(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Weights under today's names; today's own stay."""
    out = {}
    for name, weight in weights.items():
        old = next((k for k in RENAMED if name.startswith(k)), "")
        out[RENAMED.get(old, "") + name[len(old) :]] = weight
    return out


def read(path: str, device: str = "cpu") -> dict:
    """A checkpoint of train.py. Of an earlier version's, the weights alone go on: its optimiser knew another order."""
    saved = torch.load(path, map_location=device, weights_only=True)
    if any(name.startswith(tuple(RENAMED)) for name in saved["model"]):
        for key in ("model", "live"):
            if key in saved:
                saved[key] = renamed(saved[key])
        saved.pop("optimizer", None)
    return saved
