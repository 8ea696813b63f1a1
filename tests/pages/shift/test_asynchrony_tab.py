"""The Covariate shift page's tab on asynchrony, without a browser."""

import re
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine.covariate_shift.asynchrony.cures import LINES, RESCALED_CORRECTED, VANILLA_CORRECTED, Cures, Line, cures
from engine.covariate_shift.asynchrony.pulls import RESCALED, VANILLA, mixture
from engine.covariate_shift.asynchrony.truths import well_specified
from engine.results.curves import quartiles
from pages.parts.charts.shift_cures import NAMES
from pages.parts.controls import scenario
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.shift import asynchrony_answers
from pages.parts.shift.answers import WORDS
from pages.parts.shift.asynchrony_controls import KNOWN, LINK, race_link, scenario_of
from pages.parts.shift.asynchrony_words import words_right, words_wrong
from pages.parts.shift.asynchrony_workers import rows_shown
from pages.parts.shift.tabs import TABS
from pages.parts.words.numbers import number, percent
from pages.parts.work import progress
from pages.parts.work.computed import mark_of
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


def test_one_truth_needs_one_picture() -> None:
    app = page({"heterogeneity": "0"})
    assert pictures(app) == 2
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
    assert pictures(app) == 3


def test_a_link_and_a_list_that_are_wrong_are_told() -> None:
    app = page({"spread": "9"}, speed="custom", tau="1, x")
    assert any("Spread of covariances" in line for line in warnings(app))
    assert any("x" in line and "seconds" in line.lower() for line in warnings(app))
    assert pictures(page(speed="measured")) == 0


def test_a_stopped_simulation_can_be_taken_up() -> None:
    asynchrony_answers.CURES.clear()
    app = page(stopped=mark_of(asynchrony_answers.CURES, chosen()))
    assert warnings(app) == [WORDS.stopped]
    assert len(app.table) == 0
    press(app, WORDS.again)
    assert warnings(app) == []
    assert len(app.table) == 2


def test_what_was_simulated_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    page()

    def again(*arguments: Any, **more: Any) -> None:
        raise AssertionError("simulated in vain")

    monkeypatch.setattr(asynchrony_answers, "both_truths", again)
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
    there = scenario.scenario_of({**DEFAULTS, **given, "methods": ("ASGD", "Rescaled ASGD")})
    here = scenario_of(choices)
    assert [method.step for method in there.methods] == [method.step for method in here.methods] == [0.03] * 2
    for part in ("cluster", "problem", "budget", "seed", "seeds"):
        assert getattr(there, part) == getattr(here, part)


def test_all_controls_of_the_tab_may_stand_in_a_link() -> None:
    assert {control.key for control in KNOWN} <= set(TABS.known)
    assert all(key in DEFAULTS or key.startswith("shift_") for key in (control.key for control in KNOWN))


def made(limit: float = 0.0, seeds: int = 5, start: tuple[float, float] = (0.0, 0.0), **risks: Any) -> Cures:
    """Cures of seeds that agree unless told, at the arrivals 100 and 1000; what is expected is what is measured."""
    given = {VANILLA: risks["asgd"], RESCALED: risks["rescaled"], VANILLA_CORRECTED: risks["corrected"]}
    given |= {RESCALED_CORRECTED: risks.get("both", risks["rescaled"])}
    spread = np.linspace(1 - risks.get("band", 0.0), 1 + risks.get("band", 0.0), seeds)[:, None]
    left = np.array([[0.0, start[0]], [2.0, start[1]]])
    lines = {
        name: Line(
            spread * np.array(values),
            np.array(risks.get("expected", values)),
            limit if name in (VANILLA, VANILLA_CORRECTED) else 0.0,
            left,
        )
        for name, values in given.items()
    }
    mixed = mixture(chosen())
    return Cures(np.array([100, 1000]), lines, mixed, (1000 * mixed.frequencies).round().astype(np.int64))


EVEN = {"asgd": [1.0, 0.1], "rescaled": [1.0, 0.1], "corrected": [0.5, 0.1]}


def test_words_follow_the_numbers() -> None:
    helps = words_right(made(asgd=[1.0, 0.1], rescaled=[2.0, 0.2], corrected=[0.5, 0.1]))
    assert "Nothing but noise hurts" in helps
    assert "after 100 arrivals it leaves ASGD 0.5 times its risk; in the end it has nothing left to do" in helps
    assert "pays for its weights: in the end 2 times ASGD's risk, 2 times with small steps." in helps
    assert "Much of its risk is the step's" not in helps
    lucky = words_right(made(asgd=[1.0, 0.1], rescaled=[1.0, 0.08], corrected=[0.5, 0.05]))
    assert lucky.count("0.5 times its risk.") == 1
    assert lucky.endswith("Rescaled ASGD ends at 0.8 times ASGD's risk.")
    gone = words_right(made(asgd=[1.0, 0.1], rescaled=[1.0, np.inf], corrected=[0.5, 0.1]))
    assert "Rescaled ASGD diverged: the step is too large" in gone
    assert "ASGD and" not in gone


def test_words_on_what_a_star_costs() -> None:
    assert "changes little here: at most 5%" in words_right(made(**EVEN | {"corrected": [1.02, 0.099]}))
    hurts = words_right(made(**EVEN | {"corrected": [1.2, 0.16]}))
    assert "does not help here: after 1,000 arrivals it makes ASGD's risk 1.6 times as large" in hurts
    assert "cure" not in hurts
    late = words_right(made(**EVEN | {"corrected": [0.5, 0.16]}))
    assert "hurts in the end: after 100 arrivals it leaves ASGD 0.5 times its risk, and at last 1.6 times." in late
    assert "cure" not in late


def dearer(found: Cures) -> dict[str, Line]:
    """The lines, with twice the risk expected of Rescaled ASGD."""
    rescaled = found.lines[RESCALED]
    return found.lines | {RESCALED: rescaled._replace(expected=2 * rescaled.expected)}


def test_chance_is_named_only_where_bands_meet() -> None:
    close = {"asgd": [1.0, 0.1], "rescaled": [1.0, 0.09], "corrected": [0.5, 0.1]}
    assert "0.9 times ASGD's risk. The seeds' bands overlap: this may be chance." in words_right(
        made(**close, band=0.5)
    )
    assert "chance" not in words_right(made(**close))
    assert "One seed cannot tell chance from cause." in words_right(made(**close, seeds=1))
    dear = words_right(made(asgd=[1.0, 0.1], rescaled=[1.0, 0.12], corrected=[0.5, 0.1], band=0.5))
    assert "1.2 times ASGD's risk; its weights would cost it 1.2 times in the mean, with small steps." in dear
    assert "The seeds' bands overlap: the rest may be chance." in dear
    cheap = words_right(made(**close, band=0.5)._replace(lines=dearer(made(**close, band=0.5))))
    assert "in the mean, with small steps. The seeds' bands overlap: this may be chance." in cheap
    assert "pays" not in dear


def test_the_start_is_blamed_for_what_it_leaves() -> None:
    far = {"asgd": [1.0, 0.5], "rescaled": [1.0, 0.3], "corrected": [0.9, 0.5]}
    words = words_right(made(**far, start=(0.2, 0.4), expected=[0.01, 0.001]))
    assert "it would leave ASGD 0.2 (measured: 0.5) and Rescaled ASGD 0.2 (measured: 0.3)." in words
    assert "comes from the start at its own pace, and ends at 0.6 times ASGD's risk." in words
    assert not any(text in words for text in ("Nothing but noise", "chance", "step's"))
    unsure = words_right(made(**far, start=(0.0, 0.4)))
    assert "Noise hurts, and perhaps still the start." in unsure
    wild = words_right(made(**far, start=(0.0, 40.0)))
    assert "so does the step: the mean squares of ASGD and Rescaled ASGD grow, delays aside." in wild


def test_a_risk_above_the_starts_whose_squares_grow_is_called_diverged() -> None:
    risks = {"asgd": [1.0, 0.1], "rescaled": [1.0, 70.0], "corrected": [0.5, 0.1]}
    assert "diverged" not in words_right(made(**risks))
    assert words_right(made(**risks, start=(0.0, 1e9))).endswith(
        "Rescaled ASGD diverged: the step is too large for one sample a job."
    )


def test_what_noise_cannot_explain_is_not_called_noise() -> None:
    risks = {"asgd": [1.0, 0.1], "rescaled": [1.0, 0.3], "corrected": [0.5, 0.1]}
    words = words_right(made(**risks, expected=[1.0, 0.02], seeds=2))
    assert "More than noise hurts: small steps at fixed times would make one expect 0.02 of Rescaled ASGD (mea" in words
    assert "ends at 3 times ASGD's risk." in words
    assert "pays for its weights" not in words
    assert "Nothing but noise hurts" in words_right(made(**risks, expected=[1.0, 0.05], seeds=2))


def test_the_step_is_blamed_for_nothing_else() -> None:
    risks = {"asgd": [1.0, 0.1], "rescaled": [1.0, 0.3], "corrected": [0.5, 0.1], "expected": [1.0, 0.1]}
    blame = "small ones would leave 0.1, but the slowest worker's are 2.72 times as large"
    assert blame in words_right(made(**risks))
    assert blame not in words_right(made(**risks, seeds=4))
    assert blame not in words_right(made(**risks, band=2.0))
    assert blame not in words_right(made(**risks, start=(0.0, 0.04)))
    found = made(**risks)
    assert blame not in words_right(found._replace(heard=np.full(8, 125)))
    alike = mixture(chosen(speed="equal"))
    assert "step's" not in words_right(found._replace(mixture=alike, heard=np.full(8, 125)))


def test_words_on_bias_follow_the_numbers() -> None:
    cured = words_wrong(made(0.09, asgd=[1.0, 0.1], rescaled=[2.0, 0.02], corrected=[0.5, 0.11], both=[0.5, 0.03]))
    assert "the wrong point, 0.09 in target risk" in cured
    assert "it ends at 0.1, with A\\* at 0.11. **Rescaled ASGD** is the cure: 0.02, with A\\* 0.03." in cured
    early = words_wrong(made(0.09, asgd=[1.0, 0.2], rescaled=[2.0, 0.3], corrected=[0.5, 0.15]))
    assert "has no such bias, but is not ahead after 1,000 arrivals: 0.3, with A\\* 0.3." in early
    assert "is the cure" not in early
    together = words_wrong(made(0.09, asgd=[1.0, 0.2], rescaled=[2.0, 0.19], corrected=[0.5, 0.16], both=[0.5, 0.1]))
    assert "alone is not ahead of both, but with A\\* after it: 0.19, with A\\* 0.1." in together
    assert "is the cure" not in together
    ahead = {"asgd": [1.0, 0.2], "rescaled": [2.0, 0.1], "corrected": [0.5, 0.2]}
    assert "may be chance" in words_wrong(made(0.09, **ahead, expected=[1.0, 0.2]))
    assert "The start still counts" in words_wrong(made(0.09, **ahead, start=(0.1, 0.1)))
    small = words_wrong(made(1e-9, **ahead))
    assert "ASGD's bias, 1.0e-9 in target risk, is nothing beside its risk of 0.2." in small
    alike = made(0.0, **EVEN)._replace(mixture=mixture(chosen(speed="equal")))
    assert "heard alike" in words_wrong(alike)


def both(**changes: Any) -> tuple[str, str]:
    """What is said of simulated runs."""
    scenario = chosen(**changes)
    return words_right(cures(well_specified(scenario))), words_wrong(cures(scenario))


def test_a_tiny_step_is_not_called_too_large() -> None:
    own = {LINK + "step": 1e-4, LINK + "arrivals": 200}
    right, wrong = both(**own)
    assert "The start is not forgotten" in right
    assert "The start still counts" in wrong
    assert not any(text in right + wrong for text in ("step's", "chance", "Nothing but noise", "is the cure:"))
    equal, _ = both(**own, speed="equal")
    assert "step's" not in equal


def test_little_noise_is_not_called_none() -> None:
    own = {LINK + "noise": 0.1, LINK + "dimension": 2, LINK + "arrivals": 100_000}
    right, wrong = both(**own)
    assert "Nothing but noise hurts" in right
    assert "There is no noise" not in right
    assert "**Rescaled ASGD** is the cure" in wrong
    alike, same = both(**own, speed="equal")
    assert "make no difference in the end" in alike
    assert "All workers are heard alike in the long run" in same


def test_without_noise_only_the_start_is_left() -> None:
    long, _ = both(**{LINK + "noise": 0.0, LINK + "step": 0.03, LINK + "arrivals": 20_000})
    assert "There is no noise: both methods are at the truth, up to rounding." in long
    right, _ = both(**{LINK + "noise": 0.0, LINK + "arrivals": 500})
    assert "There is no noise, so A\\* has nothing to correct: what is left after 500 arrivals" in right
    assert "Nothing but noise hurts" not in right
    found = cures(well_specified(chosen(**{LINK + "noise": 0.0})))
    np.testing.assert_array_equal(found.lines[VANILLA].risk, found.lines[VANILLA_CORRECTED].risk)


def test_a_step_too_large_for_the_slowest_is_blamed() -> None:
    right, _ = both(**{LINK + "step": 0.02, LINK + "arrivals": 20_000, LINK + "dimension": 3}, workers=20)
    assert "Much of its risk is the step's: small ones would leave" in right


def test_few_arrivals_are_called_few() -> None:
    app = page({"arrivals": "200"}, workers="40", speed="equal", jitter="uniform")
    assert "200 arrivals are too few to see the shares" in text(app)
    assert "are within" not in text(app)


def test_the_slowest_worker_is_always_in_the_table() -> None:
    assert rows_shown(np.arange(1, 9.0)) == list(range(8))
    assert rows_shown(np.arange(1, 31.0)) == [*range(12), 29]
    assert rows_shown(np.arange(30, 0, -1.0)) == list(range(12))
