"""The generic update of asynchronous methods from zeroth to first order, which ascd and aszd share.

`x <- x - step * G_S(xhat; xi)` at every arrival (arXiv 1606.00498); `engine.problems.blocks` says what a job
computes. All coordinates and derivatives make it ASGD. The rule is recalled, not checked against the paper.
"""

from typing import Annotated, ClassVar, Literal

import numpy as np
from numba import float64, int64, types
from pydantic import Field

from engine.kernel.dispatch import SEND
from engine.kernel.jit import SERVER, VECTOR, inlined, rule
from engine.kernel.state import FIRST_FREE, UPDATES, Floats, Server, server
from engine.methods.base import MethodSettings, Setting
from engine.problems.blocks import WINDOW
from engine.problems.jobs import add_scaled
from engine.schema import Whole

MOST_DELAY = 100_000
MOST_KEPT = 10_000_000
"""Changes kept for a delay bound: its updates times the coordinates of a block."""
Y, LATEST, BOUND = (FIRST_FREE + i for i in range(3))
"""Indices in `counts`: coordinates a block, updates that an inconsistent read may miss, T (-1: none)."""


class BlockSettings(MethodSettings):
    """`block`: Y coordinates a job, None all of them.

    `read`: a job reads the model as it was at its dispatch (`consistent`), or a mixture that lacks each of the last
    WINDOW updates with probability 1/2 (`inconsistent`). `delay_bound`: T, no job misses an older update than the
    last T; None: no bound. `seconds_of`: the cluster's seconds are those of a job, or of one value or derivative.
    """

    values_a_coordinate: ClassVar[int] = 1
    block: Annotated[Whole, Field(ge=1, le=10_000)] | None = 1
    read: Literal["consistent", "inconsistent"] = "consistent"
    delay_bound: Annotated[Whole, Field(ge=0, le=MOST_DELAY)] | None = None
    seconds_of: Literal["job", "value"] = "job"

    def block_of(self, dimension: int) -> int:
        """Y on a problem of so many coordinates."""
        return dimension if self.block is None else self.block

    def values_a_job(self, dimension: int) -> int:
        """Function values, or partial derivatives, that one job takes."""
        return self.values_a_coordinate * self.block_of(dimension)

    def seconds_a_job(self, dimension: int) -> int:
        """How many times the cluster's seconds one job takes."""
        return self.values_a_job(dimension) if self.seconds_of == "value" else 1

    def delay(self, staleness: int) -> int:
        """T for jobs of up to this staleness; an inconsistent read misses updates before the dispatch, too."""
        delay = staleness + (WINDOW if self.read == "inconsistent" else 0)
        return delay if self.delay_bound is None else min(delay, self.delay_bound)

    @property
    def latest(self) -> int:
        """Updates before its dispatch that a job's read may miss."""
        if self.read == "consistent":
            return 0
        return WINDOW if self.delay_bound is None else min(WINDOW, self.delay_bound)

    def numbers_kept(self, dimension: int, tracked: int, workers: int) -> int:
        """Numbers in one run: what the server sends, each worker's copy of it, that of T updates ago, and T updates."""
        block = self.block_of(dimension)
        sent = dimension + tracked + 2 * self.latest * block
        return (workers + 2) * sent + 2 * (self.delay_bound or 0) * block

    def misfit(self, has_blocks: bool, dimension: int) -> str:
        if not has_blocks:
            return f"{self.name} takes blocks of coordinates, which this problem has no answers for"
        if self.block_of(dimension) > dimension:
            return f"block of {self.name} is {self.block}, but the problem has {dimension} coordinates"
        if (self.delay_bound or 0) * self.block_of(dimension) > MOST_KEPT:
            return f"delay_bound of {self.name} times its block is above {MOST_KEPT:,}, which is too much to keep"
        return ""

    def smoothing_of(self, dimension: int) -> Floats:
        """mu_i (d,); (0,) for derivatives."""
        return np.zeros(0)


def prepare(settings: BlockSettings, setting: Setting) -> Server:
    """A server that holds `x | z | the latest updates`, and with a delay bound the same as of T updates ago."""
    d, blocks = setting.start.size, setting.blocks
    columns = np.zeros((d, 0)) if blocks is None else blocks.columns
    tracked = np.zeros(0) if blocks is None else blocks.tracked(setting.start)
    y, bound, latest = settings.block_of(d), settings.delay_bound, settings.latest
    sent = np.concatenate([setting.start, tracked, np.full(latest * y, -1.0), np.zeros(latest * y)])
    made = server(setting.start, setting.workers, settings.step, counts=3)
    made.counts[Y], made.counts[LATEST], made.counts[BOUND] = y, latest, -1 if bound is None else bound
    made = made._replace(model=sent[:d], sent=sent, oldest=sent, vectors=columns)
    if bound is not None:
        ring = np.concatenate([np.full(bound * y, -1.0), np.zeros(bound * y)])
        made = made._replace(oldest=sent.copy() if bound else sent, reads_back=bound - latest, numbers=ring)
    return made


@inlined(types.void(VECTOR, int64, int64, int64, float64))
def note(ring: Floats, first: int, place: int, index: int, change: float) -> None:
    """Keep one change of one coordinate in a ring of indices, then changes."""
    ring[first + place], ring[ring.size // 2 + first + place] = index, change


@inlined(types.void(SERVER))
def catch_up(server: Server) -> None:
    """Apply the update of T - 1 updates ago to `oldest`, so that it is T updates old when the running one is made."""
    d, t, y, bound = server.model.size, server.vectors.shape[1], server.counts[Y], server.counts[BOUND]
    first = (server.counts[UPDATES] % bound) * y
    for place in range(first, first + y):
        if server.numbers[place] < 0.0:
            return
        i, change = int(server.numbers[place]), server.numbers[bound * y + place]
        server.oldest[i] += change
        if t > 0:
            add_scaled(server.oldest[d : d + t], change, server.vectors[i])
        server.numbers[place] = -1.0


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    d, t, y = server.model.size, server.vectors.shape[1], server.counts[Y]
    latest, bound = server.counts[LATEST], server.counts[BOUND]
    sent = server.sent
    if bound > 0:
        catch_up(server)
    missable = sent[d + t :]
    slot = (server.counts[UPDATES] % latest) * y if latest > 0 else 0
    last = (server.counts[UPDATES] % bound) * y if bound > 0 else 0
    for place in range(y * (latest > 0)):
        missable[slot + place] = -1.0
    place = 0
    for i in range(d):
        if gradient[i] == 0.0:
            continue
        change = -server.step * gradient[i]
        sent[i] += change
        if t > 0:
            add_scaled(sent[d : d + t], change, server.vectors[i])
        if latest > 0 and place < y:
            note(missable, slot, place, i, change)
        if bound > 0 and place < y:
            note(server.numbers, last, place, i, change)
        place += 1
    server.counts[UPDATES] += 1
    return SEND
