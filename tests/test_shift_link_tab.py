"""The Covariate shift page's tab on asynchrony, without a browser."""

import re
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine.covariate_shift.cures import LINES, RESCALED_CORRECTED, VANILLA_CORRECTED, Cures, Line, cures
from engine.covariate_shift.link import RESCALED, VANILLA, mixture
from engine.curves import quartiles
from pages.parts import progress, race_scenario
from pages.parts.controls import DEFAULTS
from pages.parts.figures.shift_cures import NAMES
from pages.parts.sentences import number, percent
from pages.parts.shift import link_kept
from pages.parts.shift.link_controls import KNOWN, LINK, race_link, scenario_of, well_specified
from pages.parts.shift.link_words import rows_shown, words_right, words_wrong
from pages.parts.shift.tabs import TABS
from tests.visit import captions, fine, press, race, shown, start_page, table, warnings

pytestmark = pytest.mark.usefixtures("warm")

SMALL = {"dimension": "5", "arrivals": "3000", "seeds": "5"}


def page(own: dict[str, str] | None = None, stopped: Any = None, **cluster: str) -> AppTest:
    app = start_page()
    link = {LINK + key: value for key, value in (SMALL | (own or {})).items()}
    app.query_params.update({"shift_tab": "Asynchrony", **link, **cluster})
    if stopped is not None:
        app.session_state[progress.STOPPED] = stopped
    return fine(app.switch_page("covariate_shift.py").run())


def text(app: AppTest) -> str:
    return " ".join(markdown.value for markdown in app.markdown)


def pictures(app: AppTest) -> int:
    return len(app.get("image")) + len(app.get("imgs"))


def chosen(**changes: Any) -> Any:
    """The scenario of SMALL with changes."""
    own = {control.key: control.default for control in KNOWN}
    small = {"dimension": 5, "arrivals": 3000, "seeds": 5}
    own |= {LINK + key: value for key, value in small.items()}
    return scenario_of({**DEFAULTS, **own, **changes})


def test_the_tab_shows_the_engines_numbers() -> None:
    app = page()
    assert warnings(app) == []
    # The sidebar's speeds, and two pictures.
    assert pictures(app) == 3
    scenario = chosen()
    found = {"one truth": cures(well_specified(scenario)), "own truths": cures(scenario)}
    estimates, workers = (frame.value for frame in app.table)
    for name in LINES:
        (row,) = (index for index in estimates.index if f"[{NAMES[name]}]" in index)
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


def test_one_truth_needs_one_picture() -> None:
    app = page({"heterogeneity": "0"})
    assert pictures(app) == 2
    assert "Every worker has its own truth" not in text(app)
    assert "Misspecification is 0" in captions(app)


def test_random_times_are_counted() -> None:
    app = page(jitter="exponential", workers="30", speed="two groups")
    assert "as theory does not reach here" in captions(app)
    assert ".." not in captions(app)
    assert "ASGD's pulls are within" in text(app)
    # The first twelve workers, and the first of the slow ones.
    assert list(app.table[1].value.index) == [*(str(i + 1) for i in range(12)), "27"]


def test_a_step_too_large_is_told() -> None:
    app = page({"step": "1"})
    assert "diverged: the step is too large for one sample a job" in text(app)
    assert "beyond all bounds" in app.table[0].value.to_string() or "e" in app.table[0].value.to_string()
    assert pictures(app) == 3


def test_a_link_and_a_list_that_are_wrong_are_told() -> None:
    app = page({"spread": "9"}, speed="custom", tau="1, x")
    assert any("Spread of covariances" in line for line in warnings(app))
    assert any("x" in line and "seconds" in line.lower() for line in warnings(app))
    assert pictures(page(speed="measured")) == 0


def test_a_stopped_simulation_can_be_taken_up() -> None:
    link_kept.KEPT.clear()
    app = page(stopped=chosen())
    assert warnings(app) == ["Stopped before the end."]
    assert len(app.table) == 0
    press(app, "Run it again")
    assert warnings(app) == []
    assert len(app.table) == 2


def test_what_was_simulated_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    page()

    def again(*arguments: Any, **more: Any) -> None:
        raise AssertionError("simulated in vain")

    monkeypatch.setattr(link_kept, "cures", again)
    assert pictures(page()) == 3


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
    there = race_scenario.scenario_of({**DEFAULTS, **given, "methods": ("ASGD", "Rescaled ASGD")})
    here = scenario_of(choices)
    assert [method.step for method in there.methods] == [method.step for method in here.methods] == [0.03] * 2
    for part in ("cluster", "problem", "budget", "seed", "seeds"):
        assert getattr(there, part) == getattr(here, part)


def test_all_controls_of_the_tab_may_stand_in_a_link() -> None:
    assert {control.key for control in KNOWN} <= set(TABS.known)
    assert all(key in DEFAULTS or key.startswith("shift_") for key in (control.key for control in KNOWN))


def made(limit: float = 0.0, **risks: list[float]) -> Cures:
    """Cures of two seeds that agree, at the arrivals 100 and 1000."""
    given = {VANILLA: risks["asgd"], RESCALED: risks["rescaled"], VANILLA_CORRECTED: risks["corrected"]}
    given |= {RESCALED_CORRECTED: risks.get("both", risks["rescaled"])}
    expected = np.array(risks.get("expected", [1.0, 1.0]))
    lines = {
        name: Line(np.array([values, values]), expected, limit if name in (VANILLA, VANILLA_CORRECTED) else 0.0)
        for name, values in given.items()
    }
    return Cures(np.array([100, 1000]), lines, mixture(chosen()), np.ones(8, np.int64))


def test_words_follow_the_numbers() -> None:
    helps = words_right(made(asgd=[1.0, 0.1], rescaled=[2.0, 0.2], corrected=[0.5, 0.1]))
    assert "after 100 arrivals it leaves ASGD 0.5 times its risk; with more samples it has nothing left to do" in helps
    assert "in the end 2 times ASGD's risk" in helps
    assert "Much of its risk is the step's" not in helps
    idle = words_right(made(asgd=[1.0, 0.1], rescaled=[1.0, 0.1], corrected=[1.2, 0.1]))
    assert "never helps much here" in idle
    assert "make no difference" in idle
    lucky = words_right(made(asgd=[1.0, 0.1], rescaled=[1.0, 0.08], corrected=[0.5, 0.05]))
    assert lucky.count("0.5 times its risk.") == 1
    assert "0.8 times" in lucky
    steps = words_right(made(asgd=[1.0, 0.1], rescaled=[1.0, 0.3], corrected=[0.5, 0.1], expected=[1.0, 0.1]))
    assert "small ones would leave 0.1, but the slowest worker's are 2.72 times as large" in steps
    assert "There is no noise" in words_right(made(asgd=[1.0, 0.0], rescaled=[1.0, 0.0], corrected=[1.0, 0.0]))
    gone = words_right(made(asgd=[1.0, 0.1], rescaled=[1.0, np.inf], corrected=[0.5, 0.1]))
    assert "Rescaled ASGD diverged: the step is too large" in gone
    assert "ASGD and" not in gone


def test_words_on_bias_follow_the_numbers() -> None:
    cured = words_wrong(made(0.09, asgd=[1.0, 0.1], rescaled=[2.0, 0.02], corrected=[0.5, 0.11], both=[0.5, 0.03]))
    assert "the wrong point, 0.09 in target risk" in cured
    assert "it ends at 0.1, with A\\* at 0.11. **Rescaled ASGD** is the cure: 0.02, with A\\* 0.03." in cured
    early = words_wrong(made(0.09, asgd=[1.0, 0.2], rescaled=[2.0, 0.3], corrected=[0.5, 0.15]))
    assert "needs more arrivals before its noise falls below that bias" in early
    assert "is the cure" not in early
    assert "nothing to cure" in words_wrong(made(0.0, asgd=[1.0, 0.1], rescaled=[1.0, 0.1], corrected=[1.0, 0.1]))


def test_the_slowest_worker_is_always_in_the_table() -> None:
    assert rows_shown(np.arange(1, 9.0)) == list(range(8))
    assert rows_shown(np.arange(1, 31.0)) == [*range(12), 29]
    assert rows_shown(np.arange(30, 0, -1.0)) == list(range(12))
