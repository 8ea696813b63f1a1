"""Ringleader's two tables: sums of gradients of this round and of the next, and the mean of the one in use."""

from numba import int64, types

from engine.kernel.jit import SERVER, VECTOR, inlined
from engine.kernel.state import FIRST_FREE, Floats, Server
from engine.methods.moves import descend

FILLED, DONE, TABLE, REPLY, OWN = (FIRST_FREE + i for i in range(5))
"""Workers in this round's table, updates of this round (0: phase 1), which of the two tables is this round's, the reply
to an arrival without an update; from OWN on: whether each worker is refreshed, then b_i of both tables."""


@inlined(types.void(SERVER, int64, VECTOR, int64))
def add(server: Server, table: int, gradient: Floats, worker: int) -> None:
    """Add to a table; where it is the one whose mean is in use, keep the mean up to date."""
    n, counts = server.workers, server.counts
    row, mean = server.vectors[table * n + worker], server.vectors[2 * n]
    before = counts[OWN + (1 + table) * n + worker]
    counts[OWN + (1 + table) * n + worker] += 1
    in_use = counts[DONE] > 0 and table == counts[TABLE]
    for j in range(row.size):
        if in_use:
            mean[j] -= row[j] / (before * n)
        row[j] += gradient[j]
        if in_use:
            mean[j] += row[j] / ((before + 1) * n)


@inlined(types.void(SERVER))
def sum_up(server: Server) -> None:
    """The mean of this round's table from its rows."""
    n, table = server.workers, server.counts[TABLE]
    mean = server.vectors[2 * n]
    mean[:] = 0.0
    for i in range(n):
        descend(mean, -1.0 / (n * server.counts[OWN + (1 + table) * n + i]), server.vectors[table * n + i])


@inlined(types.void(SERVER))
def end_round(server: Server) -> None:
    """The next round's table becomes this round's; the old one is emptied for the round after."""
    n, counts, old = server.workers, server.counts, server.counts[TABLE]
    counts[TABLE] = 1 - old
    counts[DONE] = 0
    counts[FILLED] = 0
    for i in range(n):
        counts[OWN + i] = 0
        counts[OWN + (1 + old) * n + i] = 0
        server.vectors[old * n + i, :] = 0.0
        if counts[OWN + (2 - old) * n + i] > 0:
            counts[FILLED] += 1
