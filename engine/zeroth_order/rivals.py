"""What asynchronous tuning is held against on the same cluster: random search, and blocks that wait for each other.

All of them begin at the start, and a value costs each of them the same simulated seconds: the cluster's. What is
recorded of a run is read off for free.
"""

from typing import NamedTuple, cast

import numpy as np

from engine.cluster.clock import on_the_clock
from engine.cluster.cluster import Cluster, job_seconds
from engine.cluster.units import evenly
from engine.kernel.jobs import stretched
from engine.kernel.pool import Progress
from engine.kernel.state import Floats, Integers, Times, data
from engine.kernel.streams import job_key, keys_of
from engine.methods.aszd import Aszd
from engine.problems.blocks import choose
from engine.zeroth_order.black_box import Value, ValuesRun, differences

POINTS = 211
"""Not mixed up with the jobs' streams: random search's own draws."""


class Options(NamedTuple):
    """Which of its seeds a run is, how many records it keeps, and who hears of its progress."""

    seed: int = 0
    number: int = 0
    records: int = 200
    progress: Progress | None = None


FIRST_RUN = Options()


def random_search(
    value: Value, start: Floats, bounds: Floats, cluster: Cluster, seconds: float, options: Options = FIRST_RUN
) -> ValuesRun:
    """Every worker tries one point after another, drawn uniformly from a box; the run holds the best one so far.

    `bounds` (d, 2) are the box's lows and highs, of logarithms where the point holds logarithms. The start's value is
    known from the beginning; `updates` counts the improvements on it. `progress` as in `run_values`.
    """
    moments, points, values = [0.0], [np.asarray(start, dtype=np.float64)], [value(start)]
    tries = tried(bounds, cluster, seconds, options.seed, options.number)
    for moment, point in tries:
        if options.progress:
            options.progress(moment / seconds)
        found = value(point)
        if found < values[-1]:
            moments.append(moment)
            points.append(point)
            values.append(found)
    time, place = records_of(moments, seconds, options.records)
    return ValuesRun(time, place, np.array(points)[place], np.array(values)[place], len(tries))


def tried(bounds: Floats, cluster: Cluster, seconds: float, seed: int, number: int) -> list[tuple[float, Floats]]:
    """The points (d,) that are evaluated in the first `seconds`, in the order of the seconds when their values come."""
    times, key, low, high = cluster.times(), keys_of(seed, number).times, bounds[:, 0], bounds[:, 1]
    done: list[tuple[float, Floats]] = []
    for worker in range(cluster.workers):
        rng = np.random.default_rng([POINTS, seed, number, worker])
        job, now = 1, ended(times, key, worker, 0, 0.0)
        while now <= seconds:
            done.append((now, low + (high - low) * rng.random(low.size)))
            now = ended(times, key, worker, job, now)
            job += 1
    return sorted(done, key=lambda entry: entry[0])


def synchronous(
    value: Value, start: Floats, cluster: Cluster, settings: Aszd, seconds: float, options: Options = FIRST_RUN
) -> ValuesRun:
    """Every worker does one block's values at the same point; when the last is done, x moves by -step * sum of the G.

    So each G weighs what it weighs in the asynchronous run, and with one worker the two are the same. Blocks and times
    are those of the asynchronous run's jobs. A round that does not end in time does not count. `progress` as in
    `run_values`.
    """
    x = np.array(start, dtype=np.float64)
    d, keys = x.size, keys_of(options.seed, options.number)
    times, block = stretched(cluster.times(), settings.seconds_a_job(d)), settings.block_of(d)
    block_data, smoothing = data()._replace(block=block), settings.smoothing_of(d)
    moments, points, job = [0.0], [x], 0
    while True:
        now = max(ended(times, keys.times, worker, job, moments[-1]) for worker in range(cluster.workers))
        if now > seconds:
            break
        if options.progress:
            options.progress(now / seconds)
        chosen, total = np.empty(d), np.zeros(d)
        for worker in range(cluster.workers):
            choose(block_data, cast(int, np.uint64(job_key(keys.samples, worker, job))), chosen)
            total += differences(value, points[-1], chosen, smoothing) * d / block
        moments.append(now)
        points.append(points[-1] - settings.step * total)
        job += 1
    time, place = records_of(moments, seconds, options.records)
    iterate = np.array(points)[place]
    values = np.array([value(point) for point in iterate])
    return ValuesRun(time, place, iterate, values, job * cluster.workers * settings.values_a_job(d))


def ended(times: Times, key: int, worker: int, job: int, now: float) -> float:
    """The simulated second at which a job ends that begins now."""
    return on_the_clock(times, now + job_seconds(times, key, worker, job, now))


def records_of(moments: list[float], seconds: float, records: int) -> tuple[Floats, Integers]:
    """R times from 0 to `seconds`, and how many of the changes at `moments` (in order, the first 0) lie before each."""
    time = evenly(seconds, records)
    return time, np.searchsorted(moments, time, side="right") - 1
