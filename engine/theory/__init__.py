"""What can be known without simulating."""

from engine.theory.best_point import Best, arrivals_to, best_plain_step, best_point
from engine.theory.clock import nearby_times
from engine.theory.cycle import NoPeriodError, NoTheoryError
from engine.theory.exact import Exact, exact
from engine.theory.expected import expected_gap
from engine.theory.prediction import Prediction, predictions
from engine.theory.rate_map import RateMap, rate_map, steps_for
from engine.theory.weights import small_step_limit, worker_weights

__all__ = [
    "Best", "Exact", "NoPeriodError", "NoTheoryError", "Prediction", "RateMap", "arrivals_to", "best_plain_step",
    "best_point", "exact", "expected_gap", "nearby_times", "predictions", "rate_map", "small_step_limit",
    "steps_for", "worker_weights",
]  # fmt: skip
