"""The words of the Covariate shift page's tab on asynchrony: they follow the numbers."""

from typing import Any

import numpy as np
import pytest

from engine.covariate_shift.asynchrony.cures import RESCALED_CORRECTED, VANILLA_CORRECTED, Cures, Line, cures
from engine.covariate_shift.asynchrony.pulls import RESCALED, VANILLA, mixture
from engine.covariate_shift.asynchrony.truths import well_specified
from pages.parts.shift.asynchrony_controls import LINK
from pages.parts.shift.asynchrony_words import words_right, words_wrong
from tests.support.asynchrony_tab import chosen

pytestmark = pytest.mark.usefixtures("warm")


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
