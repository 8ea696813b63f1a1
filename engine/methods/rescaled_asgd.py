"""Rescaled ASGD (arXiv 2605.13434): `x <- x - gamma_i g`, gamma_i proportional to worker i's computation time.

A worker that arrives twice as often takes half the step, so every worker pulls equally hard and the
limit is the minimiser of `f`, up to a bias linear in the step. With gamma = step and tau_i known:
- `mean` normalisation (derived): `gamma_i = gamma * tau_i * mean_j(1/tau_j) = gamma / (n p_i)`, so that the
  mean step of an arrival is gamma, as in ASGD at the same step;
- `cycle` normalisation (derived): `gamma_i = gamma * tau_i / max_j tau_j`, so that each worker
  contributes gamma in one job of the slowest.
With `times` online (this project's own extension) tau_i is worker i's busy seconds in completed jobs over their
number, and workers not heard yet do not count; an arrival then costs a sum over the workers more.
No method can do better on different data than `Theta(tau_max L D / eps + tau_avg s2 L D / (n eps^2))` simulated
seconds (fixed times, D = f(x_0) - f*, s2 the noise's variance); its abstract states that Rescaled ASGD matches
the leading term when the data differ by a bounded amount.
"""

from typing import Literal

from engine.kernel.dispatch import SEND
from engine.kernel.jit import rule
from engine.kernel.state import UPDATES, Floats, Server
from engine.methods.base import Heard, Line, Method, Report, Setting
from engine.methods.facts import BEST_ON_DIFFERENT_DATA, PROVED_HERE, RESCALED_OVERLAP_STEP, Facts
from engine.methods.moves import descend, scale_of
from engine.methods.rescaling import RescaledSettings, rescaled_server, scales_at_arrivals


class RescaledAsgd(RescaledSettings):
    """Rescaled ASGD."""

    kind: Literal["rescaled_asgd"] = "rescaled_asgd"


def prepare(settings: RescaledAsgd, setting: Setting) -> Server:
    """A server that holds the model and one scale a worker."""
    return rescaled_server(settings, setting, settings.step)


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    descend(server.model, server.step * scale_of(server, worker), gradient)
    server.counts[UPDATES] += 1
    return SEND


def report(server: Server, heard: Heard) -> Report:
    scale = scales_at_arrivals(server, heard)
    lines = (Line("scale of the worker: γᵢ / γ = {scale}"), Line("x ← x − {scale} · {step} g = x − {own} g"))
    return Report(lines, {"scale": scale, "step": server.step, "own": server.step * scale}, pull=scale)


FACTS = Facts(
    family="asynchronous",
    formula="x ← x − γᵢ g, γᵢ proportional to τᵢ",
    rule=(
        r"x &\leftarrow x - \gamma_i\, g",
        r"\gamma_i &= \gamma\, \tau_i \cdot \frac{1}{n} \sum_j \frac{1}{\tau_j} = \frac{\gamma}{n\, p_i}"
        r"\quad \text{(mean)}",
        r"\gamma_i &= \gamma\, \tau_i / \max_j \tau_j \quad \text{(cycle)}",
    ),
    pseudo=(
        "tau[i] = mean seconds of a job of worker i",
        "    # online: of its jobs so far; who is not heard does not count",
        "scale[i] = tau[i] * mean(1 / tau)    # or tau[i] / max(tau)",
        "x = start; every worker begins a job at x",
        "when g of worker i arrives:",
        "    x = x - step * scale[i] * g",
        "    worker i begins a job at x",
    ),
    needs="the workers' times, known or measured",
    vectors="0",
    memory="the model, and one number a worker",
    stale="used as they come",
    unbiased="up to the step",
    limit="Every worker pulls equally hard, so it is the minimiser of $f$ up to a bias linear in the step.",
    weight="Mean: the average step of an arrival is the step. Cycle: the slowest worker's gradients take the step.",
    status="published, a part is derived here",
    source="2605.13434",
    origin="The two normalisations are derived here; measuring the times on the way (online) is this project's own.",
    theory=RESCALED_OVERLAP_STEP,
    step_from=PROVED_HERE,
    complexity=BEST_ON_DIFFERENT_DATA,
    conditions="The lower bound for every method on different data under fixed times, in simulated seconds up to "
    "constants (published). The abstract states that this method matches its leading term when the data differ by a "
    "bounded amount; its own constants are not quoted here.",
)

METHOD = Method("Rescaled ASGD", RescaledAsgd, prepare, update, report, FACTS)
