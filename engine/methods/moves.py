"""Small steps that several rules share."""

from numba import boolean, float64, int64, types

from engine.kernel.dispatch import CANCEL, SEND
from engine.kernel.jit import SERVER, VECTOR, decayed, inlined
from engine.kernel.state import FIRST_FREE, JOBS, SECONDS, UPDATES, Floats, Server
from engine.methods.base import Variant

NEWEST_BUCKET = FIRST_FREE
"""Of the ordered methods: index in `counts`."""
COLLECTED = FIRST_FREE
"""Of the methods that collect batches: index in `counts` of the gradients so far."""
KNOWN, ONLINE_MEAN, ONLINE_CYCLE = 0.0, 1.0, 2.0
"""Of the rescaled methods, in `numbers[0]`: where the scales come from."""


def reply_at_update(variant: Variant) -> int:
    """The reply to the arrival that made an update, in either variant."""
    return SEND | CANCEL if variant == "stop" else SEND


@inlined(types.void(VECTOR, float64, VECTOR))
def descend(model: Floats, step: float, gradient: Floats) -> None:
    """`model <- model - step * gradient`."""
    for j in range(model.size):
        model[j] -= step * gradient[j]


@inlined(types.void(VECTOR, VECTOR))
def accumulate(total: Floats, gradient: Floats) -> None:
    """`total <- total + gradient`."""
    for j in range(total.size):
        total[j] += gradient[j]


@inlined(boolean(SERVER, VECTOR, VECTOR, int64))
def batch_is_full(server: Server, total: Floats, gradient: Floats, size: int) -> bool:
    """Add a gradient to a batch's `total`; the last of `size` counts as an update and begins a new batch."""
    accumulate(total, gradient)
    server.counts[COLLECTED] += 1
    if server.counts[COLLECTED] < size:
        return False
    server.counts[COLLECTED] = 0
    server.counts[UPDATES] += 1
    return True


@inlined(types.void(SERVER, VECTOR, int64, float64))
def ordered_step(server: Server, gradient: Floats, staleness: int, eta: float) -> None:
    """OrMo's arrival (arXiv 2407.19234) with the step eta; `engine.methods.ormo` states the rule."""
    w, u = server.model, server.vectors[0]
    beta = server.momentum
    ite = server.counts[UPDATES] - staleness
    bucket = (ite + server.workers - 1) // server.workers
    if bucket > server.counts[NEWEST_BUCKET]:
        for j in range(w.size):
            u[j] = decayed(beta, u[j])
            w[j] -= u[j]
        server.counts[NEWEST_BUCKET] += 1
    weight = beta ** (server.counts[NEWEST_BUCKET] - bucket)
    total = (1.0 - beta * weight) / (1.0 - beta)
    for j in range(w.size):
        pull = eta * gradient[j]
        u[j] += weight * pull
        w[j] -= total * pull
    server.counts[UPDATES] += 1


@inlined(float64(SERVER, int64))
def scale_of(server: Server, worker: int) -> float:
    """gamma_i / gamma of a rescaled method: known beforehand, or from the job times that the server has seen."""
    known: float = server.scales[worker]
    if server.numbers[0] == KNOWN:
        return known
    # A sum over the workers, and not a running one: estimates may fall by orders of magnitude, which leaves
    # rounding errors of the old size behind.
    inverses, longest, heard = 0.0, 0.0, 0
    for i in range(server.workers):
        if server.worked[SECONDS, i] > 0.0:
            tau = server.worked[SECONDS, i] / server.worked[JOBS, i]
            inverses += 1.0 / tau
            longest = max(longest, tau)
            heard += 1
    if server.worked[SECONDS, worker] == 0.0:
        return 1.0
    own: float = server.worked[SECONDS, worker] / server.worked[JOBS, worker]
    if server.numbers[0] == ONLINE_CYCLE:
        return own / longest
    return own * (inverses / heard)
