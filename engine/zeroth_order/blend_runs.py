"""Blending on a simulated cluster: what ASZD's blends are worth on both parts, all along its runs."""

from typing import Literal, NamedTuple

import numpy as np

from engine.kernel.pool import Progress
from engine.kernel.state import Floats
from engine.methods.aszd import Aszd
from engine.results.curves import Curve, held, quartiles, shared_grid
from engine.scenario import Scenario
from engine.simulate import simulate
from engine.simulation import Run
from engine.zeroth_order.blending import Blend, average, best_model, errors, optimum, scenario
from engine.zeroth_order.training import Trained

RECORDS = 2000
"""Many: the runs are looked at from their first values on."""

Part = Literal["validation", "test"]
Axis = Literal["values", "seconds"]


class BlendRuns(NamedTuple):
    """ASZD's runs over S seeds at R records, beside what they are held against.

    Errors are root mean squared ones, in standard deviations of the target.
    """

    trained: Trained
    run: Run
    validation: Floats  # (S, R)
    test: Floats  # (S, R) on the rows held out
    values_a_job: int
    average: Blend
    best_model: Blend
    optimum: Blend

    @property
    def values(self) -> Floats:
        """Function values so far (R,): those of the arrivals, the same for every seed."""
        return np.asarray(self.run.gradients * self.values_a_job, np.float64)

    def curve(self, part: Part, axis: Axis) -> Curve:
        """Median and quartiles of the errors on a part, over function values or simulated seconds."""
        found = self.validation if part == "validation" else self.test
        if axis == "values":
            return Curve(self.values, *ordered(quartiles(found)))
        x = shared_grid([self.run], "seconds")
        return Curve(x, *ordered(quartiles(held(self.run.times, found, x))))

    def ends(self, part: Part) -> Floats:
        """Lower quartile, median and upper quartile (3,) of the seeds' last errors."""
        return quartiles((self.validation if part == "validation" else self.test)[:, -1])

    @property
    def excess(self) -> float:
        """How far the median validation error ends above the optimum's, as a share of it."""
        return float(self.ends("validation")[1] / self.optimum.validation - 1)

    def values_to(self, share: float) -> float:
        """Function values until a record is at most `share` above the optimum, median; infinite where most are not."""
        there = self.validation <= (1 + share) * self.optimum.validation
        first = np.where(there.any(axis=1), self.values[there.argmax(axis=1)], np.inf)
        return float(quartiles(first)[1])

    @property
    def best_test(self) -> tuple[float, float]:
        """The smallest median error on the rows held out, and the function values after which it came."""
        median = quartiles(self.test)[1]
        place = int(median.argmin())
        return float(median[place]), float(self.values[place])

    @property
    def weights(self) -> Floats:
        """Lower quartile, median and upper quartile (3, M) of the seeds' last weights."""
        return quartiles(self.run.iterate[:, -1])


def ordered(three: Floats) -> tuple[Floats, Floats, Floats]:
    """Quartiles (3, ...) in the order of a curve: median, low, high."""
    return three[1], three[0], three[2]


def blend_scenario(
    trained: Trained, workers: int, block: int, read: Literal["consistent", "inconsistent"], seeds: int
) -> Scenario:
    """The scenario of blending runs with RECORDS records. Raises pydantic's ValidationError as Scenario does."""
    return scenario(trained, workers, block, read, seeds).model_copy(update={"records": RECORDS})


def blend_runs(trained: Trained, question: Scenario, progress: Progress | None = None) -> BlendRuns:
    """Simulate what `blend_scenario` says. `progress` gets the fraction done; what it raises ends the runs."""
    (run,) = simulate(question, progress=progress).values()
    settings = run.settings
    assert isinstance(settings, Aszd)
    return BlendRuns(
        trained,
        run,
        errors(trained.validation, trained.validation_target, run.iterate),
        errors(trained.test, trained.test_target, run.iterate),
        settings.values_a_job(len(trained.names)),
        average(trained),
        best_model(trained),
        optimum(trained),
    )
