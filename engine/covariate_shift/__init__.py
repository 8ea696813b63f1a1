"""Linear regression under covariate shift: the min-max estimator, its rivals, their risks and bounds."""

from engine.covariate_shift.minmax import Best, minmax, solve
from engine.covariate_shift.shift import Shift, ShiftError

__all__ = ["Best", "Shift", "ShiftError", "minmax", "solve"]
