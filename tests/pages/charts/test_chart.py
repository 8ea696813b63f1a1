"""What the charts share: where numbers stand at an axis, and how they read."""

import pytest

from pages.parts.charts.chart import FRAME, Axis, Chart, tick


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.05, "-0.05"),
        (0.30000000000000004, "0.3"),
        (10.0**-3, "0.001"),
        (10.0**-4, "1e-4"),
        (20_000.0, "20,000"),
        (150_000.0, "1.5e5"),
        (10.0**12, "1e12"),
    ],
)
def test_numbers_at_an_axis(value: float, text: str) -> None:
    assert tick(value) == text


def test_neighbouring_numbers_at_an_axis_read_differently() -> None:
    for high in (1.0, 3.0, 17.0, 1000.0, 30_000.0, 250_000.0):
        texts = [tick(value) for value in Axis("", 0.0, high, False).ticks()]
        assert len(set(texts)) == len(texts) >= 3


def test_where_numbers_stand() -> None:
    assert Axis("", 0.003, 20.0).ticks() == pytest.approx([0.01, 0.1, 1, 10])
    assert Axis("", 0.3, 6.0).ticks() == pytest.approx([0.5, 1, 2, 5])
    assert Axis("", -0.05, 1.0, False).ticks() == pytest.approx([0, 0.5, 1])
    assert Axis("", 0.0, 1.0, False, (0.1, 0.99)).ticks() == [0.1, 0.99]


def test_room_beside_the_axes_narrows_them() -> None:
    chart = Chart(Axis("", 1.0, 100.0), Axis("", 0.0, 2.0, False), FRAME.beside(128))
    assert chart.at(1.0, 0.0) == (66, 292)
    assert chart.at(100.0, 2.0) == (520 - 128, 12)
    assert chart.at(10.0, 1.0) == pytest.approx(((66 + 392) / 2, 152))
