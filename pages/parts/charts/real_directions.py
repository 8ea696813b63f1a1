"""One split of a real table along the eigenvectors of S: how much varies there, and what is kept of least squares."""

import plotly.graph_objects as go

from engine.covariate_shift.real_data.study import Comparison
from pages.parts.charts.directions import Line, directions_chart
from pages.parts.charts.estimators import LOOKS
from pages.parts.style import FAINT, SPARE

SAMPLED, COUNTED = SPARE._replace(colour=FAINT), LOOKS["ols"]


def real_variances_chart(comparison: Comparison) -> go.Figure:
    """The variance of the source and, about the source's mean, of the target, in the first split."""
    along = comparison.directions
    lines = [Line("source", SAMPLED, along.source), Line("target", COUNTED, along.target)]
    return directions_chart(lines, "variance", True)


def real_shrinkage_chart(comparison: Comparison) -> go.Figure:
    """The share of least squares that ridge and min-max keep in the first split."""
    along = comparison.directions
    kept = [Line("ridge", LOOKS["ridge"], along.ridge), Line("min-max", LOOKS["minmax"], along.minmax)]
    return directions_chart(kept, "share of least squares kept")
