"""MindFlayer's plan of tries and their chances: exact where the law is known, else from draws of their own."""

from typing import Any

import numpy as np
import pytest

from engine import simulate
from engine.kernel.replicate import setting_of
from engine.methods.cutoffs import (
    DRAWS,
    Drawn,
    known_times,
)
from engine.methods.mindflayer import MindFlayer
from engine.methods.planning import plan_tries
from tests.support.build import JITTERS, POWERS, problem_of
from tests.support.laws import DOUBLING, HEAVY, law_of, server_of


def test_the_sum_of_chances_of_the_example() -> None:
    """Lognormal times of variation 1 end within their mean with the chance Phi(sqrt(log 2) / 2) = 0.66140.

    B = (8, 4, 2, 1, 0) gives 15 of them, 9.92: not the ten that are wanted, which take a try more.
    """
    law, means = law_of(HEAVY, *DOUBLING)
    chances = law.within(means[:, None]).chance[:, 0]
    np.testing.assert_allclose(chances, 0.66140, atol=1e-5)
    assert chances @ (8, 4, 2, 1, 0) == pytest.approx(9.92, abs=0.005)
    server, _ = server_of(batch=10, patience=0)
    assert server.scales.tolist() == [9, 4, 2, 1, 0]
    assert server.numbers[0] == pytest.approx(16 * 0.66140, abs=1e-3)
    # With nine, the tries of the example are what is planned, and the step divides by exactly what they promise.
    server, _ = server_of(batch=9, patience=0)
    assert server.scales.tolist() == [8, 4, 2, 1, 0]
    assert server.numbers[0] == pytest.approx(9.92, abs=0.005)


@pytest.mark.parametrize("cutoffs", [{"patience": 0}, {"cutoffs": "rate"}, {"cutoffs": "bound"}], ids=str)
def test_as_many_tries_finish_as_the_step_expects(cutoffs: dict[str, Any]) -> None:
    """In 30,000 tries, within 4 standard errors."""
    server, given = server_of(batch=10, **cutoffs)
    (run,) = simulate(given).values()
    tries, used = int(server.scales.sum()), run.arrivals["used"]
    rounds = used[: used.size // tries * tries].reshape(-1, tries).sum(axis=1)
    assert abs(rounds.mean() - server.numbers[0]) < 4 * rounds.std() / np.sqrt(rounds.size)


@pytest.mark.parametrize("power", [power for power in POWERS if power != "steady"])
def test_where_speeds_change_plan_and_step_have_draws_of_their_own(power: str) -> None:
    server, given = server_of(power, batch=10, patience=0)
    setting = setting_of(given.cluster, problem_of(given), given.seed)
    plan, price = known_times(setting)
    assert isinstance(plan, Drawn)
    assert isinstance(price, Drawn)
    assert plan.seconds.shape == price.seconds.shape == (5, DRAWS)
    assert not np.isin(plan.seconds, price.seconds).any()
    limit = setting.means[:, None]
    found = plan.within(limit)
    planned = plan_tries(found.chance[:, 0], found.seconds[:, 0], 10)
    assert server.scales.tolist() == planned.tolist()
    assert server.numbers[0] == pytest.approx(np.mean(price.seconds <= limit, axis=1) @ planned)


def test_the_draws_of_the_plan_promise_too_much_and_others_do_not() -> None:
    """The tries of the example, where a seed's draws let them seem enough: ten by those draws, 9.92 by others."""
    _, means = law_of(HEAVY, *DOUBLING)
    own_promise, other_promise = [], []
    for seed in range(300):
        normals = np.random.default_rng(seed).standard_normal((2, 5, 100))
        spread = np.sqrt(np.log(2))
        own, others = (Drawn(means[:, None] * np.exp(spread * z - spread**2 / 2)) for z in normals)
        found = own.within(means[:, None])
        planned = plan_tries(found.chance[:, 0], found.seconds[:, 0], 10)
        if planned.tolist() == [8, 4, 2, 1, 0]:
            own_promise.append(found.chance[:, 0] @ planned)
            other_promise.append(others.within(means[:, None]).chance[:, 0] @ planned)
    assert len(own_promise) > 30
    assert min(own_promise) >= 10 * (1 - 1e-9)
    assert abs(np.mean(other_promise) - 9.92) < 4 * np.std(other_promise) / np.sqrt(len(other_promise))


@pytest.mark.parametrize("cutoffs", ["rate", "bound"])
@pytest.mark.parametrize("jitter", JITTERS)
def test_every_law_has_a_plan(jitter: str, cutoffs: str) -> None:
    server, _ = server_of(jitter=JITTERS[jitter], cutoffs=cutoffs, batch=7)
    assert server.scales.sum() < 1000
    assert server.numbers[0] >= 7 * (1 - 1e-9)
    assert np.all((server.cutoffs > 0) == (server.scales > 0))


def test_patience_is_that_of_the_multiple_alone() -> None:
    for cutoffs in ("rate", "bound"):
        one, other = (server_of(cutoffs=cutoffs, patience=patience)[0] for patience in (None, 1.0))
        np.testing.assert_array_equal(one.cutoffs, other.cutoffs)


def test_settings_of_old_files_are_the_multiple() -> None:
    assert MindFlayer().cutoffs == "multiple"
