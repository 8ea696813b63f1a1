"""Rescaled OrMo: ordered momentum with steps proportional to the workers' computation times.

This project's own combination of OrMo (arXiv 2407.19234) and Rescaled ASGD (arXiv 2605.13434): OrMo's rule with
`eta_i = eta / (n p_i)` in place of eta, so that every worker pulls equally hard and the limit is the minimiser of
`f`, up to a bias linear in the step. `times` and `normalisation` are Rescaled ASGD's.
"""

from typing import Literal

from engine.kernel.dispatch import SEND
from engine.kernel.jit import rule
from engine.kernel.state import Floats, Server
from engine.methods.base import Heard, Line, Method, Momentum, Report, Setting
from engine.methods.facts import CHECKED_HERE, RESCALED_OVERLAP_STEP, Facts
from engine.methods.moves import NEWEST_BUCKET, ordered_step, scale_of
from engine.methods.ormo import ORDERED_LINES, ordered_columns
from engine.methods.rescaling import RescaledSettings, rescaled_server, scales_at_arrivals


class RescaledOrMo(RescaledSettings):
    """Rescaled OrMo."""

    kind: Literal["rescaled_ormo"] = "rescaled_ormo"
    momentum: Momentum = 0.9


def prepare(settings: RescaledOrMo, setting: Setting) -> Server:
    """A server with one buffer, the newest bucket's number and one scale a worker."""
    eta = settings.step * (1 - settings.momentum)
    return rescaled_server(settings, setting, eta, settings.momentum, vectors=1, counts=1)


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    ordered_step(server, gradient, staleness, server.step * scale_of(server, worker))
    return SEND


def report(server: Server, heard: Heard) -> Report:
    scale = scales_at_arrivals(server, heard)
    lines = (Line("scale of the worker: ηᵢ / η = {scale}, so ηᵢ = {eta}"), *ORDERED_LINES)
    columns = {**ordered_columns(server, heard, server.step * scale), "scale": scale}
    return Report(lines, columns, pull=scale)


FACTS = Facts(
    family="momentum",
    rule=(
        r"&\text{OrMo with } \eta_i \text{ in place of } \eta:",
        r"u &\leftarrow u + \beta^e \eta_i\, g",
        r"w &\leftarrow w - \frac{1 - \beta^{e+1}}{1 - \beta}\, \eta_i\, g",
        r"\eta_i &= \eta\, \tau_i \cdot \frac{1}{n} \sum_j \frac{1}{\tau_j} = \frac{\eta}{n\, p_i}",
    ),
    pseudo=(
        "eta[i] = eta * tau[i] * mean(1 / tau)   # or tau[i] / max(tau)",
        "w = start, u = 0, newest = 0, k = 0",
        "every worker begins a job at (w, k)",
        "when g of worker i arrives, computed at update v:",
        "    b = ceil(v / n)",
        "    if b > newest:",
        "        w = w - beta * u; u = beta * u; newest = newest + 1",
        "    e = newest - b; u = u + beta**e * eta[i] * g",
        "    w = w - (1 - beta**(e + 1)) / (1 - beta) * eta[i] * g",
        "    k = k + 1; worker i begins a job at (w, k)",
    ),
    needs="the workers' times, known or measured",
    vectors="1",
    memory="the buffer $u$, and one number a worker",
    stale="used with the momentum weight of their place in order",
    unbiased="up to the step",
    limit="Every worker pulls equally hard, so it is the minimiser of $f$ up to a bias linear in the step.",
    weight=r"As in Rescaled ASGD; the rule applies $\eta_i = \gamma_i (1 - \beta)$.",
    status="this project's own",
    theory=RESCALED_OVERLAP_STEP,
    step_from=CHECKED_HERE,
    origin="OrMo's rule with Rescaled ASGD's steps. No paper is quoted for the two together.",
)

METHOD = Method(
    "Rescaled OrMo",
    RescaledOrMo,
    prepare,
    update,
    source="2407.19234",
    formula="OrMo with ηᵢ proportional to τᵢ in place of η",
    report=report,
    facts=FACTS,
    unbounded=(NEWEST_BUCKET,),
)
