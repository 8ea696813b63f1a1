"""The Covariate shift page's tab on asynchrony, without a browser."""

import re
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine.covariate_shift.asynchrony.cures import LINES, cures
from engine.covariate_shift.asynchrony.pulls import RESCALED, VANILLA, mixture
from engine.covariate_shift.asynchrony.truths import well_specified
from engine.results.curves import quartiles
from pages.parts.charts.shift_cures import NAMES
from pages.parts.controls import scenario
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.script.about import about
from pages.parts.shift import asynchrony
from pages.parts.shift.answers import WORDS
from pages.parts.shift.asynchrony_controls import KNOWN, LINK, race_link, scenario_of
from pages.parts.shift.asynchrony_workers import rows_shown
from pages.parts.shift.tabs import TABS
from pages.parts.words.numbers import number, percent
from pages.parts.work import progress
from pages.parts.work.computed import mark_of
from tests.support.asynchrony_tab import chosen, text
from tests.support.scripts import assert_remade, recorded
from tests.support.visit import captions, fine, press, race, shown, start_page, table, warnings

pytestmark = pytest.mark.usefixtures("warm")

SMALL = {"dimension": "5", "arrivals": "3000", "seeds": "5"}


def page(own: dict[str, str] | None = None, stopped: Any = None, **cluster: str) -> AppTest:
    app = start_page()
    link = {LINK + key: value for key, value in (SMALL | (own or {})).items()}
    app.query_params.update({"shift_tab": "Asynchrony", **link, **cluster})
    if stopped is not None:
        app.session_state[progress.STOPPED] = stopped
    return fine(app.switch_page("covariate_shift.py").run())


def charts(app: AppTest) -> int:
    return len(app.get("bidi_component"))


def test_the_tab_shows_the_engines_numbers() -> None:
    app = page()
    assert warnings(app) == []
    assert charts(app) == 2
    scenario = chosen()
    found = {"one truth": cures(well_specified(scenario)), "own truths": cures(scenario)}
    estimates, workers = (frame.value for frame in app.table)
    for name in LINES:
        paper = "2605.13434" if name in (VANILLA, RESCALED) else "2502.09047"
        link = f"[{NAMES[name]}](https://arxiv.org/abs/{paper})"
        (row,) = (index for index in estimates.index if index.endswith(link))
        for case, run in found.items():
            line = run.lines[name]
            assert estimates.loc[row][f"Measured, {case}"] == number(float(quartiles(line.risk)[1][-1]))
            assert estimates.loc[row][f"Small-step, {case}"] == number(float(line.expected[-1]))
            assert estimates.loc[row][f"Limit, {case}"] == (number(line.limit) if line.limit > 1e-20 else "0")
    mixed = mixture(scenario)
    assert list(workers.index) == [str(i + 1) for i in range(8)]
    sources, targets = workers.iloc[:, 1], workers.iloc[:, 2]
    assert list(sources) == list(workers.iloc[:, 4]) == [percent(float(p)) for p in mixed.frequencies]
    assert list(targets) == list(workers.iloc[:, 5]) == ["12.5%"] * 8
    assert list(workers.iloc[:, 3]) == [number(float(w)) for w in mixed.importance]
    assert "Read off the rules" in text(app)
    assert number(found["own truths"].lines[VANILLA].limit) + " in target risk" in text(app)
    assert not re.search(r"\bnan\b|\binf\b", text(app) + captions(app) + estimates.to_string() + workers.to_string())


def test_equal_workers_need_no_weights() -> None:
    app = page(speed="equal")
    assert "All workers are equally fast" in text(app)
    assert "ASGD has no bias and there is nothing to cure" in text(app)
    assert "weights make no difference" in text(app)


def test_one_truth_needs_one_chart() -> None:
    app = page({"heterogeneity": "0"})
    assert charts(app) == 1
    assert "Every worker has its own truth" not in text(app)
    assert "Misspecification is 0" in captions(app)


def test_random_times_are_counted() -> None:
    app = page(jitter="exponential", workers="30", speed="two groups")
    assert "as theory does not reach here" in captions(app)
    assert ".." not in captions(app)
    assert "ASGD's pulls" in text(app)
    # The first twelve workers, and the first of the slow ones.
    assert list(app.table[1].value.index) == [*(str(i + 1) for i in range(12)), "27"]


def test_a_step_too_large_is_told() -> None:
    app = page({"step": "1"})
    assert "diverged: the step is too large for one sample a job" in text(app)
    assert "beyond all bounds" in app.table[0].value.to_string()
    assert charts(app) == 2


def test_a_link_and_a_list_that_are_wrong_are_told() -> None:
    app = page({"spread": "9"}, speed="custom", tau="1, x")
    assert any("Spread of covariances" in line for line in warnings(app))
    assert any("x" in line and "seconds" in line.lower() for line in warnings(app))
    assert charts(page(speed="measured")) == 0


def test_a_stopped_simulation_can_be_taken_up() -> None:
    asynchrony.CURES.clear()
    app = page(stopped=mark_of(asynchrony.CURES, chosen()))
    assert warnings(app) == [WORDS.stopped]
    assert len(app.table) == 0
    press(app, WORDS.again)
    assert warnings(app) == []
    assert len(app.table) == 2


def test_what_was_simulated_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    page()

    def again(*arguments: Any, **more: Any) -> None:
        raise AssertionError("simulated in vain")

    monkeypatch.setattr(asynchrony, "both_truths", again)
    assert charts(page()) == 2


def test_the_race_opens_with_the_cluster() -> None:
    app = page(speed="two groups", workers="5", slowdown="7")
    (address,) = re.findall(r"\(race\?(.*?)\)", text(app))
    link = parse_qs(address)
    assert link.pop("methods") == ["ASGD", "Rescaled ASGD"]
    opened = race(methods=["ASGD", "Rescaled ASGD"], **{key: values[0] for key, values in link.items()})
    assert warnings(opened) == []
    there = shown(opened)
    assert (there["workers"], there["slowdown"], there["problem"]) == (5, 7, "streamed regression")
    assert len(table(opened)) == 2


def test_the_race_makes_the_same_runs() -> None:
    """Every value that the tab may have is possible there, and half the target risk is the gap."""
    changes = {"spread": 2.0, "heterogeneity": 0.5, "noise": 10.0, "step": 0.03, "seeds": 32, "seed": 4}
    own = {control.key: control.default for control in KNOWN}
    choices = {**own, **{LINK + key: value for key, value in changes.items()}, "speed": "square root"}
    link = parse_qs(race_link(choices).removeprefix("race?"))
    given = {key: type(DEFAULTS[key])(values[0]) for key, values in link.items() if key != "methods"}
    there = scenario.scenario_of({**DEFAULTS, **given, "methods": ("ASGD", "Rescaled ASGD")})
    here = scenario_of(choices)
    assert [method.step for method in there.methods] == [method.step for method in here.methods] == [0.03] * 2
    for part in ("cluster", "problem", "budget", "seed", "seeds"):
        assert getattr(there, part) == getattr(here, part)


def test_all_controls_of_the_tab_may_stand_in_a_link() -> None:
    assert {control.key for control in KNOWN} <= set(TABS.known)
    assert all(key in DEFAULTS or key.startswith("shift_") for key in (control.key for control in KNOWN))


def test_few_arrivals_are_called_few() -> None:
    app = page({"arrivals": "200"}, workers="40", speed="equal", jitter="uniform")
    assert "200 arrivals are too few to see the shares" in text(app)
    assert "are within" not in text(app)


def test_the_slowest_worker_is_always_in_the_table() -> None:
    assert rows_shown(np.arange(1, 9.0)) == list(range(8))
    assert rows_shown(np.arange(1, 31.0)) == [*range(12), 29]
    assert rows_shown(np.arange(30, 0, -1.0)) == list(range(12))


@pytest.mark.parametrize("heterogeneity", ["0", "1"])
def test_the_scripts_make_the_charts(heterogeneity: str) -> None:
    with recorded() as charts:
        page({"heterogeneity": heterogeneity, "seeds": "2"})
    assert set(charts) == set(list(asynchrony.KEYS.values())[: 1 + int(heterogeneity)])
    assert_remade(charts, *charts)
    for key, (figure, made) in charts.items():
        own = "1" if key == "shift_cures_own_truths" else "0"
        assert f"heterogeneity {own}, " in about(made, figure)
        assert "Bands: interquartile range, 2 seeds." in about(made, figure)
