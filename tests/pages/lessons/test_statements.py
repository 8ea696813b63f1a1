"""Statements about a race: true of its numbers, and refused where they say nothing."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import simulate
from engine.results.verdict import Outcome
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.lessons.quantities import QUANTITIES, Race, Races, measured
from pages.parts.lessons.statements import filled, places, statement, value_in
from tests.support.sentences import verdict

LABELS = {"": ("ASGD", "Rescaled ASGD"), "A": ("ASGD",)}


@pytest.fixture(scope="module")
def races() -> Races:
    """Two short races."""
    both = {"": {"heterogeneity": 3.0}, "A": {"heterogeneity": 1.0, "methods": ("ASGD",)}}
    found = {}
    for name, changes in both.items():
        choices = {**DEFAULTS, "arrivals": 500, "seeds": 2, "methods": ("ASGD", "Rescaled ASGD"), **changes}
        found[name] = Race.of(choices, simulate(scenario_of(choices)))
    return found


def made(gap: float, outcome: Outcome = Outcome.MOVING) -> Races:
    """A race of one method by hand, of which only verdicts are read."""
    race = Race({}, None, {"ASGD": verdict(outcome, "ASGD", gap=gap, scatter=2.0)})  # type: ignore[arg-type]
    return {"": race, "A": race}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("gap of ASGD", 0.5), ("2 * gap of ASGD", 1.0), ("gap of ASGD / scatter of ASGD", 0.25),
        ("3 / scatter of ASGD * gap of ASGD in A", 0.75), ("0.1", 0.1), ("1e-3", 1e-3),
    ],
)  # fmt: skip
def test_values_are_products_from_left_to_right(text: str, value: float) -> None:
    assert value_in(text).read(made(0.5)) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("gap of ASGD < 0.6", True), ("gap of ASGD > 0.6", False), ("gap of ASGD <= 0.5", True),
        ("gap of ASGD >= 0.5", True), ("gap of ASGD < 0.5", False),
        ("gap of ASGD = 0.52 within 5%", True), ("gap of ASGD = 0.6 within 5%", False),
        ("ASGD is moving", True), ("ASGD is not moving", False), ("ASGD is at the goal", False),
        ("ASGD is not diverged in A", True), ("scatter of ASGD > 3 * gap of ASGD", True),
    ],
)  # fmt: skip
def test_statements_are_true_or_not(text: str, holds: bool) -> None:
    assert statement(text).holds(made(0.5)) == holds


NUMBERS = st.floats(0, 1e6) | st.just(math.inf)


@given(NUMBERS, NUMBERS, st.integers(0, 100))
def test_a_statement_and_its_opposite_are_never_both_true(one: float, other: float, share: int) -> None:
    races = made(one)
    truths = [statement(f"gap of ASGD {sign} {other!r}".replace("inf", "1e400")) for sign in ("<", ">", "<=", ">=")]
    less, more, at_most, at_least = (found.holds(races) for found in truths)
    assert not (less and more)
    assert less != at_least
    assert more != at_most
    near = statement(f"gap of ASGD = {min(other, 1e300)!r} within {share}%").holds(races)
    assert near == (abs(one - min(other, 1e300)) <= share / 100 * min(other, 1e300))


def test_nothing_can_be_said_of_two_infinite_numbers() -> None:
    races = made(math.inf, Outcome.DIVERGED)
    for sign in "<>":
        assert not statement(f"gap of ASGD / gap of ASGD in A {sign} 1").holds(races)
    assert filled("{gap of ASGD / gap of ASGD in A}, {gap of ASGD}", races) == "no number, beyond all bounds"


def test_numbers_are_the_runs(races: Races) -> None:
    run = races[""].simulation["ASGD"]
    assert measured("updates of ASGD").read(races) == run.updates[-1]
    shares = [measured(f"share of worker {k} in ASGD").read(races) for k in range(1, 9)]
    assert sum(shares) == pytest.approx(1)
    assert shares == sorted(shares, reverse=True)
    assert math.isnan(measured("share of worker 9 in ASGD").read(races))
    assert measured("setting heterogeneity").read(races) == 3.0
    assert measured("setting heterogeneity in A").read(races) == 1.0
    text = filled("{share of worker 1 in ASGD} at {setting heterogeneity}; {seconds of ASGD}", races)
    assert text == f"{shares[0]:.1%} at 3; never"


@pytest.mark.parametrize("name", QUANTITIES)
def test_every_quantity_reads_back_as_it_is_written(name: str, races: Races) -> None:
    for written in (f"{name} of Rescaled ASGD", f"{name} of ASGD in A"):
        found = measured(written)
        assert str(found) == written
        found.check(LABELS)
        assert isinstance(found.read(races), float)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("gap of SGD < 1", "'SGD' does not race here"), ("speed of ASGD < 1", "'speed' is not known"),
        ("gap of Rescaled ASGD in A < 1", "does not race here"), ("OrMo is at the goal", "does not race here"),
        ("gap of ASGD", "states nothing"), ("", "states nothing"), ("gap < 1", "no quantity"),
        ("setting problem < 1", "holds a number"), ("setting colour < 1", "holds a number"),
        ("gap of ASGD < 1 * ", "no quantity"), ("__import__('os') < 1", "no quantity"),
    ],
)  # fmt: skip
def test_what_states_nothing_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        statement(text).check(LABELS)


def test_a_template_with_anything_else_in_braces_is_refused() -> None:
    with pytest.raises(ValueError, match="no quantity"):
        list(places("It is {gap}."))
