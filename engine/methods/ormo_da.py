"""OrMo-DA: ordered momentum with steps that adapt to the delay (arXiv 2407.19234; recalled, not checked).

OrMo's rule with eta_t in place of eta: `eta_t = eta` while the staleness is at most `tolerance * n`, else
`min(eta, 1 / (constant L staleness))`; where L is not known, `eta min(1, tolerance n / staleness)`. The two
constants (2 and 4) are the usual ones and can be set. Its rate drops the middle term of OrMo's:
`O(sqrt(L s2 / T) + n L / T)`.
"""

import math
from typing import Annotated, Literal

import numpy as np
from numba import float64, int64
from pydantic import Field

from engine.kernel.dispatch import SEND
from engine.kernel.jit import SERVER, inlined, rule
from engine.kernel.state import Floats, Server, server
from engine.methods.base import Heard, Line, Method, MomentumSettings, Report, Setting
from engine.methods.facts import Facts
from engine.methods.moves import NEWEST_BUCKET, ordered_step
from engine.methods.ormo import ORDERED_LINES, ordered_columns
from engine.schema import Positive

TOLERATED, CEILING = 0, 1
"""Indices in `numbers`: the largest staleness that keeps the step, and 1 / (constant L), 0 where L is not known."""


class OrMoDa(MomentumSettings):
    """OrMo-DA."""

    kind: Literal["ormo_da"] = "ormo_da"
    tolerance: Annotated[Positive, Field(le=1e6)] = 2.0
    constant: Annotated[Positive, Field(le=1e6)] = 4.0


def prepare(settings: OrMoDa, setting: Setting) -> Server:
    """A server with one buffer, the newest bucket's number and the two constants."""
    known = math.isfinite(setting.smoothness) and setting.smoothness > 0
    ceiling = 1 / (settings.constant * setting.smoothness) if known else 0.0
    numbers = (settings.tolerance * setting.workers, ceiling)
    return server(setting.start, setting.workers, settings.eta, settings.momentum, vectors=1, counts=1, numbers=numbers)


@inlined(float64(SERVER, int64))
def adapted_step(server: Server, staleness: int) -> float:
    """eta_t: the server's step, or less for a late gradient."""
    step = server.step
    if staleness > server.numbers[TOLERATED]:
        if server.numbers[CEILING] > 0.0:
            step = min(step, server.numbers[CEILING] / staleness)
        else:
            step *= server.numbers[TOLERATED] / staleness
    return step


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    ordered_step(server, gradient, staleness, adapted_step(server, staleness))
    return SEND


def report(server: Server, heard: Heard) -> Report:
    tolerated, ceiling = server.numbers
    late = heard.staleness > tolerated
    delay = np.maximum(heard.staleness, 1)
    bound = np.minimum(server.step, ceiling / delay) if ceiling > 0 else server.step * np.minimum(1, tolerated / delay)
    eta = np.where(late, bound, server.step)
    lines = (Line("staleness {staleness} is above {tolerated}: ηₜ = {eta}", when="late"), *ORDERED_LINES)
    columns = {**ordered_columns(server, heard, eta), "late": late.astype(np.int64), "tolerated": tolerated}
    return Report(lines, columns, pull=eta / server.step)


FACTS = Facts(
    family="momentum",
    rule=(
        r"&\text{OrMo with } \eta_k \text{ in place of } \eta:",
        r"\eta_k &= \eta \quad \text{if } \delta \le 2 n, \text{ else}",
        r"\eta_k &= \min\!\left( \eta, \frac{1}{4 L \delta} \right)",
        r"\eta_k &= \eta\, \frac{2 n}{\delta} \quad \text{where } L \text{ is not known}",
    ),
    pseudo=(
        "w = start, u = 0, newest = 0, k = 0",
        "every worker begins a job at (w, k)",
        "when g of worker i arrives, computed at update v:",
        "    b = ceil(v / n); late = k - v > 2 * n",
        "    eta_k = min(eta, 1 / (4 * L * (k - v))) if late else eta",
        "    if b > newest:",
        "        w = w - beta * u; u = beta * u; newest = newest + 1",
        "    e = newest - b; u = u + beta**e * eta_k * g",
        "    w = w - (1 - beta**(e + 1)) / (1 - beta) * eta_k * g",
        "    k = k + 1; worker i begins a job at (w, k)",
    ),
    needs="L; where it is not known, the delays alone",
    vectors="1",
    memory="the buffer $u$",
    stale="as OrMo, with smaller steps once the delay is above 2n",
    unbiased="no",
    limit="Workers whose gradients come more than $2 n$ updates late are heard even less than by OrMo.",
    weight=r"As in OrMo for a gradient that is at most $2 n$ updates late; a later one ends with less.",
    status="recalled, not checked",
    origin="The constants 2 and 4 are the usual ones and can be set.",
    complexity=r"O\!\left( \sqrt{\frac{L \sigma^2}{T}} + \frac{n L}{T} \right)",
    conditions="A rate, not a time: after $T$ arrivals, whatever the largest delay. Published, for the paper's own "
    "steps; that they are the ones above is recalled.",
)

METHOD = Method(
    "OrMo-DA",
    OrMoDa,
    prepare,
    update,
    source="2407.19234",
    formula="OrMo with ηₜ in place of η: η up to a delay of a n, then at most 1/(c L delay), or η a n/delay without L",
    report=report,
    facts=FACTS,
    unbounded=(NEWEST_BUCKET,),
)
