"""The laws of job times in closed form: against SciPy's distributions, draws, and one another."""

from typing import Any

import numpy as np
import pytest

from engine.cluster import Cluster
from engine.cluster.laws import Within, spots, within
from engine.kernel.state import Floats
from tests.reference.laws import draws
from tests.reference.tries import of_law, of_list
from tests.support.build import JITTERS

TAUS = (0.3, 1.0, 7.0, 300.0)
MULTIPLES = np.array([1e-3, 0.2, 0.7, 1.0, 1.6, 4.0, 50.0, np.inf])
EDGES: dict[str, dict[str, Any]] = {
    "nearly fixed gamma": {"kind": "gamma", "variation": 1e-3},
    "wild gamma": {"kind": "gamma", "variation": 3.0},
    "nearly fixed lognormal": {"kind": "lognormal", "variation": 1e-3},
    "wild lognormal": {"kind": "lognormal", "variation": 3.0},
    "wide half normal": {"kind": "half_normal", "spread": 1e3, "per": "second"},
    "narrow folded normal": {"kind": "folded_normal", "spread": 1e-3, "per": "mean", "offset": 0.0},
    "no width": {"kind": "uniform", "low": 1.0, "high": 1.0, "offset": 0.5},
}
LAWS = JITTERS | EDGES


def cluster(jitter: dict[str, Any], taus: tuple[float, ...] = TAUS) -> Cluster:
    given = {"workers": len(taus), "speed": {"kind": "custom", "times": taus}, "jitter": jitter}
    return Cluster.model_validate(given)


def limits_and_within(given: Cluster) -> tuple[Floats, Within]:
    limits = given.means()[:, None] * MULTIPLES
    return limits, within(given.times().work, limits)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in LAWS if name != "none"])
def test_chance_and_mean_are_scipys(name: str) -> None:
    given = cluster(LAWS[name])
    limits, found = limits_and_within(given)
    jitter = given.jitter.model_dump_json()
    for i, tau in enumerate(TAUS):
        for k, limit in enumerate(limits[i]):
            chance, seconds = of_law(jitter, tau, float(limit))
            assert found.chance[i, k] == pytest.approx(chance, rel=1e-9, abs=1e-12), (tau, limit)
            assert found.seconds[i, k] == pytest.approx(seconds, rel=1e-7), (tau, limit)


@pytest.mark.slow
@pytest.mark.parametrize("name", JITTERS)
def test_chance_and_mean_are_those_of_draws(name: str) -> None:
    """Of 20,000 draws, within 4 standard errors."""
    given, count = cluster(LAWS[name], (1.0, 3.0)), 20_000
    limits, found = limits_and_within(given)
    for i in range(2):
        seconds = draws(given, i, count)
        for k, limit in enumerate(limits[i]):
            inside, shorter = np.mean(seconds <= limit), np.minimum(seconds, limit)
            chance, mean = found.chance[i, k], found.seconds[i, k]
            # What is rarer than one draw in all of them does not show.
            assert abs(chance - inside) < 4 * np.sqrt(max(chance * (1 - chance), 1e-9) / count) + 4 / count
            assert abs(mean - shorter.mean()) < 4 * shorter.std() / np.sqrt(count) + 4 * min(limit, 1e3) / count


@pytest.mark.parametrize("name", LAWS)
def test_without_a_limit_it_is_the_mean(name: str) -> None:
    given = cluster(LAWS[name])
    _, found = limits_and_within(given)
    np.testing.assert_array_equal(found.chance[:, -1], 1)
    np.testing.assert_allclose(found.seconds[:, -1], given.means(), rtol=1e-9)


@pytest.mark.parametrize("name", LAWS)
def test_longer_limits_bring_more(name: str) -> None:
    """Both grow with the limit; E min has the slope P(job > limit), which is at most 1."""
    given = cluster(LAWS[name])
    limits = given.means()[:, None] * np.linspace(0, 3, 301)
    found = within(given.times().work, limits)
    assert np.all(np.diff(found.chance) >= -1e-12)
    assert np.all((found.chance >= 0) & (found.chance <= 1 + 1e-12))
    slopes = np.diff(found.seconds) / np.diff(limits)
    assert np.all(slopes <= 1 - found.chance[:, :-1] + 1e-6)
    assert np.all(slopes >= 1 - found.chance[:, 1:] - 1e-6)


@pytest.mark.parametrize("name", LAWS)
def test_spots_cover_the_law(name: str) -> None:
    """From its shortest jobs to its longest, without a gap; of whole numbers, all of them where they are few."""
    given = cluster(LAWS[name])
    work = given.times().work
    where = spots(work)
    assert np.all(np.diff(where) >= 0)
    chance = within(work, where).chance
    if work.base.any() and not work.spread.any():
        return
    assert np.all(chance[:, -1] > 1 - 1e-9)
    if given.jitter.kind == "poisson":
        assert {0.0, 1.0, 2.0, 20.0} <= set(where[1])
    else:
        assert np.all(chance[:, 0] < 1e-3)
        assert np.diff(chance).max() < 0.06


def test_measured_times_are_taken_as_a_list() -> None:
    """0.5, 1, 1 and 2 s: three in four end within 1 s, after a mean of (0.5 + 1 + 1 + 1) / 4."""
    durations = [[1.0, 2.0, 0.5, 1.0], [3.0], [1e-6, 5.0]]
    work = Cluster.model_validate({"workers": 3, "speed": {"kind": "trace", "durations": durations}}).times().work
    limits = np.array([[1.0, 0.75, np.inf, -1.0]] * 3)
    found = within(work, limits)
    np.testing.assert_allclose(found.chance[0], [0.75, 0.25, 1, 0])
    np.testing.assert_allclose(found.seconds[0, :3], [3.5 / 4, (0.5 + 3 * 0.75) / 4, 4.5 / 4])
    for i, own in enumerate(durations):
        for k, limit in enumerate(limits[i, :3]):
            assert (found.chance[i, k], found.seconds[i, k]) == pytest.approx(of_list(own, float(limit)))


@pytest.mark.parametrize("name", LAWS)
def test_no_job_keeps_a_limit_below_0(name: str) -> None:
    """Also where a job may take no time at all."""
    given = cluster(LAWS[name])
    assert not within(given.times().work, np.full((4, 1), -1.0)).chance.any()
