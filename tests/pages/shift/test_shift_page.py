"""The Covariate shift page's own tabs without a browser."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine.covariate_shift import ShiftError, best_ridge, ols_risk, solve
from engine.covariate_shift.contest import contest
from engine.covariate_shift.sgd.one_pass import sgd_map
from engine.covariate_shift.spectra import ShiftSettings
from pages.parts.script.about import about
from pages.parts.shift import answers, words
from pages.parts.shift.cases import CASES, values_of
from pages.parts.shift.controls import DEFAULTS, OWN, settings_of
from pages.parts.shift.sgd_choices import choices_for
from pages.parts.shift.tabs import TABS
from pages.parts.words.numbers import number
from tests.support.scripts import assert_remade, recorded
from tests.support.visit import captions, fine, start_page, warnings

pytestmark = pytest.mark.usefixtures("warm")

SMALL = {"dimension": "5", "samples": "50"}
MAP = "SGD as a map"


def page(**given: str) -> AppTest:
    app = start_page()
    app.query_params.update({OWN + key: value for key, value in (SMALL | given).items()})
    return fine(app.switch_page("covariate_shift.py").run())


def settings(**changes: Any) -> ShiftSettings:
    small = {"dimension": 5, "samples": 50}
    return ShiftSettings.model_validate(settings_of(DEFAULTS | {OWN + k: v for k, v in (small | changes).items()}))


def text(app: AppTest) -> str:
    return " ".join(markdown.value for markdown in app.markdown)


def charts(app: AppTest) -> int:
    return len(app.get("bidi_component"))


@pytest.mark.quick
def test_the_first_tab_shows_the_engines_numbers() -> None:
    app = page()
    assert [title.value for title in app.title] == ["Covariate shift"]
    assert warnings(app) == []
    assert charts(app) == 4
    made = settings()
    held = contest(made.shift(), 50)
    (shown,) = [table.value for table in app.table]
    assert len(shown) == len(held.entries)
    for entry, (_, row) in zip(held.entries.values(), shown.iterrows(), strict=True):
        assert row["Worst case"] == number(entry.worst.risk)
        assert row["Times min-max"] == number(entry.worst.risk / held.best.risk)
        assert "±" in row["Measured"]
    assert number(best_ridge(made.shift()).worst.risk) == shown["Worst case"].iloc[1]
    assert number(ols_risk(made.shift()).risk) == shown["Worst case"].iloc[0]
    assert f"**Min-max wins** with a worst-case risk of {number(held.best.risk)}" in text(app)
    assert f"the worst case of A* is {held.best.risk:.6g}" in captions(app)
    assert "approximate" not in captions(app)
    everything = text(app) + captions(app) + shown.to_string()
    assert not re.search(r"\bnan\b|\binf\b", everything)


@pytest.mark.parametrize(("case", "risks"), [
    ("No shift", ("0.05", "0.0245", "0.0226")), ("All count alike", ("1.9", "0.126", "0.106")),
    ("Reversed", ("0.406", "0.0462", "0.0409")), ("Four count", ("0.0426", "0.0416", "0.0408")),
])  # fmt: skip
def test_the_cases_are_the_tables_rows(case: str, risks: tuple[str, ...]) -> None:
    (chosen,) = [one for one in CASES if one.title == case]
    made = ShiftSettings.model_validate(settings_of(values_of(chosen)))
    held = (ols_risk(made.shift()).risk, best_ridge(made.shift()).worst.risk, solve(made.shift()).risk)
    assert tuple(number(risk) for risk in held) == risks


def test_a_case_sets_the_whole_sidebar() -> None:
    app = page(noise="0.1")
    (button,) = [button for button in app.button if button.label == "Four count"]
    fine(button.click().run())
    assert app.session_state[OWN + "target"] == "first four"
    assert app.session_state[OWN + "noise"] == 1.0
    assert "Four count: T is 0 but for four directions." in captions(app)
    assert "0.0408" in app.table[0].value["Worst case"].iloc[2]


@pytest.mark.parametrize(("samples", "told"), [
    ("10", "10 samples do not determine 20 directions"), ("20", "20 samples hardly determine 20 directions"),
])  # fmt: skip
def test_few_samples_are_told(samples: str, told: str) -> None:
    app = page(samples=samples, dimension="20")
    assert told in text(app)
    assert (app.table[0].value["Measured"].iloc[0] == "no finite mean") == (samples == "20")


def test_many_samples_are_not_called_few() -> None:
    assert "Few samples" not in text(page(samples="50"))


@pytest.mark.parametrize("dimension", ["2", "20", "50"])
def test_where_all_directions_are_alike_the_page_stands(dimension: str) -> None:
    """Also with turns that no control shows."""
    app = page(source="flat", target="flat", ellipse="ball", dimension=dimension, samples="200")
    assert warnings(app) == []
    assert "seen too little" not in text(app)
    assert len(app.table) == 1


def test_a_tiny_noise_leaves_nothing_to_shrink() -> None:
    app = page(noise="0.001", samples="1000")
    assert "Nothing is to be gained by shrinking" in text(app)
    assert "**Nobody wins clearly:**" in text(app)


def test_a_direction_that_is_never_seen_is_told() -> None:
    app = page(source="first four", target="flat", ellipse="ball")
    assert "T counts directions that the source never shows" in text(app)
    assert app.table[0].value["Worst case"].iloc[0] == "infinite"
    assert app.table[0].value["Measured"].iloc[0].endswith(", shortest")


def test_a_gap_that_is_too_large_is_called_approximate(monkeypatch: pytest.MonkeyPatch) -> None:
    held = contest(settings().shift(), 50)
    rough = answers.Study(contest(settings().shift(), 50, held.best), 0.1)
    object.__setattr__(rough.contest.best, "duality_gap", 1e-3 * rough.contest.best.dual)
    assert "**approximate**" in words.certificate_words(rough)


def test_what_is_refused_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any) -> None:
        raise ShiftError("S must be something else.")

    answers.STUDIES.clear()
    monkeypatch.setattr(answers, "solve_quickly", refuse)
    app = page(seed="77")
    assert any("S must be something else" in warning for warning in warnings(app))
    assert not app.table


def test_a_row_of_sgd_leads_to_its_map() -> None:
    app = page()
    held = contest(settings().shift(), 50)
    for kind, place in (("step_decay", 4), ("preconditioned", 6)):
        name = app.table[0].value.index[place]
        found = re.search(r"\]\((.*?)\)", name)
        assert found is not None
        link = {key: value[0] for key, value in parse_qs(urlsplit(found[1]).query).items()}
        assert link[OWN + "tab"] == MAP
        there = fine(page(**{key.removeprefix(OWN): value for key, value in link.items()}))
        assert warnings(there) == []
        assert f"its worst-case risk is {number(held.entries[kind].worst.risk)}" in text(there)


def test_the_map_tab_shows_the_engines_numbers() -> None:
    app = page(tab=MAP, variant="step decay", preconditioner="inverse of S", factor="1")
    assert charts(app) == 4
    made = sgd_map(solve(settings().shift()), 50, "step decay", "inverse of S", 1.0, 0.01)
    assert f"its worst-case risk is {number(made.worst.risk)}" in text(app)
    assert f"would cost {number(made.linear)}" in text(app)
    assert "**Measured:**" in text(app)


def test_a_step_that_diverges_is_told() -> None:
    app = page(tab=MAP, variant="step decay", factor="8", samples="10000", dimension="20")
    assert "is too large: the worst-case risk grows to infinity" in text(app)
    few = page(tab=MAP, factor="8", samples="50", dimension="20")
    assert re.search(r"is too large: the worst-case risk grows to \d", text(few))
    assert "Measured" not in text(few)


def test_accelerated_is_shown_as_it_was_tuned() -> None:
    held = contest(settings().shift(), 50)
    chosen = choices_for("accelerated", held.entries["accelerated"], held.best)
    tuned = held.entries["accelerated"].tuned
    assert tuned is not None
    assert abs(np.log10(chosen["smallest"] / (tuned / held.best.shift.source.max()))) < 0.5


def test_what_a_link_holds_in_vain_is_told() -> None:
    app = page(target="round", angle="3")
    assert any("`round` is not possible" in line for line in warnings(app))
    assert any("not known here" in line for line in warnings(app))


def test_all_that_a_link_may_hold() -> None:
    assert list(TABS.tabs)[:2] == ["Estimators", MAP]
    assert set(DEFAULTS) < set(TABS.known)


def test_the_scripts_make_the_charts() -> None:
    with recorded() as charts:
        page(target="flat", samples="100")
    assert set(charts) == {"shift_spectra", "shift_shrinkage", "shift_truths", "shift_risks"}
    assert_remade(charts, *charts)
    for figure, made in charts.values():
        assert about(made, figure).startswith(
            "S power law, exponent 1.5; T flat; M narrowing, exponent 2, turned by 45°. 5 directions, 100 samples, "
            "noise of standard deviation 1, seed 0. Asynchrony Lab"
        )


@pytest.mark.parametrize(("variant", "told"), [
    ("step decay", "step decay, preconditioner inverse of S, step 0.5 times the safe one."),
    ("accelerated", "accelerated, preconditioner inverse of S, smallest curvature assumed to be 0.01 of the largest."),
])  # fmt: skip
def test_the_scripts_make_the_maps(variant: str, told: str) -> None:
    with recorded() as charts:
        page(tab=MAP, variant=variant, preconditioner="inverse of S", factor="0.5")
    assert set(charts) == {"shift_map_pass", "shift_map_best", "shift_map_difference", "shift_kept"}
    assert_remade(charts, *charts)
    for key, (figure, made) in charts.items():
        assert (f"One pass of SGD: {told}" in about(made, figure)) == (key != "shift_map_best")
