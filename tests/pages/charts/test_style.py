"""Colours and dashes: one look a method, readable in both themes, apart for colour-blind eyes."""

import tomllib
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.kernel.state import Floats
from engine.methods import METHODS, MethodSettings
from pages.parts.style import (
    COPY_DASHES,
    FAINT,
    GLYPHS,
    MARKS,
    METHOD_STYLES,
    MOST_UNMARKED,
    POINT,
    SPARE,
    looks,
    need_marks,
    style_of,
)

ROOT = Path(__file__).parents[3]
LIGHT, DARK = "#ffffff", "#171614"
"""The backgrounds of the two themes."""
COLOURS = {kind: style.colour for kind, style in METHOD_STYLES.items()}


def test_one_look_for_each_method() -> None:
    assert set(METHOD_STYLES) == set(METHODS)
    styles = [*METHOD_STYLES.values(), SPARE]
    assert len({(style.colour, style.dash) for style in styles}) == len(styles)
    # The glyph in a text stands for the dash.
    assert len({(style.dash, style.glyph) for style in styles}) == len({style.dash for style in styles})
    assert style_of("a method of tomorrow") is SPARE
    assert all(style_of(kind) is METHOD_STYLES[kind] for kind in METHODS)


def test_dashes_can_be_drawn_and_told_apart() -> None:
    """A canvas repeats an odd list of lengths twice, so such a list could look like another."""
    dashes = {*(style.dash for style in METHOD_STYLES.values()), SPARE.dash, *COPY_DASHES}
    assert all(length > 0 for dash in dashes for length in dash)
    assert all(len(dash) % 2 == 0 for dash in dashes)
    assert set(MARKS) == dashes
    assert len(set(MARKS.values())) == len(dashes)
    assert len(set(GLYPHS.values())) == len(GLYPHS)
    for one, other in combinations(dashes, 2):
        # The share of ink tells dots from dashes, and dashes from a solid line; the rhythm tells the rest.
        assert len(one) != len(other) or abs(ink(one) - ink(other)) > 0.2


def ink(dash: tuple[int, ...]) -> float:
    """The share of a line that is drawn."""
    return sum(dash[::2]) / sum(dash) if dash else 1.0


def entries(kinds: Sequence[str]) -> list[MethodSettings]:
    return [METHODS[kind].settings.model_validate({"kind": kind, "label": f"{n}"}) for n, kind in enumerate(kinds)]


@given(st.lists(st.sampled_from(sorted(METHODS)), unique=True), st.data())
def test_any_two_of_a_race_look_different(kinds: list[str], data: st.DataObject) -> None:
    """As many methods as there are, and up to four copies of any of them."""
    copies = data.draw(st.lists(st.sampled_from(kinds), max_size=4)) if kinds else []
    racing = entries(data.draw(st.permutations([*kinds, *copies])))
    found = looks(racing)
    assert list(found) == [settings.name for settings in racing]
    assert all(found[settings.name].colour == style_of(settings.kind).colour for settings in racing)
    assert len({(look.colour, look.dash) for look in found.values()}) == len(racing)
    assert len({(look.colour, look.glyph) for look in found.values()}) == len(racing)
    assert len({(look.colour, MARKS[look.dash]) for look in found.values()}) == len(racing)
    first = {settings.kind: found[settings.name] for settings in reversed(racing)}
    assert all(look == style_of(kind) for kind, look in first.items())
    assert need_marks(racing) == (bool(copies) or len(kinds) > MOST_UNMARKED)


def test_more_of_a_kind_than_there_are_dashes_still_have_a_look() -> None:
    assert len(looks(entries(["ormo"] * 10))) == 10


def linear(colour: str) -> Floats:
    """The light of a hex colour (sRGB, IEC 61966-2-1): red, green and blue from 0 to 1."""
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    return float(np.array([0.2126, 0.7152, 0.0722]) @ linear(colour))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_the_published_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    # The grey that is known as the lightest one fit for text on white.
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("background", [LIGHT, DARK])
@pytest.mark.parametrize("colour", [*COLOURS.values(), SPARE.colour, POINT, FAINT])
def test_lines_and_marks_stand_out_in_both_themes(colour: str, background: str) -> None:
    """3 to 1 is what graphics need (WCAG 2.2, 1.4.11)."""
    assert contrast(colour, background) >= 3


def theme(background: str) -> dict[str, str]:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    return dict(settings["light" if background == LIGHT else "dark"])


@pytest.mark.parametrize("background", [LIGHT, DARK])
def test_buttons_and_links_are_readable(background: str) -> None:
    """The theme's main colour carries text: 4.5 to 1 (WCAG 2.2, 1.4.3)."""
    assert contrast(theme(background)["primaryColor"], background) >= 4.5


# fmt: off
EYES = {
    "all cones": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868],
                            [0.114503, 0.786281, 0.099216],
                            [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968],
                              [0.280085, 0.672501, 0.047413],
                              [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779],
                            [-0.078411, 0.930809, 0.147602],
                            [0.004733, 0.691367, 0.303900]]),
}
"""What is seen of linear light without one kind of cones (Machado, Oliveira and Fernandes 2009, severity 1)."""
TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375],
                   [0.2126729, 0.7151522, 0.0721750],
                   [0.0193339, 0.1191920, 0.9503041]])
# fmt: on
APART = 0.9 * (10.70 + 5.74 / (1 / 3))
"""A distance (CIE 1976) that nine in ten people notice, whatever its direction: about 25.

Stone, Szafir and Setlur (2014) measured how far two colours of a mark must lie apart for a share p of people to
notice it. Along b*, where eyes are weakest, it is p (10.70 + 5.74 / s) for marks of s degrees; the smallest that
they measured, and about a mark of the figures, is 1/3. Lines are thinner, so this is the least to ask for.
"""


def lab(light: Floats) -> Floats:
    """CIELAB of linear light, white being that of the screen."""
    ratios = TO_XYZ @ np.clip(light, 0, 1) / TO_XYZ.sum(axis=1)
    x, y, z = np.where(ratios > (6 / 29) ** 3, np.cbrt(ratios), ratios / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one: str, other: str, eyes: str) -> float:
    return float(np.linalg.norm(lab(EYES[eyes] @ linear(one)) - lab(EYES[eyes] @ linear(other))))


def test_distances_are_the_published_ones() -> None:
    assert distance("#000000", "#ffffff", "all cones") == pytest.approx(100)
    np.testing.assert_allclose(lab(linear("#ff0000")), [53.24, 80.09, 67.20], atol=0.02)
    for eyes in EYES:
        # Grey stays grey, and black and white stay as far apart as they are.
        assert distance("#000000", "#ffffff", eyes) == pytest.approx(100, abs=0.1)
        assert np.abs(lab(EYES[eyes] @ linear("#808080"))[1:]).max() < 0.1
    # The confusions that the three are known for.
    confused = {"protanopia": ("#d02020", "#5c5200"), "deuteranopia": ("#d06a6a", "#97965f")}
    for eyes, pair in (confused | {"tritanopia": ("#2a86d1", "#12936a")}).items():
        assert distance(*pair, eyes) < distance(*pair, "all cones") / 3


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("pair", list(combinations(sorted(set(COLOURS.values())), 2)), ids=" and ".join)
def test_colours_stay_apart_for_colour_blind_eyes(pair: tuple[str, str], eyes: str) -> None:
    """Methods of one colour differ by their dashes."""
    assert distance(*pair, eyes) >= APART


def test_the_central_methods_differ_in_colour_and_dash() -> None:
    central = [METHOD_STYLES[kind] for kind in ("asgd", "rescaled_asgd", "ormo")]
    assert len({style.colour for style in central}) == len({style.dash for style in central}) == 3
