"""Random ASGD (AsGrad, arXiv 2310.20452): the next job goes to a worker drawn at random.

`x <- x - step * g` at every arrival; then a job at the newest model goes to a worker drawn uniformly, who may be
busy: each worker has a line, first in, first out, and one whose line is empty idles. At time 0 everybody has one
job. All workers get 1/n of the jobs, so the limit is the minimiser of `f` up to a bias linear in the step, but
jobs pile up at the slow ones, which sets the throughput.
"""

from typing import Literal

from engine.kernel.dispatch import PASS
from engine.kernel.jit import rule
from engine.kernel.state import ASSIGNEE, UPDATES, Floats, Server, server
from engine.kernel.streams import below
from engine.methods.base import Heard, Line, Method, MethodSettings, Report, Setting
from engine.methods.facts import ASGRAD_CODE, Check, Facts
from engine.methods.moves import descend


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


def report(server: Server, heard: Heard) -> Report:
    return Report((Line("x ← x − {step} g; the next job goes to a random worker"),), {"step": server.step})


FACTS = Facts(
    family="assigned jobs",
    rule=(r"x &\leftarrow x - \gamma\, g", r"\text{next job} &\to \text{a random worker}"),
    pseudo=(
        "x = start; every worker has one job at x in its line",
        "when g of worker i arrives:",
        "    x = x - step * g",
        "    w = a worker drawn uniformly",
        "    a job at x joins the end of w's line; w begins it if it idles",
        "    worker i begins the next job of its line, or idles",
    ),
    needs="nothing",
    vectors="0",
    memory="the model, and the models of the n jobs that wait in lines or are computed",
    stale="used as they come; they age in the lines, too",
    unbiased="up to the step",
    limit="Every worker gets $1/n$ of the jobs, so it is the minimiser of $f$ up to a bias linear in the step.",
    weight="Every gradient is applied with the step.",
    status="published",
    check=Check(
        "rebuilt from the log",
        f"{ASGRAD_CODE} could not be run beside it: it evaluates another worker's gradient. From a run's log its "
        "models were computed again to the last bit, and the order and times of its jobs.",
    ),
)

METHOD = Method(
    "Random ASGD",
    RandomAsgd,
    prepare,
    update,
    source="2310.20452",
    formula="x ← x − γ g; the next job goes to a random worker",
    report=report,
    facts=FACTS,
)
