"""Minibatch SGD: everyone waits for the slowest, then one step with the mean of all gradients.

Barrier dispatch; when all n have arrived `x <- x - step * (1/n) sum_i g_i`, one update a round, which lasts as long
as the slowest job. Unbiased for `f` on different data. Theory's step `min(1 / L, eps n / (2 L s2))`, time
`tau_max (L D / eps + s2 L D / (n eps^2))`. The step is that of the mean: a single gradient ends with step / n.
"""

from typing import Literal

import numpy as np

from engine.kernel.dispatch import RELEASE, WAIT
from engine.kernel.jit import rule
from engine.kernel.state import Floats, Server, server
from engine.methods.base import Heard, Line, Method, MethodSettings, Report, Setting
from engine.methods.facts import RINGMASTER_CODE, Check, Facts
from engine.methods.moves import batch_is_full, descend


class Minibatch(MethodSettings):
    """Minibatch SGD."""

    kind: Literal["minibatch"] = "minibatch"


def prepare(settings: Minibatch, setting: Setting) -> Server:
    """A server with the sum of the round's gradients."""
    return server(setting.start, setting.workers, settings.step, vectors=1, counts=1)


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    total = server.vectors[0]
    if not batch_is_full(server, total, gradient, server.workers):
        return WAIT
    descend(server.model, server.step / server.workers, total)
    total[:] = 0.0
    return WAIT | RELEASE


def report(server: Server, heard: Heard) -> Report:
    place = np.arange(heard.worker.size) % server.workers + 1
    lines = (
        Line("gradient {place} of {n} of this round; the worker waits"),
        Line("the round is full: x ← x − {step} · mean of {n} gradients; all restart", when="full"),
    )
    columns = {"place": place, "n": server.workers, "step": server.step, "full": (place == server.workers) * 1}
    return Report(lines, columns, pull=1 / server.workers)


FACTS = Facts(
    family="rounds and batches",
    formula="x ← x − γ (1/n) Σ gᵢ, once a round",
    rule=(r"x &\leftarrow x - \gamma\, \frac{1}{n} \sum_{i=1}^n g_i",),
    pseudo=(
        "x = start",
        "forever:",
        "    every worker computes a gradient at x",
        "    wait until all n have arrived",
        "    x = x - step * mean of the n gradients",
    ),
    needs="nothing",
    vectors="1",
    memory="the round's sum",
    stale="there are none: everyone waits",
    unbiased="yes",
    limit="It is the minimiser of $f$: every round hears every worker once.",
    weight=r"The step is that of the mean: a single gradient ends with $\gamma / n$.",
    status="published",
    check=Check("equal to public code", f"The models differ by at most 1e-16 from those of {RINGMASTER_CODE}."),
    credit="standard",
    theory=(r"\gamma &= \min\!\left( \frac{1}{L}, \frac{\varepsilon n}{2 L \sigma^2} \right)",),
    complexity=r"\tau_{\max} \left( \frac{L D}{\varepsilon} + \frac{\sigma^2 L D}{n\, \varepsilon^2} \right)",
    conditions="Simulated seconds up to constants, for fixed times. Published.",
)

METHOD = Method("Minibatch SGD", Minibatch, prepare, update, report, FACTS)
