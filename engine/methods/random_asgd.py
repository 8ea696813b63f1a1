"""Random ASGD (AsGrad, arXiv 2310.20452): the next job goes to a worker drawn at random.

`x <- x - step * g` at every arrival; then a job at the newest model goes to a worker drawn uniformly, who may be
busy: each worker has a line, first in, first out, and one whose line is empty idles. At time 0 everybody has one
job. All workers get 1/n of the jobs, so the limit is the minimiser of `f` up to a bias linear in the step, but
jobs pile up at the slow ones, which sets the throughput.
"""

from typing import Literal

from engine.dispatch import PASS
from engine.jit import rule
from engine.methods.base import Heard, Line, Method, MethodSettings, Setting, Told
from engine.methods.moves import descend
from engine.state import ASSIGNEE, UPDATES, Floats, Server, server
from engine.streams import below


class RandomAsgd(MethodSettings):
    """Random ASGD."""

    kind: Literal["random_asgd"] = "random_asgd"


def prepare(settings: RandomAsgd, setting: Setting) -> Server:
    """A server that holds the model and a random stream."""
    return server(setting.start, setting.workers, settings.step, key=setting.key)


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    descend(server.model, server.step, gradient)
    server.counts[ASSIGNEE] = below(server.key, server.counts[UPDATES], server.workers)
    server.counts[UPDATES] += 1
    return PASS


def tell(server: Server, heard: Heard) -> Told:
    return Told((Line("x ← x − {step} g; the next job goes to a random worker"),), {"step": server.step})


METHOD = Method(
    "Random ASGD",
    RandomAsgd,
    prepare,
    update,
    source="2310.20452",
    formula="x ← x − γ g; the next job goes to a random worker",
    tell=tell,
)
