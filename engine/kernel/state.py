"""The bundles of arrays that compiled functions share: a server, a problem's data, the times of jobs."""

from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

UPDATES, ASSIGNEE = 0, 1
"""Indices in `Server.counts`: updates so far, and who gets the job of the reply PASS. The rest is the method's own."""
FIRST_FREE = 2
NEVER_OLD = np.iinfo(np.int64).max
SECONDS, JOBS = 0, 1
"""Rows of `Server.worked`."""


class Server(NamedTuple):
    """The server of one run. A rule changes its arrays in place.

    A rule also adds 1 to `counts[UPDATES]` whenever it changes the model.
    """

    model: Floats  # (d,) the parameters
    sent: Floats  # (d,) what a worker receives; the model itself unless a method says otherwise
    vectors: Floats  # (m, d) the method's buffers and tables; or the problem's own columns, which no rule changes
    scales: Floats  # (n,) one factor a worker
    worked: Floats  # (2, n) each worker's seconds in jobs that have ended, this one included, and their number
    cutoffs: Floats  # (n,) seconds after which a job ends unused, below 0 where a worker gets none; (0,) for no limit
    numbers: Floats  # (k,) the method's own constants and sums
    counts: Integers  # (c,) updates, assignee, then the method's counters
    workers: int
    step: float  # the rule's own step: momentum methods hold eta = step * (1 - beta) here
    momentum: float
    cancel_at: int  # with the reply CANCEL: jobs of at least this staleness are thrown away
    oldest: Floats  # like `sent`, as it was some updates ago: what a job reads
    reads_back: int  # whose staleness is above this; NEVER_OLD where jobs always read what was sent
    key: int  # an unsigned 64-bit one: the method's own random stream


class Data(NamedTuple):
    """The arrays that a problem's gradient reads. All runs share them, so they are never changed."""

    matrix: Floats  # (rows, columns) curvatures, stacked matrices, or one sample a row
    centers: Floats  # (n, d) the workers' minimisers or shifts; (0, 0) where there are none
    labels: Integers  # (rows,) one label a sample
    starts: Integers  # (n + 1,) worker i owns rows starts[i] to starts[i + 1]
    noise: float  # standard deviation of the noise added to each coordinate; of the responses in a streamed regression
    penalty: float  # factor of |x|^2 / 2
    batch: int  # samples a job, drawn with replacement; 0 takes all the worker's samples
    classes: int
    columns: Floats  # (d, t) by which each coordinate moves the t tracked numbers (see engine.problems.blocks)
    block: int  # coordinates a job; 0 for jobs of whole gradients
    smoothing: Floats  # (d,) mu, where a job takes differences of function values; (0,) where it takes derivatives


class Work(NamedTuple):
    """How much work jobs are: the simulated seconds that each takes at power 1."""

    law: int  # of engine.cluster.draws
    base: Floats  # (n,) a job of worker i is base[i] + spread[i] * draw
    spread: Floats  # (n,)
    shape: Floats  # (n,) what a draw of the law depends on
    durations: Floats  # (m,) all measured seconds, one worker after the other; empty where nothing was measured
    starts: Integers  # (n + 1,) worker i's are durations[starts[i] : starts[i + 1]]
    per_second: float  # ticks of the clock a simulated second; 0 where the jobs have no unit (see engine.cluster.clock)
    slack: float  # ticks by which a job's time may differ from a whole number of them


class PowerTable(NamedTuple):
    """How fast work is done over time (see engine.cluster.power_table)."""

    edges: Floats  # (n, K + 1) simulated seconds at which the power changes
    power: Floats  # (n, K)
    whole: Floats  # (n,) work done in one period; inf where nothing repeats
    steady: bool  # power 1 at all times: the arrays need not be read


class Times(NamedTuple):
    """How long jobs take; read by `engine.cluster.cluster.job_seconds`."""

    work: Work
    power: PowerTable


def server(
    start: Floats,
    workers: int,
    step: float,
    momentum: float = 0.0,
    vectors: int = 0,
    scales: Floats | None = None,
    counts: int = 0,
    cancel_at: int = 1,
    cutoffs: Floats | None = None,
    numbers: tuple[float, ...] = (),
    look_ahead: bool = False,
    key: int = 0,
) -> Server:
    """A server at the model `start` (d,) with `vectors` buffers and `counts` counters of zero.

    With `look_ahead` workers receive something else than the model, which the rule keeps in `sent`.
    """
    model = np.array(start, dtype=np.float64)
    sent = model.copy() if look_ahead else model
    return Server(
        model=model,
        sent=sent,
        vectors=np.zeros((vectors, model.size)),
        scales=np.ones(workers) if scales is None else scales,
        worked=np.zeros((2, workers)),
        cutoffs=np.zeros(0) if cutoffs is None else cutoffs,
        numbers=np.array(numbers, dtype=np.float64),
        counts=np.zeros(FIRST_FREE + counts, dtype=np.int64),
        workers=workers,
        step=float(step),
        momentum=float(momentum),
        cancel_at=cancel_at,
        oldest=sent,
        reads_back=int(NEVER_OLD),
        key=cast(int, np.uint64(key)),
    )


def data(
    matrix: Floats | None = None,
    centers: Floats | None = None,
    labels: Integers | None = None,
    starts: Integers | None = None,
    noise: float = 0.0,
    penalty: float = 0.0,
    batch: int = 0,
    classes: int = 0,
) -> Data:
    """A problem's arrays, with empty ones for those that it does not use."""
    return Data(
        np.zeros((0, 0)) if matrix is None else np.ascontiguousarray(matrix, dtype=np.float64),
        np.zeros((0, 0)) if centers is None else np.ascontiguousarray(centers, dtype=np.float64),
        np.zeros(0, np.int64) if labels is None else np.ascontiguousarray(labels, dtype=np.int64),
        np.zeros(0, np.int64) if starts is None else np.ascontiguousarray(starts, dtype=np.int64),
        float(noise),
        float(penalty),
        int(batch),
        int(classes),
        np.zeros((0, 0)),
        0,
        np.zeros(0),
    )


def work(
    law: int,
    base: Floats | None = None,
    spread: Floats | None = None,
    shape: Floats | None = None,
    durations: Floats | None = None,
    starts: Integers | None = None,
) -> Work:
    """How much work the jobs of n workers are; zeros (n,) for what is not given."""
    given = [part for part in (base, spread, shape) if part is not None]
    zeros = np.zeros(given[0].size if given else 0)
    base, spread, shape = (zeros if part is None else np.ascontiguousarray(part) for part in (base, spread, shape))
    return Work(
        law,
        base,
        spread,
        shape,
        np.zeros(0) if durations is None else durations,
        np.zeros(0, np.int64) if starts is None else starts,
        0.0,
        0.0,
    )
