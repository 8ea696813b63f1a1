"""Clusters under a power, and how long their jobs take."""

from typing import Any

from engine.cluster import Cluster
from engine.cluster.power_table import seconds_until_done
from engine.kernel.state import PowerTable


def cluster(power: dict[str, Any], **fields: Any) -> Cluster:
    return Cluster.model_validate({"power": power} | fields)


def table_of(power: dict[str, Any], *work: float) -> PowerTable:
    return cluster(power, workers=len(work), speed={"kind": "custom", "times": work}).times().power


def seconds(table: PowerTable, worker: int, work: float, now: float) -> float:
    return seconds_until_done(table.edges[worker], table.power[worker], table.whole[worker], work, now)
