"""Rescaled OrMo: ordered momentum with steps proportional to the workers' computation times.

This project's own combination of OrMo (arXiv 2407.19234) and Rescaled ASGD (arXiv 2605.13434): OrMo's rule with
`eta_i = eta / (n p_i)` in place of eta, so that every worker pulls equally hard and the limit is the minimiser of
`f`, up to a bias linear in the step. `times` and `normalisation` are Rescaled ASGD's.
"""

from typing import Literal

from engine.dispatch import SEND
from engine.jit import rule
from engine.methods.base import Heard, Line, Method, Momentum, Setting, Told
from engine.methods.moves import ordered_step, scale_of
from engine.methods.ormo import ORDERED_LINES, ordered_columns
from engine.methods.rescaling import RescaledSettings, rescaled_server, scales_told
from engine.state import Floats, Server


class RescaledOrMo(RescaledSettings):
    """Rescaled OrMo."""

    kind: Literal["rescaled_ormo"] = "rescaled_ormo"
    momentum: Momentum = 0.9


def prepare(settings: RescaledOrMo, setting: Setting) -> Server:
    """A server with one buffer, the newest bucket's number and one scale a worker."""
    eta = settings.step * (1 - settings.momentum)
    return rescaled_server(settings, setting, eta, settings.momentum, vectors=1, counts=1)


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    ordered_step(server, gradient, staleness, server.step * scale_of(server, worker))
    return SEND


def tell(server: Server, heard: Heard) -> Told:
    scale = scales_told(server, heard)
    lines = (Line("scale of the worker: ηᵢ / η = {scale}, so ηᵢ = {eta}"), *ORDERED_LINES)
    columns = {**ordered_columns(server, heard, server.step * scale), "scale": scale}
    return Told(lines, columns, pull=scale)


METHOD = Method(
    "Rescaled OrMo",
    RescaledOrMo,
    prepare,
    update,
    source="2407.19234",
    formula="OrMo with ηᵢ proportional to τᵢ in place of η",
    tell=tell,
)
