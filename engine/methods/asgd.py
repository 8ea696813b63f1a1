"""Vanilla asynchronous SGD: `x <- x - step * g` at every arrival; the worker restarts at once at the new x.

On different data it minimises `F_p = sum_i p_i f_i`, p_i being the share of arrivals of worker i, and
not `f = (1/n) sum_i f_i` (arXiv 2605.13434). On equal data and fixed times it needs
`H_n (L D / eps + s2 L D / (n eps^2))` simulated seconds up to constants, H_n the harmonic mean of the times,
D = f(x_0) - f*, s2 the noise's variance, for a squared gradient norm of eps.
"""

from typing import Literal

from engine.kernel.dispatch import SEND
from engine.kernel.jit import rule
from engine.kernel.state import UPDATES, Floats, Server, server
from engine.methods.base import Heard, Line, Method, MethodSettings, Report, Setting
from engine.methods.facts import ASGRAD_CODE, PROVED_HERE, RINGMASTER_CODE, SAME_OVERLAP_STEP, Check, Facts


class Asgd(MethodSettings):
    """Vanilla ASGD."""

    kind: Literal["asgd"] = "asgd"


def prepare(settings: MethodSettings, setting: Setting) -> Server:
    """A server that holds the model alone."""
    return server(setting.start, setting.workers, settings.step)


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    for j in range(server.model.size):
        server.model[j] -= server.step * gradient[j]
    server.counts[UPDATES] += 1
    return SEND


def report(server: Server, heard: Heard) -> Report:
    return Report((Line("x ← x − {step} g"),), {"step": server.step})


FACTS = Facts(
    family="asynchronous",
    formula="x ← x − γ g",
    rule=(r"x &\leftarrow x - \gamma\, g",),
    pseudo=(
        "x = start; every worker begins a job at x",
        "when g of worker i arrives:",
        "    x = x - step * g",
        "    worker i begins a job at x",
    ),
    needs="nothing",
    vectors="0",
    memory="the model alone",
    stale="used as they come",
    unbiased="no",
    limit=r"It minimises $F_p = \sum_i p_i f_i$, $p_i$ being worker $i$'s share of the arrivals: fast workers are "
    "heard too often.",
    weight="Every gradient is applied with the step.",
    status="published",
    source="2605.13434",
    check=Check(
        "equal to public code",
        f"The models are the same to the last bit as in {RINGMASTER_CODE} over 1,000 updates, ties included, and as in "
        f"variant *pure* of {ASGRAD_CODE} over 600.",
    ),
    theory=SAME_OVERLAP_STEP,
    step_from=PROVED_HERE,
    complexity=r"H_n \left( \frac{L D}{\varepsilon} + \frac{\sigma^2 L D}{n\, \varepsilon^2} \right)",
    conditions="Simulated seconds up to constants, for fixed times and equal data; $H_n$ is the harmonic mean of all "
    "times. Published.",
)

METHOD = Method("ASGD", Asgd, prepare, update, report, FACTS)
