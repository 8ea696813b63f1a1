"""Every page tells what its link holds in vain, with what is possible, in one short note."""

import re
from typing import Any

import pytest
from pydantic import ValidationError

from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.controls.spoken import spoken
from pages.parts.momentum.settings import playhead
from pages.parts.speedup.controls import WORDS
from tests.support.visit import fine, start_page, warnings

pytestmark = pytest.mark.usefixtures("warm")

SMALL = {"arrivals": "200", "seeds": "1"}


def visit(page: str, **link: str | list[str]) -> list[str]:
    """What a page says of a link."""
    app = start_page()
    app.query_params.update(link)
    return warnings(fine(app.switch_page(f"{page}.py").run()))


PAGES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "race": (
        SMALL | {"methods": "foo", "workers": "10000", "speeds": "1", "scale": "lin"},
        ["Methods: `foo` is not possible", "Workers: `10000` is not", "`speeds` is not known here", "Gap axis: `lin`"],
    ),
    "bias": (
        {"methods": "foo", "workers": "0", "curves": ["ASGD", "foo"], "focus": "foo", "axis": "x", "foo": "1"},
        ["Methods: `foo` is", "Workers: `0` is", "Curves: `foo` is", "Map and pull of: `foo`", "Against: `x`", "`foo`"],
    ),
    "momentum": (
        {"map_method": "ASGD", "map_in": "x", "map_arrival": "9999", "workers": "3", "map_steps": "1"},
        ["Method: `ASGD` is not", "Count: `x` is not", "Arrivals so far: `9999` is not", "`map_steps` is not known"],
    ),
    "methods": (
        {"method": "foo", "order": "x", "methods": "ASGD"},
        ["`foo` is no method of this lab", "Order: `x` is not possible", "`methods` is not known here"],
    ),
    "speedup": (
        {"speedup_tab": "Model blending", "speedup_blend_workers": "3", "speedup_method": "foo", "speedup_foo": "1"},
        ["Workers n: `3` is not", "Method: `foo` is not possible", "`speedup_foo` is not known here"],
    ),
    "covariate_shift": (
        {"shift_dimension": "7", "shift_data_rows": "x", "shift_link_step": "x", "workers": "999", "shift_sample": "1"},
        ["Dimension d: `7` is", "Rows n with labels: `x` is", "Step: `x` is", "Workers: `999`", "`shift_sample` is"],
    ),
    "advisor": (
        {"advisor_tries": "7", "advisor_optimisers": "foo", "advisor_benchmark": "x", "advisor_try": "1", "tries": "1"},
        ["Tries: `7` is not", "Optimisers: `foo` is not", "Function: `x` is not", "`advisor_try` is", "`tries` is not"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_what_a_link_holds_in_vain_is_told(page: str) -> None:
    """Also of controls that the page does not draw, or not now."""
    link, begins = PAGES[page]
    said = visit(page, **link)
    assert len(said) == len(begins)
    for begin in begins:
        (line,) = (line for line in said if line.startswith(begin))
        assert len(line) < 300
        if "not possible" in line:
            assert re.search(r"is not possible here, only \S", line)


def test_more_workers_than_the_page_takes_go_elsewhere() -> None:
    (said,) = visit("race", **SMALL, workers="10000")
    assert said == (
        "Workers: `10000` is not possible here, only whole numbers from 1 to 100; `8` is used. "
        "Python and the command line go further."
    )
    assert scenario_of(DEFAULTS | {"workers": 10_000}).cluster.workers == 10_000


@pytest.mark.parametrize(
    ("link", "further"),
    [
        ({"workers": "10000"}, "go further"),
        ({"workers": "10001"}, ""),
        ({"workers": "0"}, ""),
        ({"workers": "nan"}, ""),
        ({"workers": "many"}, ""),
        ({"workers": "8.5"}, ""),
        ({"dimension": "201"}, "go further"),
        ({"condition": "31"}, "take it"),
        ({"speed": "power law", "exponent": "4"}, ""),
        # Not of the scenario.
        ({"target": "0.02"}, ""),
        ({"target": "2"}, ""),
    ],
)
def test_python_goes_further_only_where_it_does(link: dict[str, str], further: str) -> None:
    (said,) = visit("race", **SMALL, **link)
    assert said.endswith(f"`. Python and the command line {further}." if further else "` is used.") or (
        said.endswith(f"is used. Python and the command line {further}.") and bool(further)
    )


@pytest.mark.parametrize("text", ["5001", "-1", "x", "9" * 50])
def test_a_place_beyond_the_run_is_told(text: str) -> None:
    said = visit("race", seeds="1", arrival=text, follow="SGD")
    assert any(line.startswith("Arrival: `") and "whole numbers from 0 to 5000" in line for line in said)
    assert "Jobs of: `SGD` does not race, only ASGD, Rescaled ASGD, OrMo; the first method's jobs are shown." in said
    assert visit("race", seeds="1", arrival="5000", follow="OrMo") == []


def test_a_place_that_the_momentum_page_can_show_is_no_mistake() -> None:
    most = playhead(3).high
    assert visit("momentum", workers="3", map_arrival=str(most)) == []
    assert len(visit("momentum", workers="3", map_arrival=str(most + 1))) == 1


def test_a_list_that_is_cut_is_told_once() -> None:
    (said,) = visit("race", **SMALL, speed="custom", tau="1,5; " * 500)
    assert said.startswith("Seconds per job: only the first 2,000 characters are read, with 400 entries.")
    assert visit("race", **SMALL, speed="custom", tau="1,5; 2,5") == []


def test_the_speedup_page_has_names_of_its_own() -> None:
    with pytest.raises(ValidationError) as error:
        scenario_of(DEFAULTS | {"methods": ("ASCD",), "dimension": 3, "block": "8"})
    assert spoken(error.value, WORDS).startswith("Block Y: the block of ASCD is 8")
    (said,) = visit("speedup", speedup_rows="20", speedup_dimension="50")
    assert said.startswith("Rows: the number is 20, which does not determine 50 coordinates; at least as many")
