"""What a script says: every kind of value in its own words, settings and shared results once."""

import ast
import math
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Scenario, simulate
from engine.cluster import Cluster
from engine.methods import METHODS
from engine.problems.own_data import OwnData
from engine.problems.packed import Codes, Rows
from engine.simulation import Simulation
from engine.theory import exact
from pages.parts.charts.figure import chart
from pages.parts.controls.scenario import scenario_of
from pages.parts.links.presets import PRESETS
from pages.parts.script.about import about
from pages.parts.script.call import call
from pages.parts.script.layout import WIDTH, Branch, flat, text
from pages.parts.script.source import LONG, script
from tests.support.strategies import scenarios


class Pair(NamedTuple):
    """Two values."""

    one: Any
    two: Any


def same(*values: Any, **more: Any) -> Any:
    """What it was called with."""
    return values, more


def run(*values: Any, **more: Any) -> Any:
    """What the script of a call of `same` would show, and the script."""
    code = script(call(same, *values, **more))
    names: dict[str, Any] = {}
    exec(code.replace("figure.show()\n", ""), names)
    return names["figure"], code


FEW = Cluster(workers=2)
preset_scenarios = st.sampled_from([scenario_of(preset.choices()) for preset in PRESETS])


@pytest.mark.parametrize(
    "value",
    [
        1, -2.5, 1e-300, math.inf, -math.inf, True, None, "a \"b\" 'c' é\n", (), (1,), [1, (2, [])], {"a": {1: 2.0}},
        Pair(1, Pair((), "x")), ("x" * 120,), [["x" * 60], ("y" * 60,)], same, Scenario, np.float64(0.1), np.int64(3),
    ],
)  # fmt: skip
def test_every_value_comes_back(value: Any) -> None:
    assert run(value, key=value)[0] == ((value,), {"key": value})


def test_what_is_no_number_and_arrays_come_back() -> None:
    ((nothing, array), _), code = run(math.nan, np.array([[1.0, math.nan], [math.inf, -0.5]]))
    assert math.isnan(nothing)
    np.testing.assert_array_equal(array, [[1.0, math.nan], [math.inf, -0.5]])
    assert {"import math", "import numpy"} <= set(code.splitlines())


@given(st.sampled_from(sorted(METHODS)).flatmap(lambda kind: scenarios(kind, 10)) | preset_scenarios)
def test_every_scenario_comes_back(scenario: Scenario) -> None:
    ((first, second, copy), _), code = run(scenario, scenario, scenario.model_copy())
    assert first == second == copy == scenario
    assert code.count("Scenario.model_validate(") == 1


def test_shared_results_are_computed_once_and_single_ones_where_they_are_used() -> None:
    scenario = Scenario.model_validate({"budget": {"arrivals": 10}, "seeds": 1})
    simulation = call(simulate, scenario)
    code = script(call(same, simulation, [simulation.get("problem")], call(len, (1, 2))))
    assert code.count("simulate(scenario)") == 1
    assert "result = simulate(scenario)\n" in code
    assert "figure = same(result, [result.problem], len((1, 2)))\n" in code
    assert "from engine import Scenario, simulate\n" in code
    names: dict[str, Any] = {}
    exec(code.replace("figure.show()\n", ""), names)
    assert isinstance(names["figure"][0][0], Simulation)


def test_methods_of_settings_and_of_classes_are_called() -> None:
    scenario = Scenario()
    (array, class_method), code = (
        run(call(call(same).get("count"), 1), call(Scenario.model_validate, {"seeds": 2}))[0][0],
        script(call(same, scenario.cluster)),
    )
    assert array == 0
    assert class_method.seeds == 2
    assert "cluster = Cluster.model_validate({})" in code


def test_large_data_are_read_from_a_file_and_small_ones_stand_there() -> None:
    rows = np.arange(2.0 * (LONG + 1)).reshape(-1, 2)
    small = OwnData(features=Rows(rows[:4]), labels=Codes(np.array([0, 1, 0, 1])))
    large = OwnData(features=Rows(rows), labels=Codes(np.arange(len(rows)) % 2))
    (((back,), _), code) = run(Scenario(problem=small, cluster=FEW))
    assert back.problem == small
    assert "[0.0, 1.0]" in code
    code = script(call(same, Scenario(problem=large, cluster=FEW)))
    assert 'Scenario.model_validate_json(Path("scenario.json").read_text())' in code
    assert "# scenario.json: " in code
    assert len(code) < 500
    ast.parse(code)


trees = st.recursive(
    st.text("ab", min_size=1, max_size=40),
    lambda parts: st.builds(Branch, st.sampled_from(["f(", "[", "name={"]), st.lists(parts, max_size=4), st.just(")")),
)


@given(trees)
def test_a_layout_changes_nothing_but_spaces(tree: Any) -> None:
    laid = text(tree)
    squeezed = laid.replace("\n", "").replace(" ", "").replace(",)", ")")
    assert squeezed == flat(tree).replace(" ", "").replace(",)", ")")
    assert all(len(line) <= WIDTH for line in laid.splitlines() if " " in line.strip())


def test_one_line_tells_methods_cluster_problem_seeds_and_bands() -> None:
    scenario = Scenario.model_validate(
        {
            "cluster": {"workers": 3, "speed": {"kind": "two_groups", "slowdown": 7}, "jitter": {"kind": "lognormal"}},
            "methods": [{"kind": "asgd", "step": 0.125}, {"kind": "ormo", "label": "mine", "momentum": 0.75}],
            "seeds": 5,
            "seed": 11,
            "budget": {"seconds": 250},
        }
    )
    told = about(call(same, call(simulate, scenario)), chart([], {}, {}))
    for part in ("ASGD (step 0.125", "mine (step ", "momentum 0.75", "3 workers: two groups", "slowdown 7", "lognormal",
                 "quadratic (dimension 10", "250 s", "5 seeds (random seed 11)", "Asynchrony Lab"):  # fmt: skip
        assert part in told
    assert "Bands" not in told
    one = scenario.model_copy(update={"seeds": 1, "budget": type(scenario.budget)(arrivals=2000)})
    told = about(call(same, one), chart([{"type": "scatter", "meta": "8 seeds"}] * 2, {}, {}))
    assert "2,000 arrivals, 1 seed (random seed 11)" in told
    assert "arrivals" not in about(call(same, call(exact, one, "asgd")), chart([], {}, {}))
    assert told.count("Bands: interquartile range, 8 seeds.") == 1
