"""OrMo's buckets out of the log of a run, beside its rule; and their picture."""

import re
from typing import Any

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.theory.buckets import Buffer, deposit, ordered_buffer, shelf
from pages.parts.charts.buckets import MOST_COLUMNS, buckets_picture, columns_of
from pages.parts.momentum.ordered import arrival_words, picture_words

MOMENTUM = 0.8
CLUSTERS: tuple[dict[str, Any], ...] = (
    {"workers": 4, "speed": {"kind": "equal"}},
    {"workers": 3, "speed": {"kind": "linear"}},
    {"workers": 5, "speed": {"kind": "two_groups", "slowdown": 7.0, "share": 0.2}, "jitter": {"kind": "exponential"}},
)


def run_of(cluster: dict[str, Any], arrivals: int = 60) -> Any:
    return simulate(
        Scenario.model_validate(
            {
                "seeds": 1,
                "cluster": cluster,
                "problem": {"kind": "quadratic", "dimension": 1, "noise": 0.0},
                "methods": [{"kind": "ormo", "momentum": MOMENTUM, "step": 0.02}],
                "budget": {"arrivals": arrivals},
                "records": arrivals + 1,
            }
        )
    )


def buffer_of(cluster: dict[str, Any], arrivals: int = 60) -> Buffer:
    return ordered_buffer(run_of(cluster, arrivals)["ormo"].arrivals, cluster["workers"], MOMENTUM)


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_the_weights_are_those_that_move_the_model(cluster: dict[str, Any]) -> None:
    """`w = w_0 - sum (1 - beta^(I - b + 1)) / (1 - beta) eta g` of the gradients on the shelf."""
    simulation = run_of(cluster)
    run, problem = simulation["ormo"], simulation.problem
    buffer = ordered_buffer(run.arrivals, cluster["workers"], MOMENTUM)
    models, data = run.iterate[0], problem.data
    gradients = [
        data.matrix[worker] * (models[version] - data.centers[worker])
        for worker, version in zip(buffer.worker, buffer.version, strict=True)
    ]
    eta = 0.02 * (1 - MOMENTUM)
    for count in (1, 7, 23, 60):
        at = shelf(buffer, count)
        totals = (1 - MOMENTUM * at.weight) / (1 - MOMENTUM) * eta
        assert models[0] - totals @ np.array(gradients[:count]) == pytest.approx(models[count], abs=1e-12)


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_every_bucket_takes_n_and_each_place_once(cluster: dict[str, Any]) -> None:
    buffer, n = buffer_of(cluster, 200), cluster["workers"]
    at = shelf(buffer, 200)
    places = [*zip(at.bucket, at.place, strict=True), *zip(at.flying, at.flying_place, strict=True)]
    assert len(places) == len(set(places)) == 200 + n
    counts = np.bincount([bucket for bucket, _ in places])
    assert counts[0] == n
    assert (counts <= n).all()
    full = int(min(at.flying))
    assert (counts[:full] == n).all()
    assert set(np.diff(buffer.newest)) <= {0, 1}
    assert (at.weight == MOMENTUM ** (at.newest - at.bucket).astype(float)).all()


def test_jobs_in_flight_go_where_they_are_drawn() -> None:
    cluster = CLUSTERS[2]
    buffer = buffer_of(cluster)
    for count in range(55):
        at = shelf(buffer, count)
        coming = int(buffer.worker[count])
        assert at.flying[coming] == buffer.bucket[count]


def test_a_deposit_is_what_the_shelf_gains() -> None:
    buffer = buffer_of(CLUSTERS[2])
    for number in range(55):
        made, at = deposit(buffer, number), shelf(buffer, number + 1)
        assert (made.worker, made.bucket, made.newest) == (at.worker[-1], at.bucket[-1], at.newest)
        assert made.weight == pytest.approx(at.weight[-1])
        assert made.opened == (at.newest > shelf(buffer, number).newest)
        assert made.version + made.late == number


def test_before_the_first_arrival_all_are_in_flight_to_bucket_0() -> None:
    buffer = buffer_of(CLUSTERS[0])
    at = shelf(buffer, 0)
    assert at.worker.size == 0
    assert at.flying.tolist() == [0] * 4
    assert sorted(at.flying_place) == [0, 1, 2, 3]
    assert "bucket 0" in arrival_words(buffer, 0)


@pytest.mark.parametrize("count", [0, 5, 60])
def test_what_is_drawn_is_what_is_there(count: int) -> None:
    buffer = buffer_of(CLUSTERS[1])
    at = shelf(buffer, count)
    drawn = buckets_picture(at, 3, count - 1 if count else None)
    shown = columns_of(at)
    assert len(shown) <= MOST_COLUMNS
    inside = [k for k in range(count) if at.bucket[k] in shown]
    weights = [float(width) for width in re.findall(r'class="gradient".*?width="([\d.]+)"', drawn)]
    assert len(weights) == len(inside)
    # The width of a block is its weight: the newest bucket's are full.
    if count:
        full = max(weights)
        assert weights == pytest.approx([full * at.weight[k] / at.weight[inside].max() for k in inside], abs=0.11)
    assert drawn.count('class="flying"') == sum(bucket in shown for bucket in at.flying)
    words = picture_words(buffer, at, count)
    assert f"after {count} arrivals of 3 workers" in words


def test_the_sentence_tells_the_rules_numbers() -> None:
    buffer = buffer_of(CLUSTERS[1])
    opening = int(np.flatnonzero(np.diff(buffer.newest))[2]) + 1
    told = arrival_words(buffer, opening + 1)
    assert f"opens bucket {buffer.newest[opening]}" in told
    assert f"worker {buffer.worker[opening] + 1}" in told
    late = int(np.flatnonzero(buffer.newest > buffer.bucket)[0])
    told = arrival_words(buffer, late + 1)
    power = buffer.newest[late] - buffer.bucket[late]
    assert f"0.8^{power} = {0.8**power:.3g}" in told
    assert ("opens" in told) == (buffer.newest[late] > buffer.newest[late - 1])
