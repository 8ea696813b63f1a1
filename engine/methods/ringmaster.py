"""Ringmaster ASGD (arXiv 2501.16168): ASGD that does not let delays reach a threshold R.

Variant `ignore`: `x <- x - step * g` only if the staleness is below R = threshold; a dropped gradient changes
nothing and is no update. Variant `stop`: also a running job whose staleness reaches R is thrown away, and its worker
restarts at the newest model. Theory: `R = max(1, ceil(s2 / eps))`, step `min(1 / (2 R L), eps / (4 L s2))`; time
`min_m H_m (L D / eps + s2 L D / (m eps^2))`, optimal on equal data. On different data slow workers may never be heard.
"""

from typing import Annotated, Literal

from pydantic import Field

from engine.kernel.jit import rule, wants
from engine.kernel.state import FIRST_FREE, UPDATES, Floats, Server, server
from engine.methods.base import Column, Heard, Line, Method, MethodSettings, Report, Setting, Variant
from engine.methods.facts import BEST_ON_EQUAL_DATA, RINGMASTER_CODE, Check, Facts
from engine.methods.moves import descend, reply_at_update
from engine.schema import Whole

REPLY = FIRST_FREE


class Ringmaster(MethodSettings):
    """Ringmaster ASGD; `threshold` None: as many updates as there are workers."""

    kind: Literal["ringmaster"] = "ringmaster"
    threshold: Annotated[Whole, Field(ge=1, le=10**12)] | None = None
    variant: Variant = "ignore"


def prepare(settings: Ringmaster, setting: Setting) -> Server:
    """A server that holds the model, and the threshold in `cancel_at`."""
    threshold = settings.threshold or setting.workers
    made = server(setting.start, setting.workers, settings.step, counts=1, cancel_at=threshold)
    made.counts[REPLY] = reply_at_update(settings.variant)
    return made


@wants
def in_time(server: Server, worker: int, staleness: int) -> bool:
    return staleness < server.cancel_at


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    descend(server.model, server.step, gradient)
    server.counts[UPDATES] += 1
    reply: int = server.counts[REPLY]
    return reply


def report(server: Server, heard: Heard) -> Report:
    lines = (
        Line("staleness {staleness} is below {threshold}: x ← x − {step} g", when="used"),
        Line("staleness {staleness} is not below {threshold}: ignored", when="late"),
    )
    columns: dict[str, Column] = {
        "threshold": server.cancel_at,
        "step": server.step,
        "used": heard.used * 1,
        "late": ~heard.used * 1,
    }
    return Report(lines, columns, pull=heard.used * 1.0)


FACTS = Facts(
    family="asynchronous",
    rule=(r"x &\leftarrow x - \gamma\, g \quad \text{if } \delta < R",),
    pseudo=(
        "x = start, k = 0; every worker begins a job at (x, k)",
        "when g of worker i arrives, computed at update v:",
        "    if k - v < R:",
        "        x = x - step * g; k = k + 1",
        "    worker i begins a job at (x, k)",
        "    # stop: a job in flight with k - v >= R",
        "    #       is thrown away and begins anew at (x, k)",
    ),
    needs="the threshold R; theory's takes the noise and L",
    vectors="0",
    memory="the model alone",
    stale="thrown away from a delay of R on",
    unbiased="no",
    limit="It minimises a sum of the $f_i$ weighted by how often each worker arrives in time; a slow worker may "
    "never be heard.",
    weight="Every gradient that is used is applied with the step.",
    status="published",
    check=Check(
        "equal to the authors' code",
        f"Variant *stop*, with thresholds from 2 to 12: models and times are the same to the last bit as in "
        f"{RINGMASTER_CODE}.",
    ),
    theory=(
        r"R &= \max\!\left(1, \left\lceil \frac{\sigma^2}{\varepsilon} \right\rceil\right)",
        r"\gamma &= \min\!\left( \frac{1}{2 R L}, \frac{\varepsilon}{4 L \sigma^2} \right)",
    ),
    complexity=BEST_ON_EQUAL_DATA,
    conditions="Simulated seconds up to constants, for fixed times and equal data, where no method does better; $H_m$ "
    "is the harmonic mean of the $m$ smallest times. Published.",
    example={"threshold": 3},
)

METHOD = Method(
    "Ringmaster ASGD",
    Ringmaster,
    prepare,
    update,
    in_time,
    source="2501.16168",
    formula="x ← x − γ g if δ < R, else nothing",
    report=report,
    facts=FACTS,
)
