"""Asynchronous stochastic zeroth-order descent (arXiv 1606.00498): a job takes 2 Y function values and no derivative.

`x <- x - step * sum_{i in S} d / (2 Y mu_i) [F(xhat + mu_i e_i; xi) - F(xhat - mu_i e_i; xi)] e_i`, S drawn uniformly,
|S| = Y, both values on the same sample xi. As mu -> 0 it tends to `ascd`.
"""

from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import PlainValidator

from engine.kernel.state import Floats, Server
from engine.methods import ascd
from engine.methods.base import Heard, Line, Method, Report
from engine.methods.block_update import BlockSettings, prepare, update
from engine.schema import from_array, shortened

LEAST_SMOOTHING, MOST_SMOOTHING = 1e-8, 1e3


def read_smoothing(value: Any) -> float | tuple[float, ...]:
    """One mu, or one each. Raises ValueError with a sentence: pydantic's own names no field where either would do."""
    given = from_array(value)
    each = isinstance(given, list | tuple)
    for mu in given if each else (given,):
        number = isinstance(mu, int | float | np.number) and not isinstance(mu, bool)
        if not (number and LEAST_SMOOTHING <= mu <= MOST_SMOOTHING):
            raise ValueError(
                f"must be a number from {LEAST_SMOOTHING:g} to {MOST_SMOOTHING:g}, or a list of such numbers "
                f"(given: {shortened(repr(mu))})"
            )
    return tuple(float(mu) for mu in given) if each else float(given)


class Aszd(BlockSettings):
    """Asynchronous stochastic zeroth-order descent; `smoothing` is mu, one for all coordinates or one each."""

    kind: Literal["aszd"] = "aszd"
    values_a_coordinate: ClassVar[int] = 2
    smoothing: Annotated[float | tuple[float, ...], PlainValidator(read_smoothing)] = 1e-3

    def misfit(self, has_blocks: bool, dimension: int) -> str:
        if isinstance(self.smoothing, tuple) and len(self.smoothing) != dimension:
            entries = len(self.smoothing)
            return f"smoothing of {self.name} has {entries} entries for {dimension} coordinates; give one each"
        return super().misfit(has_blocks, dimension)

    def smoothing_of(self, dimension: int) -> Floats:
        return np.broadcast_to(np.array(self.smoothing, dtype=np.float64), dimension).copy()


def report(server: Server, heard: Heard) -> Report:
    return Report((Line("x ← x − {step} G, from function values along a random block"),), {"step": server.step})


FACTS = ascd.FACTS._replace(
    rule=(
        r"S &\ \text{random}, \ |S| = Y",
        r"D_j &= F(x + \mu e_j; \xi) - F(x - \mu e_j; \xi)",
        r"G &= \frac{d}{2 Y \mu} \sum_{j \in S} D_j\, e_j",
        r"x &\leftarrow x - \gamma\, G",
    ),
    pseudo=(
        "x = start; every worker begins a job at x",
        "a job at x, of worker i:",
        "    S = Y of the d coordinates, drawn at random",
        "    for j in S: D_j = F_i(x + mu e_j) - F_i(x - mu e_j)",
        "    G = d / (2 Y mu) * D along S",
        "when G of worker i arrives:",
        "    x = x - step * G",
        "    worker i begins a job at x",
    ),
    needs="function values alone, both of a pair on one sample",
    memory="the model, and numbers that make a value cheap: residuals or outputs, one a row of the data",
    limit=r"As ASCD, and off by what the differences smooth away: nothing on quadratics, of the order of $\mu^2$ "
    "elsewhere.",
)

METHOD = Method(
    "ASZD",
    Aszd,
    prepare,
    update,
    source="1606.00498",
    formula="x ← x − γ Σ d / (2 Y μ) [F(x + μ eⱼ) − F(x − μ eⱼ)] eⱼ over a random block of Y coordinates",
    report=report,
    facts=FACTS,
)
