"""The controls of the Race: words that links rely on, and possible defaults and presets."""

from typing import Any

import pytest

from engine.methods import METHODS
from pages.parts.controls import copies
from pages.parts.controls.catalogue import CONTROLS, DEFAULTS, GROUPS
from pages.parts.controls.scenario import scenario_of
from pages.parts.controls.types import Choice, Control, Copies, Ladder, Number, Several, Slider, Switch, Text, ladder
from pages.parts.links.presets import PRESETS, chosen
from tests.support.choosing import words

# fmt: off
LINKS: dict[str, tuple[Any, ...]] = {
    "speed": ("linear", "equal", "linear", "square root", "two groups", "power law", "custom", "measured"),
    "workers": (8,),
    "tau": ("1, 2, 4, 8",),
    "slowdown": (10.0,),
    "share": (0.125,),
    "exponent": (1.5,),
    "jitter": ("none", "none", "exponential", "gamma", "lognormal", "shifted exponential", "half normal",
               "folded normal", "Poisson", "uniform"),
    "shift": (0.5,),
    "spread": (1.0,),
    "per": ("mean", "second", "mean", "root"),
    "uniform_low": (0.0,),
    "uniform_high": (1.0,),
    "offset": (1.0,),
    "power": ("steady", "steady", "drift", "day and night", "outages", "swap"),
    "drift_factor": (4.0,),
    "drift_seconds": (500.0,),
    "day": (240.0,),
    "depth": (0.8,),
    "outage_on": (120.0,),
    "outage_off": (40.0,),
    "swap_seconds": (200.0,),
    "variation": (0.5,),
    "heterogeneity": (2.0,),
    "dirichlet": (0.3, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 3.0, 10.0, 100.0, 1000.0),
    "problem": ("quadratic",
                "quadratic", "least squares", "streamed regression", "bowl", "valley", "rosenbrock", "two wells",
                "breast cancer", "digits", "small network", "sigmoid loss", "own data"),
    "hidden": (16,),
    "flipped": (0.1,),
    "sigmoid_penalty": (0.01, 0.001, 0.01, 0.1, 1.0),
    "noise": (0.1,),
    "batch": (8,),
    "dimension": (10,),
    "condition": (10.0, 1.0, 3.0, 10.0, 30.0, 100.0, 200.0, 300.0, 1000.0),
    "rows": (300, 200, 300, 500, 1000, 2000, 5000),
    "residual": (0.0,),
    "curvature_spread": (0.0,),
    "covariance_spread": (1.5,),
    "response_noise": (1.0, 0.0, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0),
    "penalty": (0.01, 0.0001, 0.001, 0.01, 0.1, 1.0),
    "momentum": (0.9,),
    "methods": (("ASGD", "Rescaled ASGD", "OrMo"),
                "ASGD", "Rescaled ASGD", "OrMo", "Rescaled OrMo", "OrMo-DA", "Naive momentum", "Shifted momentum",
                "SMEGA2", "SSGDm", "Minibatch SGD", "Delay-adaptive ASGD", "Rennala SGD", "Malenia SGD",
                "Ringmaster ASGD", "Ringleader ASGD", "IA2SGD", "FedBuff", "MindFlayer SGD", "Random ASGD",
                "Shuffled ASGD", "ASCD", "ASZD"),
    "steps": ("equal", "equal", "tuned", "theory", "by hand"),
    "step": (0.05,
             0.0001, 0.00015, 0.0002, 0.0003, 0.0005, 0.0007, 0.001, 0.0015, 0.002, 0.003, 0.005, 0.007,
             0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7,
             1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0),
    "goal": ("time to target", "time to target", "final gap"),
    **{f"step_{kind}": (0.05,) for kind in METHODS},
    "copy": ((),),
    "times": ("known", "known", "online"),
    "gradients": (0,),
    "variant": ("ignore", "ignore", "stop"),
    "threshold": (0,),
    "restart": ("same", "same", "current"),
    "first_update": ("when full", "when full", "after full"),
    "buffer": (10,),
    "local_steps": (2,),
    "server_step": (1.0,),
    "staleness_exponent": (0.0,),
    "largest_staleness": ("any", "any", "0", "1", "2", "4", "8", "16", "32", "64"),
    "cutoffs": ("multiple", "multiple", "rate", "bound"),
    "patience": ("never", "never", "0", "0.25", "0.5", "1", "2", "4"),
    "tolerance": (2.0,),
    "constant": (4.0,),
    "block": ("1", "1", "2", "4", "8", "all"),
    "smoothing": (0.001, 1e-6, 1e-5, 1e-4, 0.001, 0.01, 0.1, 1.0),
    "read": ("consistent", "consistent", "inconsistent"),
    "delay_bound": (0,),
    "seconds_of": ("job", "job", "value"),
    "normalisation": ("mean", "mean", "cycle"),
    "until": ("arrivals", "arrivals", "seconds"),
    "arrivals": (5000, 200, 500, 1000, 2000, 3000, 5000, 10_000, 20_000, 50_000, 100_000),
    "seconds": (1000, 30, 100, 200, 500, 1000, 2000, 5000, 10_000),
    "target": (0.01, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 1e-4, 1e-5, 1e-6),
    "seeds": (8,),
    "seed": (0,),
    "axis": ("seconds", "seconds", "arrivals", "updates"),
    "scale": ("log", "log", "linear"),
    "show": ("suboptimality", "suboptimality", "relative to the best"),
    "smooth": ("off", "off", "1%", "2%", "5%", "10%"),
    "runs": (False,),
    "theory": (False,),
}
# fmt: on
"""Key: the default, which a link leaves out, and the words or numbers that it may hold. Links out there rely on it."""


def test_links_keep_their_meaning() -> None:
    """Additions are welcome here. A change or a removal makes links that people have kept mean something else."""
    assert {key: (control.default, *words(control)) for key, control in CONTROLS.items()} == LINKS


def test_every_control_has_its_own_key() -> None:
    keys = [control.key for group in GROUPS for control in group]
    assert len(keys) == len(set(keys)) == len(CONTROLS)
    assert [control.key for control in CONTROLS.values()] == list(CONTROLS)
    assert all(key.isidentifier() and key.islower() for key in keys)


def on_the_slider(control: Slider, value: Any) -> bool:
    """Within bounds and on a step; Streamlit wants all numbers of a slider to be of one kind."""
    steps = (value - control.low) / control.step
    alike = len({type(number) for number in (control.low, control.high, control.step, value)}) == 1
    return alike and control.low <= value <= control.high and abs(steps - round(steps)) < 1e-9


def possible(control: Control, value: Any) -> bool:
    """Can a visitor set the control to this value?"""
    match control:
        case Slider():
            can = on_the_slider(control, value)
        case Number():
            can = control.low <= value <= control.high
        case Ladder():
            can = value in control.rungs and type(value) is type(control.rungs[0])
        case Choice():
            can = value in control.options
        case Several():
            can = value == tuple(option for option in control.options if option in value)
        case Copies():
            can = value == copies.possible(value)
        case Switch():
            can = isinstance(value, bool)
        case Text():
            can = isinstance(value, str) and len(value) <= control.most
    return can


@pytest.mark.parametrize("control", [c for c in CONTROLS.values() if isinstance(c, Choice) and c.meanings])
def test_every_word_of_a_choice_has_its_meaning(control: Choice) -> None:
    assert len(set(control.meanings)) == len(control.meanings) == len(control.options)
    assert all(meaning.endswith(".") and (meaning[0].isupper() or meaning[0] == "1") for meaning in control.meanings)


def test_ringleaders_restarts_are_named_after_formula_and_code() -> None:
    control = CONTROLS["restart"]
    assert isinstance(control, Choice)
    same, current = (dict(zip(control.options, control.meanings, strict=True))[word] for word in ("same", "current"))
    assert "formula" in same and "keeps its model" in same
    assert "authors' code" in current and "newest model" in current


@pytest.mark.parametrize("key", CONTROLS)
def test_a_control_can_have_its_default(key: str) -> None:
    assert possible(CONTROLS[key], CONTROLS[key].default)
    assert CONTROLS[key].label


def test_what_is_impossible_is_found() -> None:
    """The check of the other tests can fail."""
    impossible = {
        "workers": (0, 101, 8.0), "share": (0.123,), "step": (0.04,), "arrivals": (5000.0,), "speed": ("fast",),
        "methods": (("OrMo", "ASGD"), ("SGD",)), "steps": (True,), "tau": ("1," * 2000,), "seed": (-1,),
        "copy": (("sgd",), ("ormo",) * 5),
    }  # fmt: skip
    for key, values in impossible.items():
        assert not any(possible(CONTROLS[key], value) for value in values), key


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.title)
def test_a_preset_is_possible(preset: Any) -> None:
    assert set(preset.changes) <= set(CONTROLS)
    for key, value in preset.changes.items():
        assert possible(CONTROLS[key], value), key
    choices = preset.choices()
    assert set(choices) == set(CONTROLS)
    # A change that no control shows could be neither seen nor undone.
    assert [key for key, value in preset.changes.items() if value != DEFAULTS[key] and not shown(key, choices)] == []
    assert scenario_of(choices).seeds == choices["seeds"]


def shown(key: str, choices: dict[str, Any]) -> bool:
    return CONTROLS[key].when(choices)


def test_there_are_seven_presets_and_each_is_recognised() -> None:
    assert len({preset.title for preset in PRESETS}) == len(PRESETS) == 7
    for index, preset in enumerate(PRESETS):
        assert chosen(preset.choices()) == index
    assert chosen(DEFAULTS) == 0
    assert chosen(DEFAULTS | {"workers": 9}) is None


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.title)
def test_a_preset_that_was_changed_is_none(preset: Any) -> None:
    choices = preset.choices()
    for key in preset.changes:
        if choices[key] != DEFAULTS[key]:
            assert chosen(choices | {key: DEFAULTS[key]}) is None, key
    assert chosen(choices | {"seed": 1}) is None


def test_a_ladder_is_evenly_spread() -> None:
    assert ladder(-1, 1, (1, 3)) == (0.1, 0.3, 1.0, 3.0, 10.0)
