"""Linear regression under covariate shift: the min-max estimator, its rivals, their risks and bounds.

Importing this compiles nothing of its own. Real runs of SGD stand in `sgd.runs`, compiled where it is imported.
"""

from engine.covariate_shift.bounds import commuting_bound, van_trees, van_trees_at_prior
from engine.covariate_shift.commuting import ClosedForm, closed_form, commuting
from engine.covariate_shift.contest import Contest, Entry, contest
from engine.covariate_shift.contest_curves import RiskCurves, risk_curves
from engine.covariate_shift.estimators import Ridge, best_ridge, ols_matrix, ols_risk, ridge, ridge_matrix
from engine.covariate_shift.minmax import Best, certified, minmax, solve, solve_quickly
from engine.covariate_shift.on_data import cross_validated_ridge, least_squares, minmax_estimate, ridge_estimate
from engine.covariate_shift.risk import Average, WorstCase, average, uniform_prior, worst_case
from engine.covariate_shift.sgd.linear_rule import (
    Momentum,
    Plan,
    accelerated,
    constant_step,
    safe_step,
    step_decay,
    usual_momentum,
)
from engine.covariate_shift.sgd.risk import SgdRisk, sgd_risk
from engine.covariate_shift.shift import Shift, ShiftError

__all__ = [
    "Average",
    "Best",
    "ClosedForm",
    "Contest",
    "Entry",
    "Momentum",
    "Plan",
    "Ridge",
    "RiskCurves",
    "SgdRisk",
    "Shift",
    "ShiftError",
    "WorstCase",
    "accelerated",
    "average",
    "best_ridge",
    "certified",
    "closed_form",
    "commuting",
    "commuting_bound",
    "constant_step",
    "contest",
    "cross_validated_ridge",
    "least_squares",
    "minmax",
    "minmax_estimate",
    "ols_matrix",
    "ols_risk",
    "ridge",
    "ridge_estimate",
    "ridge_matrix",
    "risk_curves",
    "safe_step",
    "sgd_risk",
    "solve",
    "solve_quickly",
    "step_decay",
    "uniform_prior",
    "usual_momentum",
    "van_trees",
    "van_trees_at_prior",
    "worst_case",
]
