"""Shifted momentum (arXiv 1909.12340): one momentum buffer a worker, kept on the server.

`v_i <- beta v_i + g; w <- w - eta v_i` when worker i arrives, eta = step * (1 - beta). Under a round robin of
delay s it equals `x_{t+1} = x_t + beta (x_{t-s} - x_{t-s-1}) - eta g(x_{t-s})`: the momentum is that of the model
at which the gradient was computed. On different data its limit is ASGD's, the minimiser of F_p.
"""

from typing import ClassVar, Literal

from engine.kernel.dispatch import SEND
from engine.kernel.jit import decayed, rule
from engine.kernel.state import UPDATES, Floats, Server, server
from engine.methods.base import Heard, Line, Method, MomentumSettings, Report, Setting
from engine.methods.facts import Check, Facts


class ShiftedMomentum(MomentumSettings):
    """Shifted momentum."""

    rows: ClassVar[int] = 1
    kind: Literal["shifted_momentum"] = "shifted_momentum"


def prepare(settings: ShiftedMomentum, setting: Setting) -> Server:
    """A server with one buffer a worker."""
    return server(setting.start, setting.workers, settings.eta, settings.momentum, vectors=setting.workers)


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    w, v = server.model, server.vectors[worker]
    for j in range(w.size):
        v[j] = decayed(server.momentum, v[j]) + gradient[j]
        w[j] -= server.step * v[j]
    server.counts[UPDATES] += 1
    return SEND


def report(server: Server, heard: Heard) -> Report:
    lines = (Line("the worker's own buffer: vᵢ ← {beta} vᵢ + g, then w ← w − {eta} vᵢ"),)
    return Report(lines, {"beta": server.momentum, "eta": server.step})


FACTS = Facts(
    family="momentum",
    rule=(r"v_i &\leftarrow \beta v_i + g", r"w &\leftarrow w - \eta\, v_i"),
    pseudo=(
        "w = start, v[j] = 0; every worker begins a job at w",
        "when g of worker i arrives:",
        "    v[i] = beta * v[i] + g",
        "    w = w - eta * v[i]",
        "    worker i begins a job at w",
    ),
    needs="nothing",
    vectors="n",
    memory="one buffer $v_i$ a worker",
    stale="used as they come, each in its own worker's buffer",
    unbiased="no",
    limit="It is ASGD's, the minimiser of $F_p$.",
    weight=r"A gradient ends with the step as its total weight; the rule applies $\eta = \gamma (1 - \beta)$.",
    status="published",
    check=Check(
        "agrees with the paper",
        "No code by its authors was found. On a round robin it follows the recursion of the models' "
        "differences to 4e-15.",
    ),
)

METHOD = Method(
    "Shifted momentum",
    ShiftedMomentum,
    prepare,
    update,
    source="1909.12340",
    formula="vᵢ ← β vᵢ + g;  w ← w − η vᵢ",
    report=report,
    facts=FACTS,
)
