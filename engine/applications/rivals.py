"""What asynchronous tuning is held against on the same cluster: random search, and blocks that wait for each other.

All of them begin at the start, and a value costs each of them the same simulated seconds: the cluster's. What is
recorded of a run is read off for free.
"""

from typing import cast

import numpy as np

from engine.applications.tuning import Tuning
from engine.black_box import ValuesRun
from engine.cluster import Cluster, job_seconds
from engine.jobs import stretched
from engine.methods.aszd import Aszd
from engine.problems.blocks import choose
from engine.state import Floats, Times, data
from engine.streams import job_key, keys_of

POINTS = 211
"""Of random search's draws."""
SETTINGS = Aszd(step=0.4, block=1, smoothing=0.1, seconds_of="value")
"""What tunes well on 1 to 8 workers (points are in decades); twice the step no longer converges on 8."""
SECONDS = 200.0
"""Enough for one worker to settle, at a second a value."""


def at_times(
    moments: list[float], points: list[Floats], values: list[float], seconds: float, records: int
) -> ValuesRun:
    """The state at R times from 0 to `seconds`, given the moments (in order, from 0) at which it changes."""
    time = np.linspace(0, seconds, records)
    place = np.searchsorted(moments, time, side="right") - 1
    return ValuesRun(time, place, np.array(points)[place], np.array(values)[place], 0)


def took(times: Times, key: int, worker: int, job: int, now: float) -> float:
    """Simulated seconds of a job that begins now."""
    return cast(float, job_seconds(times, np.uint64(key), worker, job, now))


def random_search(
    tuning: Tuning, cluster: Cluster, seconds: float, seed: int = 0, number: int = 0, records: int = 200
) -> ValuesRun:
    """Every worker tries one point after another, drawn uniformly from the box of logarithms; the best one counts.

    The run holds the best point so far. `updates` counts improvements.
    """
    times, key = cluster.times(), keys_of(seed, number).times
    low, high = tuning.bounds.T
    tried = []
    for worker in range(cluster.workers):
        rng = np.random.default_rng([POINTS, seed, number, worker])
        now, job = took(times, key, worker, 0, 0.0), 0
        while now <= seconds:
            tried.append((now, worker, low + (high - low) * rng.random(low.size)))
            job += 1
            now += took(times, key, worker, job, now)
    moments, points, values = [0.0], [tuning.start], [tuning.value(tuning.start)]
    for moment, _, point in sorted(tried, key=lambda entry: entry[:2]):
        found = tuning.value(point)
        if found < values[-1]:
            moments.append(moment)
            points.append(point)
            values.append(found)
    return at_times(moments, points, values, seconds, records)._replace(evaluations=len(tried))


def differences(tuning: Tuning, point: Floats, chosen: Floats, settings: Aszd) -> Floats:
    """G (d,) at a point (d,), along the coordinates where `chosen` (d,) is not 0."""
    d = point.size
    slopes, mu = np.zeros(d), settings.smoothing_of(d)
    for i in np.flatnonzero(chosen):
        away = mu[i] * np.eye(d)[i]
        slopes[i] = (tuning.value(point + away) - tuning.value(point - away)) / (2 * mu[i])
    return slopes * d / settings.block_of(d)


def synchronous(
    tuning: Tuning,
    cluster: Cluster,
    settings: Aszd,
    seconds: float,
    seed: int = 0,
    number: int = 0,
    records: int = 200,
) -> ValuesRun:
    """Every worker does one block's values at the same point; when the last has come, x moves by -step * sum of the G.

    So each G weighs what it weighs in the asynchronous run. Blocks and times are those of the asynchronous run's jobs. A round that does not end in time does not count.
    """
    d, keys = tuning.start.size, keys_of(seed, number)
    values_a_job = settings.values_a_job(d)
    times = stretched(cluster.times(), values_a_job if settings.seconds_of == "value" else 1)
    asked = data(np.zeros((1, d)))._replace(block=settings.block_of(d))
    moments, points, job = [0.0], [tuning.start], 0
    while True:
        lasts = [took(times, keys.times, worker, job, moments[-1]) for worker in range(cluster.workers)]
        if moments[-1] + max(lasts) > seconds:
            break
        chosen, total = np.empty(d), np.zeros(d)
        for worker in range(cluster.workers):
            choose(asked, job_key(keys.samples, worker, job), chosen)
            total += differences(tuning, points[-1], chosen, settings)
        moments.append(moments[-1] + max(lasts))
        points.append(points[-1] - settings.step * total)
        job += 1
    run = at_times(moments, points, [0.0] * len(points), seconds, records)
    values = np.array([tuning.value(point) for point in run.iterate])
    return run._replace(value=values, evaluations=job * cluster.workers * values_a_job)


def time_to(run: ValuesRun, value: float) -> float:
    """The first simulated second of the run's records with at most this value; infinite without one."""
    there = np.flatnonzero(run.value <= value)
    return float(run.time[there[0]]) if there.size else np.inf
