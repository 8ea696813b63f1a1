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
from pages.parts.charts.pulls import pull_plane_chart, pull_weights_chart

__all__ = ["bias_chart", "bias_map_chart", "changing_speeds_chart", "pull_plane_chart", "pull_weights_chart"]
