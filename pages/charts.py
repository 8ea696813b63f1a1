"""The laboratory's charts for scripts and notebooks: Plotly figures of what the engine returns.

```python
from engine import Scenario, simulate
from pages.charts import gap_chart

gap_chart(simulate(Scenario())).show()
```
"""

from pages.parts.charts.advisor_landscape import importance_chart, prediction_chart
from pages.parts.charts.advisor_tries import tries_chart
from pages.parts.charts.best_so_far import best_so_far_chart
from pages.parts.charts.bias_curves import bias_chart
from pages.parts.charts.bias_map import bias_map_chart
from pages.parts.charts.blend_error import blend_error_chart
from pages.parts.charts.blend_weights import blend_weights_chart
from pages.parts.charts.changing_speeds import changing_speeds_chart
from pages.parts.charts.implied_momentum import implied_momentum_chart, implied_path_chart
from pages.parts.charts.linear_maps import linear_map_chart
from pages.parts.charts.momentum_race import momentum_race_chart
from pages.parts.charts.pulls import pull_plane_chart, pull_weights_chart
from pages.parts.charts.race_contribution import contribution_chart
from pages.parts.charts.race_gap import gap_chart
from pages.parts.charts.race_map import map_chart
from pages.parts.charts.race_staleness import staleness_chart
from pages.parts.charts.race_timeline import timeline_chart
from pages.parts.charts.rate_map import rate_map_chart
from pages.parts.charts.real_directions import real_shrinkage_chart, real_variances_chart
from pages.parts.charts.real_errors import real_errors_chart
from pages.parts.charts.risk_curves import risk_over_samples_chart
from pages.parts.charts.sensitivity import sensitivity_chart
from pages.parts.charts.shift_cures import shift_cures_chart
from pages.parts.charts.shift_directions import (
    kept_directions_chart,
    least_favourable_truths_chart,
    shrinkage_chart,
    spectra_chart,
)
from pages.parts.charts.space_graph import space_graph_chart
from pages.parts.charts.speedup import block_speedup_chart, speedup_chart, thread_speedup_chart
from pages.parts.charts.speedup_bound import gradient_bound_chart
from pages.parts.charts.speedup_staleness import thread_staleness_chart
from pages.parts.charts.tuning_loss import tuning_loss_chart
from pages.parts.charts.tuning_paths import tuning_paths_chart

__all__ = [
    "best_so_far_chart",
    "bias_chart",
    "bias_map_chart",
    "blend_error_chart",
    "blend_weights_chart",
    "block_speedup_chart",
    "changing_speeds_chart",
    "contribution_chart",
    "gap_chart",
    "gradient_bound_chart",
    "implied_momentum_chart",
    "implied_path_chart",
    "importance_chart",
    "kept_directions_chart",
    "least_favourable_truths_chart",
    "linear_map_chart",
    "map_chart",
    "momentum_race_chart",
    "prediction_chart",
    "pull_plane_chart",
    "pull_weights_chart",
    "rate_map_chart",
    "real_errors_chart",
    "real_shrinkage_chart",
    "real_variances_chart",
    "risk_over_samples_chart",
    "sensitivity_chart",
    "shift_cures_chart",
    "shrinkage_chart",
    "space_graph_chart",
    "spectra_chart",
    "speedup_chart",
    "staleness_chart",
    "thread_speedup_chart",
    "thread_staleness_chart",
    "timeline_chart",
    "tries_chart",
    "tuning_loss_chart",
    "tuning_paths_chart",
]
