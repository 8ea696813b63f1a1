"""The laboratory's charts for scripts and notebooks: Plotly figures of what the engine returns.

```python
from engine import Scenario, simulate
from pages.charts import gap_chart

gap_chart(simulate(Scenario())).show()
```
"""

from pages.parts.charts.bias_curves import bias_chart
from pages.parts.charts.bias_map import bias_map_chart
from pages.parts.charts.changing_speeds import changing_speeds_chart
from pages.parts.charts.linear_maps import linear_map_chart
from pages.parts.charts.pulls import pull_plane_chart, pull_weights_chart
from pages.parts.charts.real_directions import real_shrinkage_chart, real_variances_chart
from pages.parts.charts.real_errors import real_errors_chart
from pages.parts.charts.risk_curves import risk_over_samples_chart
from pages.parts.charts.shift_cures import shift_cures_chart
from pages.parts.charts.shift_directions import (
    kept_directions_chart,
    least_favourable_truths_chart,
    shrinkage_chart,
    spectra_chart,
)

__all__ = [
    "bias_chart",
    "bias_map_chart",
    "changing_speeds_chart",
    "kept_directions_chart",
    "least_favourable_truths_chart",
    "linear_map_chart",
    "pull_plane_chart",
    "pull_weights_chart",
    "real_errors_chart",
    "real_shrinkage_chart",
    "real_variances_chart",
    "risk_over_samples_chart",
    "shift_cures_chart",
    "shrinkage_chart",
    "spectra_chart",
]
