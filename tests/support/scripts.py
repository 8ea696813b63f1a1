"""What the pages' charts were made by, and what the scripts make that a visitor takes away."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import plotly.graph_objects as go
import pytest
from plotly.basedatatypes import BaseFigure

from pages.parts.plot import component
from pages.parts.script.call import Call
from pages.parts.script.source import script

Charts = dict[str, tuple[go.Figure, Call]]


@contextmanager
def recorded() -> Iterator[Charts]:
    """The charts of the pages that are opened here, by their keys, with how they came about."""
    charts: Charts = {}

    def draw(figure: go.Figure, words: str, key: str, made: Call, clicked: Callable[..., None] | None = None) -> None:
        charts[key] = figure, made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(component, "draw", draw)
        yield charts


def remade(made: Call) -> go.Figure:
    """The figure that the script makes."""
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseFigure, "show", lambda figure: None)
        exec(compile(script(made), "script", "exec"), names)
    figure: go.Figure = names["figure"]
    return figure


def assert_remade(charts: Charts, *keys: str) -> None:
    """Each of these charts was drawn, and is what its script makes."""
    assert set(keys) <= set(charts)
    for key in keys:
        figure, made = charts[key]
        assert remade(made).to_json() == figure.to_json(), key
