"""SMEGA2 (Cohen and others 2022): one momentum buffer that changes once in n arrivals, and a look-ahead for workers.

State: w, buffers v = G = 0, counter s = 0; eta = step * (1 - beta). At each arrival
`G <- G + g; w <- w - eta (g + beta v); s <- (s + 1) mod n`; at s = 0 then `v <- beta v + G / n; G <- 0`. The worker
receives the look-ahead `w - eta beta [(n + s (beta - 1)) v + (s / n) G]`: where n further steps with zero gradients
would lead. A gradient ends with the total weight eta / (1 - beta) = step. On different data its limit is ASGD's.
An arrival walks through four vectors in place of two, for the look-ahead.
"""

from typing import Literal

import numpy as np

from engine.kernel.dispatch import SEND
from engine.kernel.jit import decayed, rule
from engine.kernel.state import FIRST_FREE, UPDATES, Floats, Server, server
from engine.methods.base import Heard, Line, Method, MomentumSettings, Report, Setting
from engine.methods.facts import Check, Facts
from engine.methods.moves import accumulate

PLACE = FIRST_FREE


class Smega2(MomentumSettings):
    """SMEGA2."""

    kind: Literal["smega2"] = "smega2"


def prepare(settings: Smega2, setting: Setting) -> Server:
    """A server with the buffers v and G, and a counter."""
    return server(setting.start, setting.workers, settings.eta, settings.momentum, vectors=2, counts=1, look_ahead=True)


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    w, v, total = server.model, server.vectors[0], server.vectors[1]
    beta, eta, n = server.momentum, server.step, server.workers
    place = server.counts[PLACE] = (server.counts[PLACE] + 1) % n
    accumulate(total, gradient)
    for j in range(w.size):
        w[j] -= eta * (gradient[j] + beta * v[j])
    if place == 0:
        for j in range(w.size):
            v[j] = decayed(beta, v[j]) + total[j] / n
            total[j] = 0.0
    own, shared = n + place * (beta - 1.0), place / n
    for j in range(w.size):
        server.sent[j] = w[j] - eta * beta * (own * v[j] + shared * total[j])
    server.counts[UPDATES] += 1
    return SEND


def report(server: Server, heard: Heard) -> Report:
    place = (np.arange(heard.worker.size) + 1) % server.workers
    lines = (
        Line("w ← w − {eta} (g + {beta} v), G ← G + g; s = {place}"),
        Line("s is 0: v ← {beta} v + G / {n}, G ← 0", when="full"),
        Line("the worker receives w − {eta} · {beta} [{ahead} v + {share} G]"),
    )
    columns = {
        "eta": server.step,
        "beta": server.momentum,
        "n": server.workers,
        "place": place,
        "full": (place == 0).astype(np.int64),
        "ahead": server.workers + place * (server.momentum - 1),
        "share": place / server.workers,
    }
    return Report(lines, columns)


FACTS = Facts(
    family="momentum",
    rule=(
        r"w &\leftarrow w - \eta\, (g + \beta v), \quad G \leftarrow G + g",
        r"v &\leftarrow \beta v + G / n, \quad G \leftarrow 0",
        r"&\text{every } n \text{ arrivals only}",
        r"\text{sent} &= w - \eta \beta\, a",
        r"a &= (n + s (\beta - 1))\, v + \frac{s}{n}\, G",
    ),
    pseudo=(
        "w = start, v = 0, G = 0, s = 0; every worker begins a job at w",
        "when g of worker i arrives:",
        "    G = G + g",
        "    w = w - eta * (g + beta * v)",
        "    s = (s + 1) mod n",
        "    if s == 0:",
        "        v = beta * v + G / n; G = 0",
        "    ahead = (n + s * (beta - 1)) * v + s / n * G",
        "    worker i begins a job at w - eta * beta * ahead",
    ),
    needs="nothing",
    vectors="2",
    memory="the buffers $v$ and $G$; the look-ahead is worked out when it is sent",
    stale="fewer: jobs begin where n steps of momentum would lead",
    unbiased="no",
    limit="It is ASGD's, the minimiser of $F_p$.",
    weight=r"A gradient ends with the step as its total weight; the rule applies $\eta = \gamma (1 - \beta)$.",
    status="published",
    check=Check(
        "equal to the authors' code",
        "The models differ by at most 2e-15 from those of [rafi-cohen/SMEGA2](https://github.com/rafi-cohen/SMEGA2) "
        r"at $\beta = 0.5$, $0.9$ and $0.99$, look-ahead included.",
    ),
    credit="Cohen and others, 2022",
)

METHOD = Method(
    "SMEGA2",
    Smega2,
    prepare,
    update,
    formula="w ← w − η (g + β v);  every n arrivals v ← β v + mean g;  workers receive the look-ahead",
    report=report,
    facts=FACTS,
)
