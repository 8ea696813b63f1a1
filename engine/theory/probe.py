"""A method set up on coordinates of our choice, at the clock that counts in whole units."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from engine import flight as _flight
from engine.cluster import Cluster
from engine.film import Camera, camera
from engine.flight import Flight, Log, Records
from engine.kernel import start
from engine.methods import METHODS, MethodSettings, Setting
from engine.problems.base import Gradient
from engine.replicate import decisions
from engine.speeds import Custom
from engine.state import Data, Floats, Server, Times
from engine.streams import Keys, keys_of

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
    flight = _flight.flight(times.size, coordinates, 0)
    made = Probe(
        *decisions(method),
        gradient=gradient,
        server=method.prepare(settings, setting),
        data=data,
        times=cluster.times(),
        keys=keys_of(0, 0),
        flight=flight,
        records=_flight.records(coordinates, FAR, None, 2),
        log=_flight.log(1),
        camera=camera(coordinates),
    )
    start(flight, made.server, made.times, made.keys.times)
    return made
