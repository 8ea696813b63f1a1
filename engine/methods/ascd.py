"""Asynchronous stochastic coordinate descent (arXiv 1606.00498): a job takes the derivatives of Y coordinates.

`x <- x - step * (d / Y) sum_{i in S} d_i F(xhat; xi) e_i`, S drawn uniformly, |S| = Y. With n workers delays grow to
some n updates, and without noise speedup stays linear up to `n ~ d / Y`. With Y = d it is ASGD.
"""

from typing import Literal

from engine.kernel.state import Server
from engine.methods.base import Heard, Line, Method, Report
from engine.methods.block_update import BlockSettings, prepare, update
from engine.methods.facts import Facts


class Ascd(BlockSettings):
    """Asynchronous stochastic coordinate descent."""

    kind: Literal["ascd"] = "ascd"


def report(server: Server, heard: Heard) -> Report:
    return Report((Line("x ← x − {step} G, on a random block of coordinates"),), {"step": server.step})


FACTS = Facts(
    family="some coordinates at a time",
    rule=(
        r"S &\ \text{random}, \ |S| = Y",
        r"G &= \frac{d}{Y} \sum_{j \in S} \partial_j F(x; \xi)\, e_j",
        r"x &\leftarrow x - \gamma\, G",
    ),
    pseudo=(
        "x = start; every worker begins a job at x",
        "a job at x, of worker i:",
        "    S = Y of the d coordinates, drawn at random",
        "    G = (d / Y) * the derivatives of F_i at x along S",
        "when G of worker i arrives:",
        "    x = x - step * G",
        "    worker i begins a job at x",
    ),
    needs="partial derivatives",
    vectors="0",
    memory="the model, and numbers that make a derivative cheap: residuals or outputs, one a row of the data",
    stale="used as they come",
    unbiased="no",
    limit=r"It minimises $F_p = \sum_i p_i f_i$, $p_i$ being worker $i$'s share of the arrivals, as ASGD does.",
    weight="Each drawn coordinate moves by the step times d / Y.",
    status="recalled, not checked",
)

METHOD = Method(
    "ASCD",
    Ascd,
    prepare,
    update,
    source="1606.00498",
    formula="x ← x − γ (d / Y) Σ ∂ⱼF eⱼ over a random block of Y coordinates",
    report=report,
    facts=FACTS,
)
