"""Gaussian estimates without learned parameters, of incomplete rows: covariance by EM, conditional means and variances.

Matrix products and elementwise functions only, so everything exports with dynamic shapes."""
import math

import torch
from torch import Tensor


def normal_cdf(x: Tensor) -> Tensor:
    return 0.5 * (1 + torch.erf(x * math.sqrt(0.5)))


def probit(p: Tensor) -> Tensor:
    """Quantile of the standard normal; rational-free polynomial of Giles (2010), since ONNX has no inverse erf."""
    x = limit(2 * p - 1, -0.999999, 0.999999)
    w = -torch.log((1 - x) * (1 + x))
    inner, outer = w - 2.5, w.clamp(min=1e-6).sqrt() - 3
    low = torch.full_like(x, 2.81022636e-08)
    for k in (3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727, 1.50140941):  # fmt: skip
        low = low * inner + k
    high = torch.full_like(x, -0.000200214257)
    for k in (0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047, 1.00167406, 2.83297682):  # fmt: skip
        high = high * outer + k
    return math.sqrt(2) * x * torch.where(w < 5, low, high)


def limit(x: Tensor, low: float, high: float) -> Tensor:
    """clamp(low, high); the exporter's optimiser loses the bounds of a two-sided Clip."""
    if not torch.compiler.is_exporting():
        return x.clamp(low, high)
    bound = lambda v: torch.tensor(v, dtype=x.dtype, device=x.device)  # noqa: E731
    return torch.minimum(torch.maximum(x, bound(low)), bound(high))


def inverse(a: Tensor, steps: int = 22) -> Tensor:
    """Newton-Schulz inverse of symmetric positive definite matrices [..., c, c]: products only, so it exports."""
    if a.is_cuda:
        return torch.linalg.inv_ex(a).inverse
    n = a.shape[-1]
    eye = torch.eye(n, device=a.device, dtype=a.dtype)
    x = eye / a.abs().sum(-1).amax(-1)[..., None, None].clamp(min=1e-6)
    for _ in range(steps):
        x = x @ (2 * eye - a @ x)
    return x


def masked_inverse(cov: Tensor, seen: Tensor) -> Tensor:
    """Inverse of cov restricted to each row's observed columns. cov [b, c, c], seen [b, n, c] -> [b, n, c, c]."""
    eye = torch.eye(cov.shape[-1], device=cov.device, dtype=cov.dtype)
    both = seen[..., :, None] * seen[..., None, :]
    a = cov[:, None] * both + eye * (1 - seen)[..., None]
    return inverse(a) * both


def conditional(cov: Tensor, x: Tensor, seen: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and variance of every cell given the other observed cells of its row, under N(0, cov).

    Observed cells get their leave-one-out prediction. x, seen [b, n, c] -> two [b, n, c]."""
    b = masked_inverse(cov, seen)
    y = (b @ (x * seen)[..., None])[..., 0]
    diag = b.diagonal(dim1=-2, dim2=-1)
    loo_mean = x - y / diag.clamp(min=1e-4)
    loo_var = 1 / diag.clamp(min=1e-4)
    mean = y @ cov
    var = cov.diagonal(dim1=-2, dim2=-1)[:, None] - ((b @ cov[:, None]) * cov[:, None]).sum(-2)
    return torch.where(seen > 0, loo_mean, mean), torch.where(seen > 0, loo_var, var).clamp(min=1e-4)


def covariance(x: Tensor, seen: Tensor, ridge: float = 2e-3, rounds: int = 3) -> Tensor:
    """Shrunken covariance of incomplete standardised rows by a few EM rounds. [b, n, c] -> [b, c, c]."""
    n = x.shape[1]
    c = x.shape[2]
    eye = torch.eye(c, device=x.device, dtype=x.dtype)
    filled = x * seen
    extra = (1 - seen).mean(1)
    for r in range(rounds):
        cov = filled.transpose(1, 2) @ filled / n
        # cells that are guesses carry less variance than real ones: put the missing part back
        cov = cov + torch.diag_embed(extra)
        shrink = c / (n + c + 8.0)
        cov = cov * (1 - shrink * (1 - eye)) + ridge * eye
        if r + 1 < rounds:
            mean, var = conditional(cov, x, seen)
            filled = torch.where(seen > 0, x, limit(mean, -6, 6))
            extra = ((1 - seen) * var).mean(1)
    return cov
