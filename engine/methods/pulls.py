"""Total weights of gradients that stand in a table, for what methods report of their arrivals."""

import numpy as np

from engine.kernel.state import Floats
from engine.methods.base import Heard


def until_replaced(heard: Heard, workers: int) -> Floats:
    """Pulls (A,) in a table of the latest gradients: 1 / n for each update from an arrival to its worker's next."""
    so_far = np.concatenate([[0], np.cumsum(heard.updated)])
    pull = np.zeros(heard.worker.size)
    for worker in range(workers):
        own = np.flatnonzero(heard.worker == worker)
        following = np.append(own[1:], heard.worker.size)
        pull[own] = (so_far[following] - so_far[own]) / workers
    return pull


def shared_in_rounds(heard: Heard, workers: int) -> Floats:
    """Pulls (A,) in tables of mean gradients: the sum of 1 / (n b_i) over the updates of a round that each is in.

    A worker's arrival with an update adds to the table of the running round, at update number p of its n; later
    ones of the same round belong to the next table. Before p the table holds b_i - 1 gradients of the worker.
    """
    n, updated = workers, heard.updated
    running, place = heard.round // n, heard.round % n
    table = running + refreshed(heard, workers)
    group = table * n + heard.worker
    count = np.bincount(group, minlength=int(group.max(initial=0)) + 1)
    done = np.clip(int(updated.sum()) - n * (np.arange(count.size) // n), 0, n)
    first = done.copy()
    first[group[updated]] = place[updated]
    before = count - np.bincount(group[updated], minlength=count.size)
    late = (done - first) / (n * np.maximum(count, 1))
    early = first / (n * np.maximum(before, 1))
    return np.asarray(late[group] + np.where(updated, 0.0, early[group]))


def refreshed(heard: Heard, workers: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """1 for arrivals (A,) whose worker has had its update of the running round before, else 0."""
    running = heard.round // workers
    found = np.zeros(heard.worker.size, np.int64)
    for worker in range(workers):
        own = np.flatnonzero(heard.worker == worker)
        latest = np.maximum.accumulate(np.where(heard.updated[own], running[own], -1))
        found[own] = np.append(-1, latest[:-1])[: own.size] == running[own]
    return found
