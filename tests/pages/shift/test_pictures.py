"""The pictures of the Covariate shift page: what is drawn are the numbers given."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from pages.parts.charts.directions import NAMED, Line, directions_picture, upwards
from pages.parts.charts.estimators import LONG, LOOKS, NAMES
from pages.parts.charts.line_names import line_names
from pages.parts.charts.linear_maps import map_picture, shades
from pages.parts.charts.risk_curves import risk_picture
from pages.parts.style import BLUE, ORANGE
from tests.support.png import pixels_of

SVG = "{http://www.w3.org/2000/svg}"


def trails(picture: str) -> list[list[tuple[float, float]]]:
    lines = ET.fromstring(picture).iter(f"{SVG}polyline")
    return [[tuple(map(float, point.split(","))) for point in line.get("points", "").split()] for line in lines]


def test_lines_stand_at_their_values() -> None:
    values = np.array([1.0, 0.0, 0.5])
    (points,) = trails(directions_picture([Line("one", LOOKS["ols"], values)], "kept"))
    xs, ys = np.array(points).T
    assert np.allclose(xs, NAMED.left + np.array([0, 0.5, 1]) * NAMED.width, atol=0.1)
    axis = upwards([Line("one", LOOKS["ols"], values)], "kept", False)
    assert np.allclose(ys, NAMED.base - (values - axis.low) / (axis.high - axis.low) * NAMED.height, atol=0.1)


def test_what_is_0_is_left_out_of_a_logarithmic_axis() -> None:
    (points,) = trails(directions_picture([Line("one", LOOKS["ols"], np.array([1.0, 0.0, 0.1]))], "kept", True))
    assert len(points) == 2


@pytest.mark.parametrize("d", [1, 2, 7, 100])
def test_any_number_of_directions_has_an_axis(d: int) -> None:
    picture = directions_picture([Line("one", LOOKS["ols"], np.linspace(0, 1, d))], "kept")
    assert len(trails(picture)[0]) == d
    assert ("circle" in picture) == (d <= 30)


def test_names_neither_overlap_nor_leave_the_picture() -> None:
    parts = line_names(NAMED, [((0.0, y), str(y), ORANGE) for y in (290.0, 291.0, 10.0, 289.0)])
    places = sorted(float(re.search(r' y="(.*?)"', part)[1]) for part in parts)  # type: ignore[index]
    assert places[-1] <= 296
    assert np.diff(places).min() >= 15 - 0.11


def test_a_map_is_drawn_entry_by_entry() -> None:
    matrix = np.array([[1.0, 0.0, -0.25], [np.inf, 0.25, 2.0]])
    (image,) = ET.fromstring(map_picture(matrix)).iter(f"{SVG}image")
    found = pixels_of(image.get("href", ""))
    assert found.shape == (2, 3, 4)
    assert np.array_equal(found, shades(matrix))
    assert list(found[..., 3].ravel()) == [255, 0, 128, 255, 128, 255]
    assert "#{:02x}{:02x}{:02x}".format(*found[0, 0, :3]) == ORANGE
    assert "#{:02x}{:02x}{:02x}".format(*found[0, 2, :3]) == BLUE


def test_risks_stand_above_the_shaded_floor() -> None:
    samples, floor = (10, 100, 1000), np.array([1e-2, 1e-3, 1e-4])
    risks = {"ols": np.array([np.inf, 5e-2, 5e-3]), "minmax": 10 * floor}
    picture = risk_picture(samples, risks, floor, None, 100, 1.0)
    edge, ols, best = trails(picture)
    assert [len(edge), len(ols), len(best)] == [3, 2, 3]
    assert all(low[1] > high[1] for low, high in zip(edge, best, strict=True))
    assert "no estimator can be here" in picture
    (area,) = ET.fromstring(picture).iter(f"{SVG}polygon")
    assert area.get("points", "").startswith(" ".join(f"{x:.1f},{y:.1f}" for x, y in edge))
    assert len(list(ET.fromstring(risk_picture(samples, risks, floor, 8 * floor, 5, 1.0)).iter(f"{SVG}polygon"))) == 2


def test_what_is_far_worse_than_nothing_is_not_drawn() -> None:
    floor = np.array([1e-2, 1e-3])
    (_, line) = trails(risk_picture((10, 100), {"ols": np.array([50.0, 0.5])}, floor, None, 10, 1.0))
    assert len(line) == 1


def test_every_estimator_has_one_name_and_look() -> None:
    assert set(NAMES) == set(LONG) == set(LOOKS)
    assert len({(look.colour, look.dash) for look in LOOKS.values()}) == len(LOOKS)
