"""Naive momentum: heavy ball on gradients as they arrive (the standard form; recalled).

`u <- beta u + eta g; w <- w - u` at every arrival, eta = step * (1 - beta). The buffer mixes gradients of different
age as if they had come in order, and asynchrony acts like momentum already, so that the largest stable step falls.
On different data its limit is ASGD's, the minimiser of F_p.
"""

from typing import Literal

from engine.kernel.dispatch import SEND
from engine.kernel.jit import decayed, rule
from engine.kernel.state import UPDATES, Floats, Server, server
from engine.methods.base import Heard, Line, Method, MomentumSettings, Report, Setting
from engine.methods.facts import JOBS_THAT_OVERLAP, OVERLAP_STEP, PROVED_HERE, PULL_MET, Facts


class NaiveMomentum(MomentumSettings):
    """Naive momentum."""

    kind: Literal["naive_momentum"] = "naive_momentum"


def prepare(settings: NaiveMomentum, setting: Setting) -> Server:
    """A server with one buffer."""
    return server(setting.start, setting.workers, settings.eta, settings.momentum, vectors=1)


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    w, u = server.model, server.vectors[0]
    for j in range(w.size):
        u[j] = decayed(server.momentum, u[j]) + server.step * gradient[j]
        w[j] -= u[j]
    server.counts[UPDATES] += 1
    return SEND


def report(server: Server, heard: Heard) -> Report:
    lines = (Line("u ← {beta} u + {eta} g, then w ← w − u"),)
    return Report(lines, {"beta": server.momentum, "eta": server.step})


FACTS = Facts(
    family="momentum",
    formula="u ← β u + η g;  w ← w − u",
    rule=(r"u &\leftarrow \beta u + \eta\, g", r"w &\leftarrow w - u"),
    pseudo=(
        "w = start, u = 0; every worker begins a job at w",
        "when g of worker i arrives:",
        "    u = beta * u + eta * g",
        "    w = w - u",
        "    worker i begins a job at w",
    ),
    needs="nothing",
    vectors="1",
    memory="the buffer $u$",
    stale="used as they come, as if they were new",
    unbiased="no",
    limit="It is ASGD's, the minimiser of $F_p$.",
    weight=r"A gradient ends with the step as its total weight; the rule applies $\eta = \gamma (1 - \beta)$.",
    status="recalled, not checked",
    theory=(JOBS_THAT_OVERLAP, PULL_MET, r"&\quad + \frac{2 \beta}{1 - \beta} L", OVERLAP_STEP),
    step_from=PROVED_HERE,
    credit="standard",
)

METHOD = Method("Naive momentum", NaiveMomentum, prepare, update, report, FACTS)
