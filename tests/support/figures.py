"""What a figure holds."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from engine.kernel.state import Floats


def trace(figure: go.Figure, name: str, fill: str | None = None) -> Any:
    """The first trace of a name; with `fill` its band."""
    return next(one for one in figure.data if one.name == name and getattr(one, "fill", None) == fill)


def points(drawn: Any) -> Floats:
    """Places (P, 2) of a trace, gaps left out."""
    places = np.stack([drawn.x, drawn.y], axis=1).astype(np.float64)
    return places[np.isfinite(places).all(axis=1)]


def ends_of(axis: Any) -> Floats:
    """Where a logarithmic axis begins and ends, in its own numbers."""
    return 10.0 ** np.array(axis.range)
