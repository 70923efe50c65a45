"""What each part of the shipped network is worth on real tables: `ablate.py --corpus DIR --masked DIR [--patterns MCAR30,LABEL] [--tables iris,...]`.

Nothing is trained: attention is switched off in the shipped weights, or an expert says no more than the column's own
distribution, in the leave-one-out check too, so that the solved combination is solved again without it. Prints as Markdown
the mean skill per pattern over the tables of an evaluation corpus (see evaluate.py), and the difference to the whole network."""
import argparse
import copy
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

import paths  # first: finds the training code
import torch

import combine
import experts
from evaluate import corpus_index, corpus_score, mean, table_score
from experts import Check, Evidence, PerExpert
from model import NPT, load


@contextmanager
def attention_off(model: NPT, *names: str) -> Iterator[NPT]:
    cut = copy.deepcopy(model)
    for block in cut.body.blocks:
        for name in names:
            torch.nn.init.zeros_(getattr(block, name).out.weight)
    yield cut


@contextmanager
def body_off(model: NPT) -> Iterator[NPT]:
    """No attention, and no bins of the network's own."""
    with attention_off(model, "abd", "aba") as cut:
        torch.nn.init.zeros_(cut.combination.bins[2].weight)
        torch.nn.init.zeros_(cut.combination.bins[2].bias)
        yield cut


def replaced(all_of, name: str, value):
    """A tuple by expert with one entry changed, if it has that expert."""
    return all_of._replace(**{name: value}) if name in all_of._fields else all_of


@contextmanager
def expert_off(model: NPT, name: str) -> Iterator[NPT]:
    real_check, real_predict = experts.check, experts.predict

    def check(*given) -> Check:
        found = real_check(*given)
        one = torch.ones_like(found.errors.linear)
        found = found._replace(
            errors=replaced(found.errors, name, one), means=replaced(found.means, name, torch.zeros_like(found.means.linear)),
            chances=replaced(found.chances, name, found.chances.base),
        )  # fmt: skip
        return found._replace(**{f"{name}_gain": 0 * one}) if f"{name}_gain" in found._fields else found

    def predict(*given) -> Evidence:
        found = real_predict(*given)
        own = found.chances.base.expand(found.chances.kernel.shape)
        nothing = torch.zeros_like(found.pointer_mean)
        found = found._replace(
            chances=replaced(found.chances, name, own), means=replaced(found.means, name, nothing),
            variances=replaced(found.variances, name, nothing + 1),
        )  # fmt: skip
        if name == "kernel":
            return found._replace(kernel_sum=torch.zeros_like(found.kernel_sum))
        return found._replace(pointer_mean=nothing) if name == "pointer" else found

    with patch.object(experts, "check", check), patch.object(experts, "predict", predict):
        yield model


@contextmanager
def stack_off(model: NPT) -> Iterator[NPT]:
    """Neither the solved combination of means nor the one that the network moves."""
    cut = copy.deepcopy(model)
    torch.nn.init.zeros_(cut.combination.gates[2].weight[PerExpert._fields.index("stack")])
    torch.nn.init.zeros_(cut.combination.gates[2].bias[PerExpert._fields.index("stack") : PerExpert._fields.index("stack") + 1])
    with patch.object(combine, "STACK_SHARE", 0.0):
        yield cut


@contextmanager
def pool_off(model: NPT) -> Iterator[NPT]:
    with patch.object(combine, "POOL_SHARE", 0.0):
        yield model


def cuts(model: NPT) -> dict:
    return {
        "whole network": ExitStack,
        "no attention between datapoints (ABD)": lambda: attention_off(model, "abd"),
        "no attention between attributes (ABA)": lambda: attention_off(model, "aba"),
        "neither": lambda: attention_off(model, "abd", "aba"),
        "no body (neither, no bins of its own)": lambda: body_off(model),
        **{f"no {name}": lambda name=name: expert_off(model, name) for name in PerExpert._fields if name not in ("base", "stack")},
        "no stack": lambda: stack_off(model),
        "no pool": lambda: pool_off(model),
    }


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--corpus", required=True)
    p.add_argument("--masked", required=True)
    p.add_argument("--split", default="public")
    p.add_argument("--patterns", default="MCAR30,LABEL")
    p.add_argument("--tables", default="")
    p.add_argument("--checkpoint", default=paths.CHECKPOINT)
    p.add_argument("--context-rows", type=int, default=1000)
    p.add_argument("--threads", type=int, default=1)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    score, index = corpus_score(a.corpus), corpus_index(a.corpus, a.split)
    tables = a.tables.split(",") if a.tables else list(index)
    patterns = a.patterns.split(",")
    model = load(a.checkpoint)
    print(f"mean skill over {len(tables)} tables (difference to the whole network)\n")
    print("| | " + " | ".join([*patterns, "mean"]) + " |\n|---|" + "--:|" * (len(patterns) + 1))
    whole: list[float] = []
    for name, cut in cuts(model).items():
        with cut() as changed:
            network = changed if isinstance(changed, NPT) else model
            skills = [
                mean([table_score(network, score, index[t], f"{a.masked}/{t}__{pattern}", a.context_rows)["skill"] for t in tables])
                for pattern in patterns
            ]
        skills.append(mean(skills))
        whole = whole or skills
        cells = [f"{s:.4f}" + (f" ({s - w:+.4f})" if skills is not whole else "") for s, w in zip(skills, whole)]
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
