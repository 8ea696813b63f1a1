"""Spectra to choose from, and turns between axes."""

import numpy as np
import pytest
from pydantic import ValidationError

from engine.covariate_shift.commuting import shared_eigenvectors
from engine.covariate_shift.spectra import Ellipse, ShiftSettings, Spectrum, rotation
from tests.support.shifts import INDEX, TABLE


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("power law", [1, 1 / 4, 1 / 9, 1 / 16, 1 / 25]),
        ("reversed", [1 / 25, 1 / 16, 1 / 9, 1 / 4, 1]),
        ("flat", [1, 1, 1, 1, 1]),
        ("spiked", [1, 1, 1, 1, 1 / 100]),
        ("first four", [1, 1, 1, 1, 0]),
    ],
)
def test_spectra_by_hand(shape: str, expected: list[float]) -> None:
    assert np.allclose(Spectrum(shape=shape, exponent=2).values(5), expected)


@pytest.mark.parametrize(
    ("shape", "expected"), [("ball", [1, 1, 1]), ("narrowing", [1, 4, 9]), ("widening", [1, 1 / 4, 1 / 9])]
)
def test_ellipses_by_hand(shape: str, expected: list[float]) -> None:
    assert np.allclose(Ellipse(shape=shape, exponent=2).values(3), expected)


def test_the_table_can_be_set() -> None:
    rows = {
        "T = S": ("power law", "ball"), "T flat": ("flat", "narrowing"),
        "T reversed": ("reversed", "narrowing"), "T on four": ("first four", "ball"),
    }  # fmt: skip
    for name, (target, ellipse) in rows.items():
        made = ShiftSettings.model_validate({"target": {"shape": target}, "ellipse": {"shape": ellipse}})
        for matrix, spectrum in zip(made.matrices, TABLE[name][0], strict=True):
            assert np.array_equal(matrix, np.diag(spectrum))
        assert made.noise == 1 / 400
    assert INDEX.size == 20


@pytest.mark.parametrize("angle", [10.0, 45.0, 90.0])
def test_a_turn_turns_its_fastest_plane_by_the_angle(angle: float) -> None:
    turn = rotation(7, angle, [3])
    assert np.allclose(turn @ turn.T, np.eye(7), atol=1e-12)
    assert np.linalg.det(turn) == pytest.approx(1)
    assert np.degrees(np.abs(np.angle(np.linalg.eigvals(turn)))).max() == pytest.approx(angle)


def test_turns_of_one_seed_lie_on_one_path() -> None:
    assert np.allclose(rotation(5, 20, [1]) @ rotation(5, 25, [1]), rotation(5, 45, [1]))
    assert np.array_equal(rotation(5, 0, [1]), np.eye(5))


def test_at_0_degrees_all_commute_and_else_not() -> None:
    given = {"target": {"shape": "reversed"}, "ellipse": {"shape": "narrowing"}, "dimension": 8}
    assert shared_eigenvectors(ShiftSettings.model_validate(given).shift()) is not None
    for angle in ("target_angle", "ellipse_angle"):
        assert shared_eigenvectors(ShiftSettings.model_validate(given | {angle: 30}).shift()) is None


def test_a_turn_keeps_the_spectrum() -> None:
    made = ShiftSettings.model_validate({"target": {"shape": "spiked"}, "target_angle": 70, "dimension": 9})
    assert np.allclose(np.linalg.eigvalsh(made.matrices[1]), np.sort(made.target.values(9)))


@pytest.mark.parametrize(
    ("change", "field"),
    [({"target_angle": 91}, "target_angle"), ({"deviation": 0}, "deviation"), ({"samples": 0}, "samples"),
     ({"source": {"shape": "round"}}, "shape"), ({"seed": float("nan")}, "seed")],
)  # fmt: skip
def test_bad_settings_are_refused_by_name(change: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        ShiftSettings.model_validate(change)


@pytest.mark.parametrize("dimension", [2, 10, 20, 50])
def test_a_flat_spectrum_has_no_axes_to_turn(dimension: int) -> None:
    """Exactly so: rounding would make axes of it, and all that follows would depend on them."""
    flat = {"shape": "flat"}
    given = {"source": flat, "target": flat, "target_angle": 45, "ellipse_angle": 45, "dimension": dimension}
    made = ShiftSettings.model_validate(given)
    assert all(np.array_equal(matrix, np.eye(dimension)) for matrix in made.matrices)
