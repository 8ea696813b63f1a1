"""The controls of the Race: possible defaults and presets, words that links rely on, and scenarios out of choices."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from engine import Scenario
from engine.cluster import MOST_WORKERS
from engine.methods import METHODS
from engine.speeds import Trace
from engine.table import read_table
from pages.parts.control_types import Choice, Control, Ladder, Number, Several, Slider, Switch, Text, ladder
from pages.parts.controls import CONTROLS, DEFAULTS, GROUPS
from pages.parts.method_controls import TITLES, step_key
from pages.parts.presets import PRESETS, chosen
from pages.parts.race_scenario import scenario_of
from pages.parts.typed_times import MOST_TIMES, parse_times
from pages.parts.widgets import correction, in_link, plain, same

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
                "quadratic", "bowl", "valley", "rosenbrock", "two wells", "breast cancer", "digits", "small network",
                "sigmoid loss", "own data"),
    "hidden": (16,),
    "flipped": (0.1,),
    "sigmoid_penalty": (0.01, 0.001, 0.01, 0.1, 1.0),
    "noise": (0.1,),
    "batch": (8,),
    "dimension": (10,),
    "condition": (10.0, 1.0, 3.0, 10.0, 30.0, 100.0, 200.0, 300.0, 1000.0),
    "curvature_spread": (0.0,),
    "penalty": (0.01, 0.0001, 0.001, 0.01, 0.1, 1.0),
    "momentum": (0.9,),
    "methods": (("ASGD", "Rescaled ASGD", "OrMo"),
                "ASGD", "Rescaled ASGD", "OrMo", "Rescaled OrMo", "OrMo-DA", "Naive momentum", "Shifted momentum",
                "SMEGA2", "SSGDm", "Minibatch SGD", "Delay-adaptive ASGD", "Rennala SGD", "Malenia SGD",
                "Ringmaster ASGD", "Ringleader ASGD", "IA2SGD", "FedBuff", "MindFlayer SGD", "Random ASGD",
                "Shuffled ASGD"),
    "steps": ("equal", "equal", "tuned", "theory", "by hand"),
    "step": (0.05,
             0.0001, 0.00015, 0.0002, 0.0003, 0.0005, 0.0007, 0.001, 0.0015, 0.002, 0.003, 0.005, 0.007,
             0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7,
             1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0),
    "goal": ("time to target", "time to target", "final gap"),
    **{f"step_{kind}": (0.05,) for kind in METHODS},
    "times": ("known", "known", "online"),
    "gradients": (0,),
    "variant": ("ignore", "ignore", "stop"),
    "threshold": (0,),
    "restart": ("same", "same", "current"),
    "buffer": (10,),
    "local_steps": (2,),
    "server_step": (1.0,),
    "patience": ("never", "never", "0", "0.25", "0.5", "1", "2", "4"),
    "tolerance": (2.0,),
    "constant": (4.0,),
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
    "runs": (False,),
}
# fmt: on
"""Key: the default, which a link leaves out, and the words or numbers that it may hold. Links out there rely on it."""


def words(control: Control) -> tuple[Any, ...]:
    return control.rungs if isinstance(control, Ladder) else getattr(control, "options", ())


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
        case Switch():
            can = isinstance(value, bool)
        case Text():
            can = isinstance(value, str) and len(value) <= control.most
    return can


@pytest.mark.parametrize("key", CONTROLS)
def test_a_control_can_have_its_default(key: str) -> None:
    assert possible(CONTROLS[key], CONTROLS[key].default)
    assert CONTROLS[key].label


def test_what_is_impossible_is_found() -> None:
    """The check of the other tests can fail."""
    impossible = {
        "workers": (0, 101, 8.0), "share": (0.123,), "step": (0.04,), "arrivals": (5000.0,), "speed": ("fast",),
        "methods": (("OrMo", "ASGD"), ("SGD",)), "steps": (True,), "tau": ("1," * 2000,), "seed": (-1,),
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


def test_there_are_six_presets_and_each_is_recognised() -> None:
    assert len({preset.title for preset in PRESETS}) == len(PRESETS) == 6
    for index, preset in enumerate(PRESETS):
        assert chosen(preset.choices()) == index
    assert chosen(DEFAULTS) is None


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.title)
def test_a_preset_that_was_changed_is_none(preset: Any) -> None:
    choices = preset.choices()
    for key in preset.changes:
        if choices[key] != DEFAULTS[key]:
            assert chosen(choices | {key: DEFAULTS[key]}) is None, key
    assert chosen(choices | {"seed": 1}) is None


def test_the_defaults_are_the_documented_race() -> None:
    """Three methods, 8 seeds, 5,000 arrivals, 10 dimensions."""
    step = {"step": 0.05}
    expected = {
        "seed": 0,
        "seeds": 8,
        "cluster": {"workers": 8, "speed": {"kind": "linear"}, "jitter": {"kind": "none"}},
        "problem": {
            "kind": "quadratic", "dimension": 10, "condition": 10, "heterogeneity": 2, "noise": 0.1,
            "curvature_spread": 0,
        },
        "methods": [
            {"kind": "asgd", "label": "ASGD"} | step,
            {"kind": "rescaled_asgd", "label": "Rescaled ASGD", "normalisation": "mean"} | step,
            {"kind": "ormo", "label": "OrMo", "momentum": 0.9} | step,
        ],
        "budget": {"arrivals": 5000},
    }  # fmt: skip
    found = scenario_of(DEFAULTS)
    assert found.model_copy(update={"records": 200}) == Scenario.model_validate(expected)


def part(of: str, **choices: Any) -> dict[str, Any]:
    """One part of the scenario that the defaults but for `choices` describe."""
    return dict(json.loads(scenario_of(DEFAULTS | choices).model_dump_json())[of])


@pytest.mark.parametrize(
    ("choices", "speed"),
    [
        ({"speed": "equal"}, {"kind": "equal"}),
        ({"speed": "linear"}, {"kind": "linear"}),
        ({"speed": "square root"}, {"kind": "sqrt"}),
        (
            {"speed": "two groups", "slowdown": 20.5, "share": 0.25},
            {"kind": "two_groups", "slowdown": 20.5, "share": 0.25},
        ),
        ({"speed": "power law", "exponent": 2.5}, {"kind": "power", "exponent": 2.5}),
    ],
)
def test_speeds(choices: dict[str, Any], speed: dict[str, Any]) -> None:
    rest = {"jitter": {"kind": "none"}, "power": {"kind": "steady"}}
    assert part("cluster", workers=5, **choices) == {"workers": 5, "speed": speed} | rest


def test_custom_speeds_say_how_many_workers_there_are() -> None:
    found = part("cluster", speed="custom", tau="3, 1.5,2", workers=50)
    assert found["workers"] == 3
    assert found["speed"] == {"kind": "custom", "times": [3, 1.5, 2]}


@pytest.mark.parametrize(
    ("jitter", "expected"),
    [
        ("none", {"kind": "none"}),
        ("exponential", {"kind": "exponential"}),
        ("gamma", {"kind": "gamma", "variation": 0.75}),
        ("lognormal", {"kind": "lognormal", "variation": 0.75}),
        ("shifted exponential", {"kind": "shifted_exponential", "shift": 0.25}),
        ("half normal", {"kind": "half_normal", "spread": 2.5, "per": "root"}),
        ("folded normal", {"kind": "folded_normal", "spread": 2.5, "per": "root", "offset": 3.5}),
        ("Poisson", {"kind": "poisson"}),
        ("uniform", {"kind": "uniform", "low": 0.5, "high": 1.5, "offset": 3.5}),
    ],
)
def test_jitters(jitter: str, expected: dict[str, Any]) -> None:
    given = {"variation": 0.75, "shift": 0.25, "spread": 2.5, "per": "root", "offset": 3.5}
    given |= {"uniform_low": 0.5, "uniform_high": 1.5}
    assert part("cluster", jitter=jitter, **given)["jitter"] == expected


@pytest.mark.parametrize(
    ("power", "expected"),
    [
        ("steady", {"kind": "steady"}),
        ("drift", {"kind": "drift", "factor": 3.0, "seconds": 70.0}),
        ("day and night", {"kind": "day_night", "period": 24.0, "depth": 0.5}),
        ("outages", {"kind": "outages", "on": 6.0, "off": 7.0}),
        ("swap", {"kind": "swap", "period": 90.0}),
    ],
)
def test_powers(power: str, expected: dict[str, Any]) -> None:
    given = {"drift_factor": 3.0, "drift_seconds": 70.0, "day": 24.0, "depth": 0.5, "swap_seconds": 90.0}
    assert part("cluster", power=power, **given, outage_on=6.0, outage_off=7.0)["power"] == expected


def test_measured_times_bring_their_workers_and_have_no_jitter() -> None:
    trace = Trace(durations=((1.0, 2.0), (3.0,), (0.5,)))
    found = scenario_of(DEFAULTS | {"speed": "measured", "trace": trace, "jitter": "gamma", "power": "swap"}).cluster
    assert (found.workers, found.speed, found.jitter.kind, found.power.kind) == (3, trace, "none", "swap")


@pytest.mark.parametrize(
    ("choices", "problem"),
    [
        ({"problem": "bowl"}, {"kind": "landscape", "shape": "bowl"}),
        ({"problem": "valley"}, {"kind": "landscape", "shape": "valley"}),
        ({"problem": "rosenbrock"}, {"kind": "landscape", "shape": "rosenbrock"}),
        ({"problem": "two wells"}, {"kind": "landscape", "shape": "two_wells"}),
        (
            {"problem": "quadratic", "dimension": 7, "condition": 30.0, "curvature_spread": 0.5},
            {"kind": "quadratic", "dimension": 7, "condition": 30.0, "curvature_spread": 0.5},
        ),
        ({"problem": "breast cancer"}, {"kind": "logistic", "data": "breast_cancer"}),
        ({"problem": "digits"}, {"kind": "softmax", "data": "digits"}),
        ({"problem": "small network"}, {"kind": "network", "data": "digits", "hidden": 16}),
        ({"problem": "sigmoid loss"}, {"kind": "sigmoid", "data": "breast_cancer", "flipped": 0.1}),
    ],
)
def test_problems(choices: dict[str, Any], problem: dict[str, Any]) -> None:
    real = {"dirichlet": 0.1, "batch": 16, "penalty": 0.001}
    choices = {**choices, "sigmoid_penalty": 0.001}
    spread = {"heterogeneity": 1.5, "noise": 0.25}
    own = real if problem["kind"] in ("logistic", "softmax", "network", "sigmoid") else spread
    assert part("problem", **choices, **real, **spread) == problem | own


def test_own_data_may_bring_their_workers() -> None:
    rows = "a,who,class\n" + "".join(f"{i},{i % 3},{'xy'[i % 2]}\n" for i in range(12))
    alone, owned = read_table(rows, "class"), read_table(rows, "class", "who")
    own = {"problem": "own data", "workers": 5, "penalty": 0.1}
    for table, workers in ((alone, 5), (owned, 3)):
        given = scenario_of(DEFAULTS | own | {"table": table})
        assert given.cluster.workers == workers
        assert (given.problem.kind, given.problem.features, given.problem.penalty) == ("csv", table.data.features, 0.1)


def test_methods_keep_their_order_and_their_own_steps() -> None:
    steps = {step_key(title): 0.1 * place for place, title in enumerate(TITLES, start=1)}
    picked = {"methods": ("OrMo", "ASGD"), "momentum": 0.5, "step": 0.7}
    for own in (False, True):
        where = {"steps": "by hand" if own else "equal"}
        asgd, ormo = scenario_of(DEFAULTS | picked | steps | where).methods
        assert (asgd.name, ormo.name) == ("ASGD", "OrMo")
        assert (asgd.step, ormo.step) == ((steps["step_asgd"], steps["step_ormo"]) if own else (0.7, 0.7))
        assert ormo.momentum == 0.5


@pytest.mark.parametrize(("until", "amount"), [("arrivals", 200), ("seconds", 30)])
def test_budgets(until: str, amount: int) -> None:
    assert part("budget", until=until, **{until: amount})[until] == amount


def settings_that_show(control: Control) -> dict[str, Any]:
    """The defaults, or a change of one choice that makes the control appear."""
    if control.when(DEFAULTS):
        return DEFAULTS
    for key in ("speed", "jitter", "power", "problem", "until", "steps"):
        for value in words(CONTROLS[key]):
            # Of methods all race where some are needed.
            for methods in (DEFAULTS["methods"], tuple(TITLES)):
                choices = DEFAULTS | {key: value, "methods": methods}
                if control.when(choices):
                    return choices
    raise AssertionError(f"{control.key} never shows")


def extremes(control: Control) -> tuple[Any, ...]:
    match control:
        case Slider() | Number():
            return control.low, control.high
        case Ladder():
            return control.rungs[0], control.rungs[-1]
        case Several():
            return tuple((option,) for option in control.options)
        case Switch():
            return False, True
        case Text():
            return ("", "1", "nonsense")
    return words(control)


@pytest.mark.parametrize("key", CONTROLS)
def test_every_control_keeps_to_what_a_scenario_allows(key: str) -> None:
    control = CONTROLS[key]
    choices = settings_that_show(control)
    for value in extremes(control):
        assert scenario_of(choices | BROUGHT | {key: value}), value


BROUGHT = {
    "trace": Trace(durations=((1.0, 2.0), (3.0,))),
    "table": read_table("a,class\n" + "1,x\n2,y\n" * 8, "class"),
}
"""What a visitor has brought: measured times and own data need files."""
VIEW_ALONE = {"target", "goal", "axis", "scale", "show", "runs"}


@pytest.mark.parametrize("key", [key for key in CONTROLS if key not in VIEW_ALONE])
def test_every_control_matters(key: str) -> None:
    """All but those of the view, the target and what is tuned for change the scenario."""
    control = CONTROLS[key]
    # A common step that differs from the methods' own shows that the switch between them does something.
    choices = settings_that_show(control) | {"step": 1.0}
    values = extremes(control)
    assert len({scenario_of(choices | BROUGHT | {key: value}) for value in values}) > 1


def test_no_methods_are_refused_in_a_sentence() -> None:
    with pytest.raises(ValidationError):
        scenario_of(DEFAULTS | {"methods": ()})


def test_a_ladder_is_evenly_spread() -> None:
    assert ladder(-1, 1, (1, 3)) == (0.1, 0.3, 1.0, 3.0, 10.0)


@pytest.mark.parametrize(
    ("text", "times", "left_out"),
    [
        ("1, 2, 4, 8", [1, 2, 4, 8], ""),
        (" 1 ;2;\t3.5e1 ", [1, 2, 35], ""),
        ("5", [5], ""),
        (",,5,,", [5], ""),
        ("1, x, 2", [1, 2], "x"),
        ("1, 2 3", [1], "2 3"),
        ("1, -2", [1], "-2"),
        ("1, 0", [1], "0"),
        ("1, nan", [1], "nan"),
        ("1, inf, -inf", [1], "inf"),
        ("1, 1e400", [1], "1e400"),
        ("1, 1e10", [1], "1e10"),
        ("1, 1e-7", [1], "1e-7"),
        ("1, 0x10", [1], "0x10"),
    ],
)
def test_times(text: str, times: list[float], left_out: str) -> None:
    found, complaint = parse_times(text)
    assert found == times
    assert (complaint == "") == (left_out == "")
    assert left_out in complaint


@pytest.mark.parametrize("text", ["", "  ", ",;,", "x", "nan, inf", "-1"])
def test_times_without_a_number_are_the_defaults_and_say_so(text: str) -> None:
    found, complaint = parse_times(text)
    assert found == parse_times(CONTROLS["tau"].default)[0]
    assert complaint.startswith("Seconds per job:")


def test_times_of_too_many_workers_are_cut() -> None:
    assert MOST_TIMES <= MOST_WORKERS
    found, complaint = parse_times(",".join(["2"] * (MOST_TIMES + 1)))
    assert found == [2.0] * MOST_TIMES
    assert str(MOST_TIMES) in complaint
    assert parse_times(",".join(["2"] * MOST_TIMES))[1] == ""


@given(st.text(max_size=60) | st.text("0123456789.,;-+e_ infa", max_size=60))
def test_any_text_gives_a_scenario(text: str) -> None:
    found, complaint = parse_times(text)
    assert 1 <= len(found) <= MOST_TIMES
    assert len(complaint) < 200
    assert scenario_of(DEFAULTS | {"speed": "custom", "tau": text}).cluster.workers == len(found)


def as_in_a_link(value: Any) -> list[str]:
    """The texts that stand for a value in a link."""
    values = value if isinstance(value, tuple) else (value,)
    return [in_link(v) for v in values]


def values_of(control: Control) -> tuple[Any, ...]:
    """Values to try: all words and rungs, and every step of a slider."""
    if isinstance(control, Slider):
        count = round((control.high - control.low) / control.step)
        return tuple(control.low + step * control.step for step in range(count + 1))
    return (control.default, *extremes(control), *(words(control) if isinstance(control, Ladder) else ()))


@pytest.mark.parametrize("key", CONTROLS)
def test_a_right_link_is_not_corrected(key: str) -> None:
    control = CONTROLS[key]
    for value in values_of(control):
        texts = as_in_a_link(round(value, 6) if isinstance(value, float) else value)
        choices = settings_that_show(control) | {key: round(value, 6) if isinstance(value, float) else value}
        assert correction(key, texts, choices) == ""


@pytest.mark.parametrize("key", [key for key, control in CONTROLS.items() if isinstance(control, Ladder)])
def test_rungs_are_told_apart_by_what_a_link_says_of_them(key: str) -> None:
    rungs = CONTROLS[key].rungs  # type: ignore[attr-defined]
    assert len({plain(rung) for rung in rungs}) == len(rungs)


@pytest.mark.parametrize("key", CONTROLS)
def test_a_correction_names_the_control_and_both_values(key: str) -> None:
    control = CONTROLS[key]
    said = correction(key, ["nonsense"], settings_that_show(control))
    assert said.startswith(f"{control.label}: ")
    assert "nonsense" in said
    assert all(text in said for text in as_in_a_link(control.default))
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        ("workers", ["8", "9"]),
        ("workers", [""]),
        ("workers", ["nan"]),
        ("workers", ["800"]),
        ("step", ["0.051"]),
        ("methods", ["ASGD"]),
        ("methods", ["ASGD", "OrMo", "OrMo"]),
        ("steps", ["yes"]),
        ("speed", ["Linear"]),
    ],
)
def test_what_differs_from_the_page_is_corrected(key: str, texts: list[str]) -> None:
    assert correction(key, texts, DEFAULTS).startswith(CONTROLS[key].label)


def test_methods_may_stand_in_any_order() -> None:
    assert correction("methods", ["OrMo", "ASGD", "Rescaled ASGD"], DEFAULTS) == ""


def test_an_unknown_parameter_is_named() -> None:
    assert "utm" in correction("utm", ["1"], DEFAULTS)


def test_a_hidden_control_needs_no_correction() -> None:
    assert correction("dirichlet", ["nonsense"], DEFAULTS) == ""


def test_a_correction_is_short_whatever_the_link_holds() -> None:
    for key in ("workers", "unknown" * 1000):
        assert len(correction(key, ["9" * 10_000] * 100, DEFAULTS)) < 200


LINK = re.compile(r"(?<!\\)\[[^\]]*(?<!\\)\]\(|https?://|www\.\w")
"""What Markdown makes a link of."""


@pytest.mark.parametrize("text", ["[here](//x.y)", "`[here](//x.y)", "![](//x.y)", "https://x.y", "www.x.y"])
def test_what_a_link_holds_is_shown_as_text(text: str) -> None:
    """A visitor must not find somebody else's link in the app's own words."""
    for said in (
        correction("workers", [text], DEFAULTS),
        correction(text, ["1"], DEFAULTS),
        parse_times(f"1, {text}")[1],
    ):
        assert "x.y" in said.replace("\\", "")
        assert not LINK.search(re.sub(r"(`+).+?\1", "", said))


@pytest.mark.parametrize(
    ("text", "value", "alike"),
    [
        ("8", 8, True),
        ("8.0", 8, True),
        ("8.5", 8, False),
        ("", 8, False),
        ("nan", 8, False),
        ("1e-05", 1e-5, True),
        ("true", True, True),
        ("True", True, True),
        ("1", True, False),
        ("false", False, True),
        ("linear", "linear", True),
        ("Linear", "linear", False),
    ],
)
def test_same(text: str, value: Any, alike: bool) -> None:
    assert same(text, value) is alike


@pytest.mark.parametrize(
    ("value", "text"),
    [(5000, "5000"), (100_000, "100000"), (5.0, "5"), (0.05, "0.05"), (1e-6, "1e-06"), (0.125, "0.125")],
)
def test_plain(value: float, text: str) -> None:
    assert plain(value) == text
