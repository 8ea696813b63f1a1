"""Delay-adaptive ASGD (arXiv 2206.07638): late gradients take smaller steps.

`x <- x - step * n / max(n, staleness) * g` at every arrival: ASGD while the staleness is at most n. On different
data slow workers, whose gradients are the late ones, are heard even less, so its limit lies further from the
minimiser of `f` than that of F_p.
"""

from typing import Literal

import numpy as np

from engine.kernel.dispatch import SEND
from engine.kernel.jit import rule
from engine.kernel.state import UPDATES, Floats, Server
from engine.methods.asgd import prepare
from engine.methods.base import Heard, Line, Method, MethodSettings, Report
from engine.methods.facts import JOBS_THAT_OVERLAP, OVERLAP_STEP, PROVED_HERE, RINGMASTER_CODE, Check, Facts
from engine.methods.moves import descend


class DelayAdaptive(MethodSettings):
    """Delay-adaptive ASGD."""

    kind: Literal["delay_adaptive"] = "delay_adaptive"


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    step = server.step
    if staleness > server.workers:
        step *= server.workers / staleness
    descend(server.model, step, gradient)
    server.counts[UPDATES] += 1
    return SEND


def report(server: Server, heard: Heard) -> Report:
    factor = server.workers / np.maximum(server.workers, heard.staleness)
    lines = (
        Line("n / max(n, staleness) = {n} / max({n}, {staleness}) = {factor}"),
        Line("x ← x − {factor} · {step} g"),
    )
    return Report(lines, {"n": server.workers, "factor": factor, "step": server.step}, pull=factor)


FACTS = Facts(
    family="asynchronous",
    formula="x ← x − γ n / max(n, δ) g, δ the staleness",
    rule=(r"x &\leftarrow x - \gamma\, \frac{n}{\max(n, \delta)}\, g",),
    pseudo=(
        "x = start, k = 0; every worker begins a job at (x, k)",
        "when g of worker i arrives, computed at update v:",
        "    x = x - step * n / max(n, k - v) * g",
        "    k = k + 1",
        "    worker i begins a job at (x, k)",
    ),
    needs="nothing",
    vectors="0",
    memory="the model alone",
    stale="used, with smaller steps once the delay is above n",
    unbiased="no",
    limit="Workers whose gradients come more than $n$ updates late are heard even less than by ASGD.",
    weight="A gradient that is at most $n$ updates late is applied with the step, a later one with less.",
    status="published",
    source="2206.07638",
    check=Check(
        "equal to public code",
        f"The models differ by at most 9e-16 from those of {RINGMASTER_CODE}; "
        "[konstmish/asynchronous_sgd](https://github.com/konstmish/asynchronous_sgd), by an author of the paper, was "
        "read and has the same steps.",
    ),
    theory=(
        JOBS_THAT_OVERLAP,
        r"c_j &= n \,/ \max\!\big(n, \textstyle\sum_{i \ne j} \lfloor \tau_j / \tau_i \rfloor\big)",
        r"\rho &= \text{largest eigenvalue of } (N_{ij} L_j c_j)",
        OVERLAP_STEP,
    ),
    step_from=PROVED_HERE,
)

METHOD = Method("Delay-adaptive ASGD", DelayAdaptive, prepare, update, report, FACTS)
