"""Arrivals as matrices: what each does to a method's state, read off the kernel one arrival at a time."""

import math
from typing import Any, NamedTuple

import numpy as np
from numba import boolean, float64, int64, typeof, types, uint64
from numpy.typing import NDArray

from engine.kernel.event_loop import ARGUMENTS, STUCK, advance
from engine.kernel.film import Camera
from engine.kernel.flight import ARRIVALS as FLOWN
from engine.kernel.flight import FLIGHT, Flight, Log, Records
from engine.kernel.jit import INTEGERS, ROWS, SERVER, compiled, inlined
from engine.kernel.queue import earliest
from engine.kernel.state import FIRST_FREE, UPDATES, Data, Floats, Integers, Server, Times
from engine.kernel.streams import GOLDEN, Keys, mix
from engine.theory.basis import put_basis, read_basis

SCALE = 1.2345678901
"""Numbers that differ by rounding alone must get one mark: not even powers of 2, where the exponent jumps."""
DIGITS, ALL_DIGITS = 2.0**24, 2.0**53


class Arrivals(NamedTuple):
    """What the arrivals of one stretch do, arrival k having the entries first[k] to first[k + 1].

    An entry says that the new row `row` of the state holds `value` times its old row `column`, beside what the
    row's other entries add; column q stands for the gradient. Rows without an entry stay as they are.
    """

    worker: Integers  # (K,)
    source: Integers  # (K,) slot whose model the gradient was computed at
    staleness: Integers  # (K,)
    used: NDArray[np.bool_]  # (K,)
    time: Floats  # (K,) when it arrived, in the clock's units
    updates: Integers  # (K,) so far, the arrival's own included
    mark: NDArray[np.uint64]  # (K,) of the schedule's state after the arrival, and of its entries
    first: Integers  # (K + 1,)
    row: Integers  # (E,)
    column: Integers  # (E,)
    value: Floats  # (E,)
    first_load: Integers  # (K + 1,) arrival k sends the newest model to loads[first_load[k] : first_load[k + 1]]
    loads: Integers  # (F,) slots


def room(count: int, entries: int) -> Arrivals:
    """Room for `count` arrivals with `entries` entries."""
    sizes = {"first": count + 1, "first_load": count + 1} | dict.fromkeys(("row", "column", "value", "loads"), entries)
    kinds = {"used": np.bool_, "time": np.float64, "mark": np.uint64, "value": np.float64}
    return Arrivals(*(np.zeros(sizes.get(name, count), kinds.get(name, np.int64)) for name in Arrivals._fields))


ARRIVALS = typeof(room(1, 1))


class Notebook(NamedTuple):
    """The arrays and switches of `linearise`."""

    looks_ahead: bool  # workers receive something else than the model
    whole: bool  # sums of the clock's times are exact
    unbounded: Integers  # indices of the method's counters that grow for ever
    state: Floats  # (q, q + 1) working memory
    arrivals: Arrivals


NOTEBOOK = typeof(Notebook(False, False, np.zeros(1, np.int64), np.zeros((1, 2)), room(1, 1)))


@inlined(uint64(uint64, float64))
def mark_number(mark: int, value: float) -> int:
    """The mark with one more number in it, to some seven digits."""
    mantissa, exponent = math.frexp(value * SCALE)
    return mix(mark + uint64(int64(round(mantissa * DIGITS))) + uint64(exponent) * GOLDEN)


@inlined(uint64(uint64, float64))
def mark_exactly(mark: int, value: float) -> int:
    """The mark with one more number in it, to the last bit."""
    mantissa, exponent = math.frexp(value)
    return mix(mark + uint64(int64(mantissa * ALL_DIGITS)) + uint64(exponent) * GOLDEN)


@inlined(uint64(SERVER, FLIGHT, INTEGERS, boolean))
def mark_schedule(server: Server, flight: Flight, unbounded: Integers, whole: bool) -> int:
    """A number for the schedule's state: the jobs in flight and the method's counters, but the `unbounded` ones.

    Those and the updates grow for ever; what they decide shows in the staleness of jobs and in the entries.
    """
    mark = uint64(0)
    for worker in range(flight.slot.size):
        left = flight.queue.finish[worker] - flight.clock[0]
        if left == math.inf:
            left = -1.0
        mark = mark_exactly(mark, left) if whole else mark_number(mark, left)
        slot = flight.slot[worker]
        mark = mix(mark + uint64(slot))
        mark = mix(mark + uint64(server.counts[UPDATES] - flight.version[slot]))
    for i in range(FIRST_FREE, server.counts.size):
        counted = True
        for j in range(unbounded.size):
            counted = counted and unbounded[j] != i
        if counted:
            mark = mix(mark + uint64(server.counts[i]))
    return mark


@inlined(uint64(ROWS, ARRIVALS, int64, uint64))
def note_entries(state: Floats, into: Arrivals, k: int, mark: int) -> int:
    """Write down which rows of the identity arrival k has changed; returns the mark with them."""
    e = into.first[k]
    for r in range(state.shape[0]):
        same = state[r, r] == 1.0
        for c in range(state.shape[1]):
            same = same and (c == r or state[r, c] == 0.0)
        if same:
            continue
        before = e
        for c in range(state.shape[1]):
            if state[r, c] != 0.0:
                into.row[e], into.column[e], into.value[e] = r, c, state[r, c]
                mark = mark_number(mix(mark + uint64(r * state.shape[1] + c)), state[r, c])
                e += 1
        if e == before:
            into.row[e], into.column[e], into.value[e] = r, r, 0.0
            e += 1
    into.first[k + 1] = e
    return mark


@inlined(types.void(FLIGHT, ARRIVALS, int64))
def note_loads(flight: Flight, into: Arrivals, k: int) -> None:
    """Write down which slots got the newest model at arrival k."""
    e = into.first_load[k]
    for slot in range(flight.sent.size):
        if flight.sent[slot] == flight.counts[FLOWN]:
            into.loads[e] = slot
            e += 1
    into.first_load[k + 1] = e


@compiled(int64(*ARGUMENTS, NOTEBOOK))
def linearise(
    rule: Any,
    wants: Any,
    refuse: Any,
    selective: bool,
    gradient: Any,
    server: Server,
    data: Data,
    times: Times,
    keys: Keys,
    flight: Flight,
    records: Records,
    log: Log,
    camera: Camera,
    notebook: Notebook,
) -> int:
    """Let the kernel process arrivals until the notebook is full, and write down each one's matrix; returns how many.

    Returns STUCK when every worker waits.
    """
    into, state, looks_ahead = notebook.arrivals, notebook.state, notebook.looks_ahead
    for k in range(into.worker.size):
        if into.first[k] + state.size > into.row.size:
            return k
        put_basis(server, flight, looks_ahead)
        worker = earliest(flight.queue)
        into.worker[k], into.source[k] = worker, flight.slot[worker]
        into.staleness[k] = server.counts[UPDATES] - flight.version[flight.slot[worker]]
        done = advance(
            rule, wants, refuse, selective, gradient, server, data, times, keys, flight, records, log, camera, 1
        )
        if done == STUCK:
            return STUCK
        into.used[k] = log.used[0]
        note_loads(flight, into, k)
        into.time[k], into.updates[k] = flight.clock[0], server.counts[UPDATES]
        read_basis(server, flight, looks_ahead, state)
        mark = mark_schedule(server, flight, notebook.unbounded, notebook.whole)
        into.mark[k] = note_entries(state, into, k, mark)
    return into.worker.size
