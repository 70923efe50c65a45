"""Muon (Jordan et al. 2024): momentum whose matrices are made orthogonal before they are added to the weights.

Every update of a matrix then has the same size in all directions, which trains small transformers in far fewer tables than
AdamW. For the matrices inside the blocks only; embeddings, heads, scales and biases belong to AdamW."""
import torch
from torch import Tensor

STEPS = 5  # of the Newton-Schulz iteration, enough for singular values between .7 and 1.2
COEFFICIENTS = (3.4445, -4.7750, 2.0315)


def orthogonal(m: Tensor) -> Tensor:
    """Matrices [g, r, c] -> the nearest ones with singular values of about one."""
    x = m.bfloat16()
    wide = x.shape[-2] > x.shape[-1]
    if wide:
        x = x.transpose(-1, -2)
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    a, b, c = COEFFICIENTS
    for _ in range(STEPS):
        gram = x @ x.transpose(-1, -2)
        x = a * x + (b * gram + c * gram @ gram) @ x
    return (x.transpose(-1, -2) if wide else x).to(m.dtype)


class Muon(torch.optim.Optimizer):
    """Weights [r * e, e] with r > 1 that hold several square maps (keys and values side by side) are treated map by map;
    `parts` tells how many a weight holds."""

    def __init__(self, weights: list[Tensor], parts: dict[Tensor, int], lr: float = 0.02, momentum: float = 0.95, decay: float = 0.01):
        super().__init__(weights, {"lr": lr, "momentum": momentum, "decay": decay})
        self.parts = parts

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            alike: dict[torch.Size, list[tuple[Tensor, Tensor]]] = {}
            for w in group["params"]:
                if w.grad is None:
                    continue
                held = self.state[w].setdefault("momentum", torch.zeros_like(w))
                held.lerp_(w.grad, 1 - group["momentum"])
                update = w.grad.lerp(held, group["momentum"])
                count = self.parts.get(w, 1)
                for to, by in zip(w.chunk(count), update.chunk(count)):
                    alike.setdefault(to.shape, []).append((to, by))
            for shape, pairs in alike.items():
                size = group["lr"] * max(1.0, shape[0] / shape[1]) ** 0.5
                for (to, _), by in zip(pairs, orthogonal(torch.stack([by for _, by in pairs]))):
                    to.mul_(1 - group["lr"] * group["decay"]).add_(by, alpha=-size)
