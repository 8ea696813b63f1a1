"""What the jitted gradients of problems built on samples share: which rows a job takes, and sums over them."""

import math

from numba import float64, int64, types, uint64

from engine.kernel.jit import DATA, VECTOR, inlined
from engine.kernel.state import Data, Floats
from engine.kernel.streams import below


@inlined(int64(DATA, int64))
def owned_by(data: Data, worker: int) -> int:
    """How many rows a worker owns; where there is one share only, all workers own it."""
    share = min(worker, data.starts.size - 2)
    return int(data.starts[share + 1] - data.starts[share])


@inlined(int64(DATA, int64))
def rows_of(data: Data, worker: int) -> int:
    """How many rows a job takes: a batch, or all that its worker owns."""
    return data.batch if data.batch > 0 else owned_by(data, worker)


@inlined(int64(DATA, int64, uint64, int64))
def row_of(data: Data, worker: int, key: int, place: int) -> int:
    """The row that a job takes in this place: a batch draws it with replacement."""
    first = data.starts[min(worker, data.starts.size - 2)]
    return int(first + (below(key, place, owned_by(data, worker)) if data.batch > 0 else place))


@inlined(types.void(DATA, VECTOR, VECTOR))
def begin_with_penalty(data: Data, model: Floats, out: Floats) -> None:
    """`out <- penalty * model`."""
    for j in range(model.size):
        out[j] = data.penalty * model[j]


@inlined(types.void(VECTOR, float64, VECTOR))
def add_scaled(out: Floats, factor: float, vector: Floats) -> None:
    """`out <- out + factor * vector`."""
    for j in range(vector.size):
        out[j] += factor * vector[j]


@inlined(types.void(VECTOR))
def to_chances(outputs: Floats) -> None:
    """Turn outputs (C,) into the chances that they stand for."""
    highest, total = -math.inf, 0.0
    for c in range(outputs.size):
        highest = max(highest, outputs[c])
    for c in range(outputs.size):
        outputs[c] = math.exp(outputs[c] - highest)
        total += outputs[c]
    for c in range(outputs.size):
        outputs[c] /= total
