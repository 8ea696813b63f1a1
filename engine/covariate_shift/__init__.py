"""Linear regression under covariate shift: the min-max estimator, its rivals, their risks and bounds.

Importing this compiles nothing of its own. Real runs of SGD stand in `sgd.runs`, compiled where it is imported.
"""

from engine.covariate_shift.bounds import commuting_bound as commuting_bound
from engine.covariate_shift.bounds import van_trees as van_trees
from engine.covariate_shift.bounds import van_trees_at_prior as van_trees_at_prior
from engine.covariate_shift.commuting import ClosedForm as ClosedForm
from engine.covariate_shift.commuting import closed_form as closed_form
from engine.covariate_shift.commuting import commuting as commuting
from engine.covariate_shift.contest import Contest as Contest
from engine.covariate_shift.contest import Entry as Entry
from engine.covariate_shift.contest import contest as contest
from engine.covariate_shift.contest_curves import RiskCurves as RiskCurves
from engine.covariate_shift.contest_curves import risk_curves as risk_curves
from engine.covariate_shift.estimators import Ridge as Ridge
from engine.covariate_shift.estimators import best_ridge as best_ridge
from engine.covariate_shift.estimators import ols_matrix as ols_matrix
from engine.covariate_shift.estimators import ols_risk as ols_risk
from engine.covariate_shift.estimators import ridge as ridge
from engine.covariate_shift.estimators import ridge_matrix as ridge_matrix
from engine.covariate_shift.minmax import Best as Best
from engine.covariate_shift.minmax import certified as certified
from engine.covariate_shift.minmax import minmax as minmax
from engine.covariate_shift.minmax import solve as solve
from engine.covariate_shift.minmax import solve_quickly as solve_quickly
from engine.covariate_shift.on_data import cross_validated_ridge as cross_validated_ridge
from engine.covariate_shift.on_data import least_squares as least_squares
from engine.covariate_shift.on_data import minmax_estimate as minmax_estimate
from engine.covariate_shift.on_data import ridge_estimate as ridge_estimate
from engine.covariate_shift.risk import Average as Average
from engine.covariate_shift.risk import WorstCase as WorstCase
from engine.covariate_shift.risk import average as average
from engine.covariate_shift.risk import uniform_prior as uniform_prior
from engine.covariate_shift.risk import worst_case as worst_case
from engine.covariate_shift.sgd.linear_rule import Momentum as Momentum
from engine.covariate_shift.sgd.linear_rule import Plan as Plan
from engine.covariate_shift.sgd.linear_rule import accelerated as accelerated
from engine.covariate_shift.sgd.linear_rule import constant_step as constant_step
from engine.covariate_shift.sgd.linear_rule import safe_step as safe_step
from engine.covariate_shift.sgd.linear_rule import step_decay as step_decay
from engine.covariate_shift.sgd.linear_rule import usual_momentum as usual_momentum
from engine.covariate_shift.sgd.risk import SgdRisk as SgdRisk
from engine.covariate_shift.sgd.risk import sgd_risk as sgd_risk
from engine.covariate_shift.shift import Shift as Shift
from engine.covariate_shift.shift import ShiftError as ShiftError
