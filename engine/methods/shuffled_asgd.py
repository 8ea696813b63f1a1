"""Shuffled ASGD (AsGrad, arXiv 2310.20452): the next job goes to the next worker of a permutation.

As Random ASGD, but workers are taken from a permutation of all n, drawn anew when it is used up: each gets exactly
one job in n. The limit is the minimiser of `f` up to a bias linear in the step; the throughput is the slowest
worker's.
"""

from typing import Literal

from numba import int64, types

from engine.kernel.dispatch import PASS
from engine.kernel.jit import SERVER, inlined, rule
from engine.kernel.state import ASSIGNEE, FIRST_FREE, UPDATES, Floats, Server, server
from engine.kernel.streams import below
from engine.methods import random_asgd
from engine.methods.base import Heard, Line, Method, MethodSettings, Report, Setting
from engine.methods.moves import descend

ORDER = FIRST_FREE
"""From here on `counts` holds the permutation."""


class ShuffledAsgd(MethodSettings):
    """Shuffled ASGD."""

    kind: Literal["shuffled_asgd"] = "shuffled_asgd"


def prepare(settings: ShuffledAsgd, setting: Setting) -> Server:
    """A server that holds the model, a random stream and a permutation."""
    n = setting.workers
    return server(setting.start, n, settings.step, counts=n, key=setting.key)


@inlined(types.void(SERVER, int64))
def shuffle(server: Server, epoch: int) -> None:
    """The permutation of one epoch, from the identity by Fisher and Yates."""
    n, order = server.workers, server.counts[ORDER:]
    for i in range(n):
        order[i] = i
    for i in range(n - 1, 0, -1):
        j = below(server.key, epoch * n + i, i + 1)
        order[i], order[j] = order[j], order[i]


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    n, done = server.workers, server.counts[UPDATES]
    descend(server.model, server.step, gradient)
    if done % n == 0:
        shuffle(server, done // n)
    server.counts[ASSIGNEE] = server.counts[ORDER + done % n]
    server.counts[UPDATES] += 1
    return PASS


def report(server: Server, heard: Heard) -> Report:
    place = heard.round % server.workers + 1
    lines = (Line("x ← x − {step} g; the next job goes to place {place} of {n} of the permutation"),)
    return Report(lines, {"step": server.step, "place": place, "n": server.workers})


FACTS = random_asgd.FACTS._replace(
    rule=(r"x &\leftarrow x - \gamma\, g", r"\text{next job} &\to \text{next of a permutation}"),
    pseudo=(
        "x = start; every worker has one job at x in its line",
        "when g of worker i arrives:",
        "    x = x - step * g",
        "    if order is used up: order = a new random permutation",
        "    w = the next worker of order",
        "    a job at x joins the end of w's line; w begins it if it idles",
        "    worker i begins the next job of its line, or idles",
    ),
    limit="Every worker gets one job in $n$, so it is the minimiser of $f$ up to a bias linear in the step.",
)
"""But for the choice of the next worker it is Random ASGD."""

METHOD = Method(
    "Shuffled ASGD",
    ShuffledAsgd,
    prepare,
    update,
    source="2310.20452",
    formula="x ← x − γ g; the next job goes to the next worker of a permutation",
    report=report,
    facts=FACTS,
)
