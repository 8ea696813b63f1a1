"""The jobs of a filmed run as arrays: when each ran, how stale it arrived, what became of it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.kernel.state import Floats, Integers
from engine.methods import METHODS
from engine.methods.base import place_within
from engine.results.job_fates import Fate
from engine.simulation import Run

FATES = (Fate.USED, Fate.IGNORED, Fate.CUT_OFF, Fate.CANCELLED, Fate.RUNNING)
FIRST_JOBS = 20
"""Of each worker: the mean of their durations tells how fast it is."""


class Jobs(NamedTuple):
    """The J jobs on a film, in the order in which they began."""

    worker: Integers  # (J,) from 0
    begin: Floats  # (J,) simulated seconds
    end: Floats  # (J,) simulated seconds; of a job in flight at the end the second at which it would arrive
    staleness: Integers  # (J,) in updates; -1 of jobs that did not arrive
    fate: NDArray[np.int8]  # (J,) index in FATES

    def chosen(self, which: NDArray[np.bool_] | Integers) -> "Jobs":
        """Some of the jobs, or all in another order."""
        return Jobs(self.worker[which], self.begin[which], self.end[which], self.staleness[which], self.fate[which])


def jobs_of(run: Run) -> Jobs:
    """All jobs on the film of `run`. Raises ValueError where there is none."""
    film = run.filmed
    count = len(film.moved)
    log, thrown, flying = run.arrivals[:count], film.cancelled, film.flying
    seconds = run.event_seconds
    unused = FATES.index(Fate.CUT_OFF if METHODS[run.settings.kind].facts.cuts else Fate.IGNORED)
    ends = [np.where(log["used"], FATES.index(Fate.USED), unused)]
    ends += [np.full(len(part), FATES.index(fate)) for part, fate in ((thrown, Fate.CANCELLED), (flying, Fate.RUNNING))]
    jobs = Jobs(
        worker=np.concatenate([log["worker"], thrown[:, 0], flying[:, 0]]).astype(np.int64),
        begin=seconds[np.concatenate([film.begun, thrown[:, 2], flying[:, 2]]).astype(np.int64)],
        end=np.concatenate([log["time"], seconds[thrown[:, 3]], flying[:, 3]]),
        staleness=np.concatenate([log["staleness"], np.full(len(thrown) + len(flying), -1)]).astype(np.int64),
        fate=np.concatenate(ends).astype(np.int8),
    )
    return jobs.chosen(np.lexsort((jobs.worker, jobs.begin)))


def usual_span(jobs: Jobs, seconds: float) -> float:
    """Seconds that show some jobs of the slowest worker, and not too many of the fastest; all where nothing ran."""
    early = place_within(jobs.worker) <= FIRST_JOBS
    busy = np.bincount(jobs.worker[early], (jobs.end - jobs.begin)[early])
    known = np.bincount(jobs.worker[early])
    means = busy[known > 0] / known[known > 0]
    if not means.size:
        return seconds
    shortest, longest = float(means.min()), float(means.max())
    wanted = min(60 * shortest, max(3 * longest, 16 * shortest))
    return wanted if np.isfinite(wanted) and wanted > 0 else seconds
