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
from pages.parts.charts.implied_momentum import implied_momentum_chart, implied_path_chart
from pages.parts.charts.momentum_race import momentum_race_chart
from pages.parts.charts.pulls import pull_plane_chart, pull_weights_chart
from pages.parts.charts.race_contribution import contribution_chart
from pages.parts.charts.race_gap import gap_chart
from pages.parts.charts.race_map import map_chart
from pages.parts.charts.race_staleness import staleness_chart
from pages.parts.charts.race_timeline import timeline_chart
from pages.parts.charts.rate_map import rate_map_chart
from pages.parts.charts.sensitivity import sensitivity_chart

__all__ = [
    "bias_chart",
    "bias_map_chart",
    "changing_speeds_chart",
    "contribution_chart",
    "gap_chart",
    "implied_momentum_chart",
    "implied_path_chart",
    "map_chart",
    "momentum_race_chart",
    "pull_plane_chart",
    "pull_weights_chart",
    "rate_map_chart",
    "sensitivity_chart",
    "staleness_chart",
    "timeline_chart",
]
