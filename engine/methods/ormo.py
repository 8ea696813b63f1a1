"""OrMo, ordered momentum (arXiv 2407.19234): every gradient gets the momentum weight of its place in order.

A gradient computed at update number `ite` lies in bucket `b = ceil(ite / n)`. State: model w, buffer u = 0,
newest bucket I = 0; eta = step * (1 - beta). At each arrival:
1. if b > I: `w <- w - beta u; u <- beta u; I <- I + 1`;
2. with `e = I - b`: `u <- u + beta^e eta g; w <- w - (1 - beta^(e+1)) / (1 - beta) eta g`;
3. the worker restarts at once at the new w.
Every gradient ends with the total weight eta / (1 - beta) = step. Under barrier dispatch this is
heavy-ball SGD. On different data it inherits ASGD's limit, the minimiser of F_p. After T arrivals its rate is
`O(sqrt(L s2 / T) + (n L G / T)^(2/3) + n L / T)`, whatever the largest delay.
"""

from typing import Any, Literal

import numpy as np

from engine.kernel.dispatch import SEND
from engine.kernel.jit import rule
from engine.kernel.state import Floats, Integers, Server, server
from engine.methods.base import Column, Heard, Line, Method, MomentumSettings, Report, Setting
from engine.methods.facts import CHECKED_HERE, SAME_OVERLAP_STEP, Check, Facts
from engine.methods.moves import NEWEST_BUCKET, ordered_step


class OrMo(MomentumSettings):
    """OrMo."""

    kind: Literal["ormo"] = "ormo"


def prepare(settings: OrMo, setting: Setting) -> Server:
    """A server with one buffer and the newest bucket's number."""
    return server(setting.start, setting.workers, settings.eta, settings.momentum, vectors=1, counts=1)


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    ordered_step(server, gradient, staleness, server.step)
    return SEND


ORDERED_LINES = (
    Line("computed at update {version}: bucket ⌈{version} / {n}⌉ = {bucket}, the newest is {newest}"),
    Line("it opens bucket {newest}: w ← w − {beta} u, u ← {beta} u", when="opens"),
    Line("exponent e = {newest} − {bucket} = {exponent}, weight βᵉ = {beta}^{exponent} = {weight}"),
    Line("u ← u + {weight} · {eta} g"),
    Line("w ← w − {total} · {eta} g"),
)


def bucket_of(version: Integers, workers: int) -> Integers:
    """`ceil(version / n)` (A,), where `version` (A,) counts the updates in the model of each gradient."""
    return np.asarray((version + workers - 1) // workers)


def ordered_columns(server: Server, heard: Heard, eta: Column) -> dict[str, Any]:
    """The numbers of ORDERED_LINES, by the rule's own counting: buckets open one at a time (arXiv 2407.19234)."""
    n, beta = server.workers, server.momentum
    bucket = bucket_of(heard.version, n)
    newest = np.maximum.accumulate(bucket)
    exponent = newest - bucket
    weight = beta**exponent
    return {
        "n": n,
        "bucket": bucket,
        "newest": newest,
        "opens": np.diff(newest, prepend=0),
        "exponent": exponent,
        "beta": beta,
        "eta": eta,
        "weight": weight,
        "total": (1 - beta * weight) / (1 - beta),
    }


def report(server: Server, heard: Heard) -> Report:
    return Report(ORDERED_LINES, ordered_columns(server, heard, server.step))


FACTS = Facts(
    family="momentum",
    formula="u ← u + βᵉ η g;  w ← w − (1 − βᵉ⁺¹)/(1 − β) η g;  a new bucket first: w ← w − β u, u ← β u",
    rule=(
        r"b &= \lceil (k - \delta) / n \rceil",
        r"\text{if } b > I:\; w &\leftarrow w - \beta u,\; u \leftarrow \beta u",
        r"I &\leftarrow I + 1",
        r"u &\leftarrow u + \beta^e \eta\, g, \quad e = I - b",
        r"w &\leftarrow w - \frac{1 - \beta^{e+1}}{1 - \beta}\, \eta\, g",
    ),
    pseudo=(
        "w = start, u = 0, newest = 0, k = 0",
        "every worker begins a job at (w, k)",
        "when g of worker i arrives, computed at update v:",
        "    b = ceil(v / n)                  # its bucket",
        "    if b > newest:",
        "        w = w - beta * u; u = beta * u; newest = newest + 1",
        "    e = newest - b; u = u + beta**e * eta * g",
        "    w = w - (1 - beta**(e + 1)) / (1 - beta) * eta * g",
        "    k = k + 1; worker i begins a job at (w, k)",
    ),
    needs="nothing",
    vectors="1",
    memory="the buffer $u$",
    stale="used with the momentum weight of their place in order",
    unbiased="no",
    limit="It is ASGD's, the minimiser of $F_p$.",
    weight=r"A gradient ends with the step as its total weight; the rule applies $\eta = \gamma (1 - \beta)$.",
    status="published",
    source="2407.19234",
    check=Check(
        "agrees with the paper",
        r"No code by its authors was found. The weights $\beta^2$, $\beta$, $1$ of the gradients 0, 4 and 8 with four "
        r"workers, in the caption of the paper's Figure 1, are those of the buckets $\lceil ite / n \rceil$, and the "
        "closed form of the buffer agrees with the run to 5e-15.",
    ),
    theory=SAME_OVERLAP_STEP,
    step_from=CHECKED_HERE,
    complexity=r"O\!\left( \sqrt{\frac{L \sigma^2}{T}} + \left( \frac{n L G}{T} \right)^{2/3} + \frac{n L}{T} \right)",
    conditions="A rate, not a time: after $T$ arrivals, whatever the largest delay; $G$ is the paper's own constant. "
    "Published.",
)

METHOD = Method("OrMo", OrMo, prepare, update, report, FACTS, unbounded=(NEWEST_BUCKET,))
