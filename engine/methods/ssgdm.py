"""SSGDm: synchronous SGD with heavy-ball momentum.

Barrier dispatch; when all n have arrived `v <- beta v + eta sum_i g_i; w <- w - v`, eta = step * (1 - beta): OrMo is
the same rule without the barrier (arXiv 2407.19234). Unbiased for `f` on different data; a round lasts as long as
the slowest job. The sum of the gradients counts here, not their mean: each ends with the total weight step.
"""

from typing import Literal

import numpy as np

from engine.kernel.dispatch import RELEASE, WAIT
from engine.kernel.jit import decayed, rule
from engine.kernel.state import Floats, Server, server
from engine.methods.base import Heard, Line, Method, MomentumSettings, Report, Setting
from engine.methods.facts import Facts
from engine.methods.moves import batch_is_full


class Ssgdm(MomentumSettings):
    """SSGDm."""

    kind: Literal["ssgdm"] = "ssgdm"


def prepare(settings: Ssgdm, setting: Setting) -> Server:
    """A server with the momentum buffer and the sum of the round's gradients."""
    return server(setting.start, setting.workers, settings.eta, settings.momentum, vectors=2, counts=1)


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    w, v, total = server.model, server.vectors[0], server.vectors[1]
    if not batch_is_full(server, total, gradient, server.workers):
        return WAIT
    for j in range(w.size):
        v[j] = decayed(server.momentum, v[j]) + server.step * total[j]
        w[j] -= v[j]
        total[j] = 0.0
    return WAIT | RELEASE


def report(server: Server, heard: Heard) -> Report:
    place = np.arange(heard.worker.size) % server.workers + 1
    lines = (
        Line("gradient {place} of {n} of this round; the worker waits"),
        Line("the round is full: v ← {beta} v + {eta} Σ gᵢ, then w ← w − v; all restart", when="full"),
    )
    columns = {
        "place": place,
        "n": server.workers,
        "beta": server.momentum,
        "eta": server.step,
        "full": (place == server.workers) * 1,
    }
    return Report(lines, columns)


FACTS = Facts(
    family="momentum",
    rule=(r"v &\leftarrow \beta v + \eta \sum_{i=1}^n g_i", r"w &\leftarrow w - v"),
    pseudo=(
        "w = start, v = 0",
        "forever:",
        "    every worker computes a gradient at w",
        "    wait until all n have arrived",
        "    v = beta * v + eta * sum of the n gradients",
        "    w = w - v",
    ),
    needs="nothing",
    vectors="2",
    memory="the buffer $v$ and the round's sum",
    stale="there are none: everyone waits",
    unbiased="yes",
    limit="It is the minimiser of $f$: every round hears every worker once.",
    weight=r"A gradient ends with the step as its total weight: the sum counts, not the mean; "
    r"$\eta = \gamma (1 - \beta)$.",
    status="published",
)

METHOD = Method(
    "SSGDm",
    Ssgdm,
    prepare,
    update,
    source="2407.19234",
    formula="v ← β v + η Σ gᵢ;  w ← w − v, once a round",
    report=report,
    facts=FACTS,
)
