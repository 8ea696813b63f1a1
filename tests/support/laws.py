"""Laws of job times with heavy and light tails, and MindFlayer's server on them."""

from typing import Any

from engine import Scenario
from engine.cluster import Cluster
from engine.kernel.replicate import setting_of
from engine.kernel.state import Floats, Server
from engine.methods.cutoffs import (
    Known,
    Law,
)
from engine.methods.mindflayer import prepare
from tests.support.build import POWERS, problem_of, scenario

DOUBLING = (1.0, 2.0, 4.0, 8.0, 16.0)
HEAVY = {"kind": "lognormal", "variation": 1.0}


def law_of(jitter: dict[str, Any], *taus: float) -> tuple[Law, Floats]:
    """The law and the mean times."""
    speed = {"kind": "custom", "times": taus}
    cluster = Cluster.model_validate({"workers": len(taus), "speed": speed, "jitter": jitter})
    return Law(cluster.times().work), cluster.means()


def rate(known: Known, limits: Floats) -> Floats:
    """Finished tries per second (n,), at a limit for each worker (n,)."""
    found = known.within(limits[:, None])
    return (found.chance / found.seconds)[:, 0]


def server_of(power: str = "steady", jitter: dict[str, Any] = HEAVY, **fields: Any) -> tuple[Server, Scenario]:
    """A server of MindFlayer before its run, on five workers whose times double."""
    cluster = {"workers": 5, "speed": {"kind": "custom", "times": DOUBLING}, "jitter": jitter, "power": POWERS[power]}
    given = scenario(cluster=cluster, methods=[{"kind": "mindflayer", **fields}], budget={"arrivals": 30_000})
    return prepare(given.methods[0], setting_of(given.cluster, problem_of(given), given.seed)), given
