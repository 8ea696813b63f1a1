"""Asynchrony as a covariate shift: a fast worker is an over-sampled source.

Of all arrivals worker i sends the share p_i, so vanilla ASGD learns from the mixture `S = sum_i p_i S_i` of the
workers' covariances; the goal counts all workers alike, `T = (1/n) sum_i S_i`. The ratio of the two, `1 / (n p_i)`, is
worker i's importance weight, and Rescaled ASGD (arXiv 2605.13434) multiplies the steps of worker i by just that. This
view is the project's own.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.covariate_shift.shift import ShiftError
from engine.kernel.state import Floats, Integers
from engine.methods.rescaling import step_scales
from engine.problems.regression import Regression, RegressionProblem
from engine.scenario import Scenario
from engine.simulate import build_problem
from engine.theory import NoTheoryError, worker_weights

VANILLA, RESCALED = "asgd", "rescaled_asgd"


@dataclass(frozen=True, eq=False)
class Mixture:
    """The workers of a cluster as sources of a streamed regression."""

    problem: RegressionProblem
    frequencies: Floats  # p_i (n,): the shares of all samples in the long run

    @property
    def source(self) -> Floats:
        """S (d, d), the covariance of the features that arrive."""
        return np.diag(self.sampled)

    @property
    def target(self) -> Floats:
        """T (d, d), that of all workers' features, each worker counting alike."""
        return np.diag(self.counted)

    @property
    def sampled(self) -> Floats:
        """The diagonal (d,) of S."""
        return np.asarray(self.frequencies @ self.problem.variances)

    @property
    def counted(self) -> Floats:
        """The diagonal (d,) of T."""
        return np.asarray(self.problem.variances.mean(axis=0))

    @property
    def importance(self) -> Floats:
        """The importance weights 1 / (n p_i) (n,)."""
        return np.asarray(1 / (self.frequencies.size * self.frequencies))

    def minimiser(self, weights: Floats | None = None) -> Floats:
        """`(sum_i w_i S_i)^-1 sum_i w_i S_i b_i` (d,); without weights (n,) that of the target."""
        return self.problem.minimiser(weights)

    def target_risk(self, points: Floats) -> Floats:
        """`|T^(1/2) (b - b_T)|^2` (...,) at points b (..., d), b_T the target's minimiser; inf where b is lost."""
        with np.errstate(all="ignore"):
            found = (points - self.minimiser()) ** 2 @ self.counted
        return np.where(np.isnan(found), np.inf, found)


class Pulls(NamedTuple):
    """The workers' shares (n,) of the way that a method goes while gradients hardly change; of sum 1."""

    weights: Floats
    exact: bool  # read off the method's own rule over one period; else off counted arrivals
    why: str  # it is not exact, in a sentence; else ''


def mixture(scenario: Scenario) -> Mixture:
    """The scenario's mixture. Raises ShiftError where its problem is no streamed regression."""
    if not isinstance(scenario.problem, Regression):
        raise ShiftError(f"problem.kind must be regression, not {scenario.problem.kind}.")
    problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
    assert isinstance(problem, RegressionProblem)
    return Mixture(problem, scenario.cluster.frequencies())


def pulls(scenario: Scenario, label: str, arrivals: Floats | Integers) -> Pulls:
    """Who pulls how much under ASGD, or Rescaled ASGD with known times.

    At fixed times this is what `worker_weights` computes from the rule. Where it cannot, the numbers of `arrivals` (n,)
    that a run counted stand for the schedule, times the scales of the worker's steps.
    """
    try:
        return Pulls(worker_weights(scenario, label), True, "")
    except NoTheoryError as error:
        scaled = scenario.method(label).kind == RESCALED
        scales = step_scales(scenario.cluster.means(), "mean") if scaled else np.ones(arrivals.size)
        return Pulls(arrivals * scales / (arrivals @ scales), False, str(error))
