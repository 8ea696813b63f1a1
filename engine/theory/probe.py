"""A method set up on coordinates of our choice, at the clock that counts in whole units."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from engine.cluster import Cluster
from engine.cluster.speeds import Custom
from engine.kernel.event_loop import start
from engine.kernel.film import Camera, camera
from engine.kernel.flight import Flight, Log, Records, new_flight, new_log, new_records
from engine.kernel.replicate import decisions
from engine.kernel.state import Data, Floats, Server, Times
from engine.kernel.streams import Keys, keys_of
from engine.methods import METHODS, MethodSettings, Setting
from engine.problems.base import Gradient

FAR = 10**15
"""Arrivals that no probe sees: its last record is due then."""


class Probe(NamedTuple):
    """All arguments of the kernel but its limit, in its order."""

    rule: Callable[..., Any]
    wants: Callable[..., Any]
    refuse: Callable[..., Any]
    selective: bool
    gradient: Gradient
    server: Server
    data: Data
    times: Times
    keys: Keys
    flight: Flight
    records: Records
    log: Log
    camera: Camera


def probe(
    settings: MethodSettings, times: Floats, smoothness: float, gradient: Gradient, data: Data, coordinates: int
) -> Probe:
    """The method at its start, every worker with its first job, at fixed `times` (n,) and without records."""
    method = METHODS[settings.kind]
    cluster = Cluster(workers=times.size, speed=Custom(times=tuple(times.tolist())))
    setting = Setting(np.zeros(coordinates), cluster.means(), smoothness, key=1, work=cluster.times().work)
    server, flight = method.prepare(settings, setting), new_flight(times.size, coordinates, 0)
    written = new_records(coordinates, FAR, None, 2), new_log(1), camera(coordinates)
    made = Probe(*decisions(method), gradient, server, data, cluster.times(), keys_of(0, 0), flight, *written)
    start(flight, server, made.times, made.keys.times)
    return made
