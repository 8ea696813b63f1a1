"""A method's server and its jobs in flight as coordinates: the kernel that runs a method also writes down what it is.

All that a run holds of one coordinate of the model stands in q rows: the model, what is sent (where that is not
the model), the server's vectors, and the models of the n jobs in flight. Every rule treats all coordinates alike
and is linear in these rows and the gradient, so running it on coordinates that hold the q basis states, and
one more that holds the gradient, gives the arrival's matrix.
"""

from typing import NamedTuple

from numba import boolean, types

from engine.kernel.flight import FLIGHT, Flight
from engine.kernel.jit import ROWS, SERVER, VECTOR, gradient, inlined
from engine.kernel.state import Data, Floats, Server


class Layout(NamedTuple):
    """Which rows a method's state has."""

    looks_ahead: bool  # workers receive something else than the model
    vectors: int
    workers: int

    @property
    def rows(self) -> int:
        """The number of rows, q."""
        return 1 + self.looks_ahead + self.vectors + self.workers

    @property
    def first_job(self) -> int:
        """Row of the model of the job in slot 0."""
        return self.rows - self.workers


def layout_of(server: Server) -> Layout:
    """The rows of a server's method."""
    return Layout(server.sent is not server.model, len(server.vectors), server.workers)


@inlined(types.void(VECTOR, types.int64))
def only(row: Floats, place: int) -> None:
    """Set a row to 1 at one place and to 0 elsewhere."""
    row[:] = 0.0
    row[place] = 1.0


@inlined(types.void(SERVER, FLIGHT, boolean))
def put_basis(server: Server, flight: Flight, looks_ahead: bool) -> None:
    """Make coordinate r of the state the basis state r; the last coordinate is left to the gradient."""
    only(server.model, 0)
    r = 1
    if looks_ahead:
        only(server.sent, 1)
        r = 2
    for i in range(server.vectors.shape[0]):
        only(server.vectors[i], r + i)
    r += server.vectors.shape[0]
    for i in range(flight.snapshots.shape[0]):
        only(flight.snapshots[i], r + i)


@inlined(types.void(VECTOR, VECTOR))
def copy(source: Floats, target: Floats) -> None:
    """`target <- source`, without the temporary array that a slice would take."""
    for j in range(source.size):
        target[j] = source[j]


@inlined(types.void(SERVER, FLIGHT, boolean, ROWS))
def read_basis(server: Server, flight: Flight, looks_ahead: bool, out: Floats) -> None:
    """The rows of the state, one below the other, into `out` (q, coordinates)."""
    copy(server.model, out[0])
    r = 1
    if looks_ahead:
        copy(server.sent, out[1])
        r = 2
    for i in range(server.vectors.shape[0]):
        copy(server.vectors[i], out[r + i])
    r += server.vectors.shape[0]
    for i in range(flight.snapshots.shape[0]):
        copy(flight.snapshots[i], out[r + i])


@gradient
def unit(data: Data, worker: int, model: Floats, key: int, scratch: Floats, out: Floats) -> None:
    """The gradient is the last coordinate, whatever the model."""
    only(out, out.size - 1)
