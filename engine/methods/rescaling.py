"""What the rescaled methods share: scales proportional to the workers' computation times, known or estimated."""

from typing import Literal

import numpy as np

from engine.kernel.state import Floats, Server, server
from engine.methods.base import Column, Heard, MethodSettings, Setting, place_within
from engine.methods.moves import KNOWN, ONLINE_CYCLE, ONLINE_MEAN

Normalisation = Literal["mean", "cycle"]


class RescaledSettings(MethodSettings):
    """Fields of a rescaled method."""

    times: Literal["known", "online"] = "known"
    normalisation: Normalisation = "mean"


def step_scales(means: Floats, normalisation: Normalisation) -> Floats:
    """gamma_i / gamma (n,) for mean seconds a job `means` (n,); exactly 1 where all times are equal."""
    if normalisation == "cycle":
        return np.asarray(means / means.max())
    # Ratios to one worker first: equal times then give ones without rounding.
    ratios = means / means[0]
    return np.asarray(ratios * np.mean(1 / ratios))


def rescaled_server(
    settings: RescaledSettings, setting: Setting, eta: float, momentum: float = 0.0, vectors: int = 0, counts: int = 0
) -> Server:
    """A server with one scale a worker, and in `numbers[0]` how it comes by them."""
    online = ONLINE_CYCLE if settings.normalisation == "cycle" else ONLINE_MEAN
    return server(
        setting.start,
        setting.workers,
        eta,
        momentum,
        vectors,
        scales=step_scales(setting.means, settings.normalisation),
        counts=counts,
        numbers=(KNOWN if settings.times == "known" else online,),
    )


def scales_at_arrivals(server: Server, heard: Heard) -> Column:
    """The scale at each arrival (A,)."""
    if server.numbers[0] == KNOWN:
        return np.asarray(server.scales[heard.worker])
    seconds = np.zeros(heard.worker.size)
    for worker in range(server.workers):
        own = heard.worker == worker
        seconds[own] = np.cumsum(heard.seconds[own])
    tau = seconds / place_within(heard.worker)
    inverses, longest, known = online_sums(server.workers, heard, tau)
    own_scale = tau / longest if server.numbers[0] == ONLINE_CYCLE else tau * inverses / known
    return np.where(tau > 0, own_scale, 1.0)


def online_sums(workers: int, heard: Heard, tau: Floats) -> tuple[Floats, Floats, Floats]:
    """At each arrival, over the workers heard so far: sum of 1 / tau, largest tau, how many there are (A,) each."""
    inverses, longest, known = (np.zeros(tau.size) for _ in range(3))
    for worker in range(workers):
        own = (heard.worker == worker) & (tau > 0)
        latest = np.maximum.accumulate(np.where(own, np.arange(tau.size), -1))
        now = np.where(latest >= 0, tau[latest], np.inf)
        inverses += 1 / now
        longest = np.maximum(longest, np.where(latest >= 0, now, 0.0))
        known += latest >= 0
    return inverses, np.where(longest > 0, longest, 1.0), np.maximum(known, 1.0)
