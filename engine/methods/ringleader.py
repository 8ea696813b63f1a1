"""Ringleader ASGD (arXiv 2509.22860): a table with every worker's mean gradient, n updates a round.

Phase 1: arrivals are added to the table `(G_i, b_i)` until every b_i >= 1. Phase 2: exactly n updates
`x <- x - step * (1/n) sum_i G_i / b_i`: first for the worker that completed the table, then one for each worker not
yet refreshed in this round when it arrives (add, update, send the new model). Arrivals of refreshed workers go
to the next round's table, without an update. Nothing is cancelled and nobody idles. A worker whose arrival led to
no update goes on at its same model (variant `same`, as the formula has it) or at the newest one (`current`, as the
authors' code has it: vectozavr/ringmaster-lmo). Unbiased for `f` on
different data; the staleness stays at most 2n - 2, and n updates take at most 2 tau_max. Theory's step
`min(1 / (8 n L), eps B / (10 L s2))`, B >= 1 the harmonic mean of the b_i; time of order
`tau_max L D / eps + tau_avg s2 L D / (n eps^2)`, the lower bound.
The table's mean is kept up to date, so an arrival walks through four vectors in place of two; it is summed anew
once a round, which takes the rounding errors out.
"""

from typing import ClassVar, Literal

from engine.kernel.dispatch import KEEP, SEND
from engine.kernel.jit import rule
from engine.kernel.state import UPDATES, Floats, Server, server
from engine.methods.base import Column, Heard, Line, Method, MethodSettings, Report, Setting, place_within
from engine.methods.facts import BEST_ON_DIFFERENT_DATA, RINGMASTER_CODE, Check, Facts
from engine.methods.moves import descend
from engine.methods.pulls import shared_in_rounds
from engine.methods.tables import DONE, FILLED, OWN, REPLY, TABLE, add, end_round, sum_up


class Ringleader(MethodSettings):
    """Ringleader ASGD."""

    rows: ClassVar[int] = 2
    kind: Literal["ringleader"] = "ringleader"
    variant: Literal["same", "current"] = "same"


def prepare(settings: Ringleader, setting: Setting) -> Server:
    """A server with two tables of one sum of gradients a worker, and the mean of the first."""
    n = setting.workers
    made = server(setting.start, n, settings.step, vectors=2 * n + 1, counts=4 + 3 * n)
    made.counts[REPLY] = KEEP if settings.variant == "same" else SEND
    return made


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    n, counts = server.workers, server.counts
    table = counts[TABLE]
    unchanged: int = counts[REPLY]
    if counts[OWN + worker]:
        add(server, 1 - table, gradient, worker)
        return unchanged
    if counts[OWN + (1 + table) * n + worker] == 0:
        counts[FILLED] += 1
    add(server, table, gradient, worker)
    if counts[FILLED] < n:
        return unchanged
    if counts[DONE] == 0:
        sum_up(server)
    descend(server.model, server.step, server.vectors[2 * n])
    counts[UPDATES] += 1
    counts[DONE] += 1
    counts[OWN + worker] = 1
    if counts[DONE] == n:
        end_round(server)
    return SEND


def report(server: Server, heard: Heard) -> Report:
    step = heard.updated
    lines = (
        Line("gradient {number_of_own} of this worker, added to a table without an update", when="kept"),
        Line("added to the table: x ← x − {step} · (1/{n}) Σ Gᵢ / bᵢ, update {place} of {n} of round {number}",
             when="full"),
    )  # fmt: skip
    columns: dict[str, Column] = {
        "number_of_own": place_within(heard.worker),
        "kept": ~step * 1,
        "full": step * 1,
        "step": server.step,
        "n": server.workers,
        "place": heard.round % server.workers + 1,
        "number": heard.round // server.workers + 1,
    }
    return Report(lines, columns, pull=shared_in_rounds(heard, server.workers))


FACTS = Facts(
    family="one row a worker",
    rule=(
        r"x &\leftarrow x - \gamma\, \frac{1}{n} \sum_{i=1}^n \frac{G_i}{b_i}",
        r"&\text{once all } b_i \ge 1,",
        r"&\text{then } n \text{ times, once a worker}",
    ),
    pseudo=(
        "G, b = this round's table; H, c = the next one's; fresh = nobody",
        "when g of worker i arrives:",
        "    if i is fresh:",
        "        H[i] = H[i] + g; c[i] = c[i] + 1; worker i goes on",
        "    else:",
        "        G[i] = G[i] + g; b[i] = b[i] + 1",
        "        if all b >= 1:",
        "            x = x - step * mean of G[j] / b[j]; i is fresh",
        "            if all are fresh: G, b = H, c; H, c = 0; nobody is",
        "        worker i begins at x if it changed, else it goes on",
    ),
    needs="nothing",
    vectors="2n + 1",
    memory="two tables of one sum a worker, and the mean of one of them",
    stale="used in the table; the delay is at most 2n−2",
    unbiased="yes",
    limit="It is the minimiser of $f$: every worker's mean counts alike in every update.",
    weight="The step is that of the table's mean, in each of the round's $n$ updates.",
    status="published",
    variants={
        "same": "as the formula has it: a worker keeps its model",
        "current": "as the authors' code has it: the newest model",
    },
    check=Check(
        "equal to the authors' code",
        f"The authors' code, {RINGMASTER_CODE}, is variant *current*: the models differ by at most 3e-16. The "
        "formula in circulation keeps a worker at its old model, which is *same*; both can be defended.",
    ),
    theory=(
        r"\gamma &= \min\!\left( \frac{1}{8 n L}, \frac{\varepsilon B}{10 L \sigma^2} \right)",
        r"B &\text{ the harmonic mean of the } b_i",
    ),
    complexity=BEST_ON_DIFFERENT_DATA,
    conditions="Simulated seconds up to constants, for fixed times and different data, where no method does better. "
    "Published.",
)

METHOD = Method(
    "Ringleader ASGD",
    Ringleader,
    prepare,
    update,
    source="2509.22860",
    formula="x ← x − γ (1/n) Σ Gᵢ / bᵢ, n updates a round",
    report=report,
    facts=FACTS,
)
