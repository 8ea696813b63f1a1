"""The one schema of links, files, command line and pages: everything that determines a simulation."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

import numpy as np
from pydantic import BeforeValidator, Field, ValidationError, model_validator

from engine.cluster.cluster import Cluster
from engine.kernel.pool import MOST_THREADS
from engine.methods import METHODS, MethodSettings
from engine.methods.block_update import BlockSettings
from engine.problems import PROBLEMS, ProblemSettings
from engine.problems.quadratic import Quadratic
from engine.reading.mistakes import describe, mistakes
from engine.results.path_grid import most_places
from engine.schema import Part, Seconds, Whole, number_only

MOST_ARRIVALS = 10_000_000
WORK_LIMIT = 1e12
"""Most numbers that all jobs of a scenario may touch: about half an hour on one core."""
MEMORY_LIMIT = 2e9
"""Most bytes that a scenario may take."""
BOOKKEEPING = 20.0
"""What an arrival costs beside its gradient, in numbers touched."""

if TYPE_CHECKING:
    AnyProblem = ProblemSettings
    AnyMethod = MethodSettings
else:
    AnyProblem = Annotated[reduce(or_, PROBLEMS.values()), Field(discriminator="kind")]
    AnyMethod = Annotated[reduce(or_, (m.settings for m in METHODS.values())), Field(discriminator="kind")]


class Budget(Part):
    """When every run ends: after so many arrivals, or so many simulated seconds."""

    arrivals: Annotated[Whole, Field(ge=1, le=MOST_ARRIVALS)] | None = None
    seconds: Seconds | None = None

    @model_validator(mode="after")
    def one_of_two(self) -> Self:
        if (self.arrivals is None) == (self.seconds is None):
            raise ValueError("give either arrivals or seconds")
        return self


def three_methods() -> tuple[MethodSettings, ...]:
    return tuple(METHODS[kind].settings(kind=kind) for kind in ("asgd", "rescaled_asgd", "ormo"))


class Scenario(Part):
    """Cluster, problem, methods, budget, seeds. Equal scenarios give equal simulations, to the last bit."""

    version: Annotated[Literal[1], BeforeValidator(number_only)] = 1
    seed: Annotated[Whole, Field(ge=0, le=2**53)] = 0
    seeds: Annotated[Whole, Field(ge=1, le=1000)] = 4
    cluster: Cluster = Cluster()
    problem: AnyProblem = Quadratic()
    methods: Annotated[tuple[AnyMethod, ...], Field(min_length=1, max_length=40)] = Field(default_factory=three_methods)
    budget: Budget = Budget(arrivals=5000)
    records: Annotated[Whole, Field(ge=2, le=10_000)] = 200

    @model_validator(mode="before")
    @classmethod
    def count_workers(cls, given: Any) -> Any:
        """Take the number of workers from custom times and traces, unless `workers` gives it."""
        match given:
            case {"cluster": {"speed": {"times": times} | {"durations": times}} as cluster} if "workers" not in cluster:
                if isinstance(times, list | tuple) or (isinstance(times, np.ndarray) and times.ndim > 0):
                    return {**given, "cluster": {**cluster, "workers": len(times)}}
        return given

    @model_validator(mode="after")
    def parts_fit(self) -> Self:
        names = [method.name for method in self.methods]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"methods: the label {twice[0]!r} stands twice; give one of them another label")
        misfit = self.problem.misfit(self.cluster.workers)
        if misfit:
            raise ValueError(f"problem.{misfit}")
        for method in self.methods:
            misfit = method.misfit(self.problem.has_blocks(), self.problem.size())
            if misfit:
                raise ValueError(f"methods: {misfit}")
        if self.arrivals > MOST_ARRIVALS:
            raise ValueError(
                f"budget.seconds: means about {self.arrivals:.2g} arrivals; at most {MOST_ARRIVALS:,} are possible"
            )
        if self.work > WORK_LIMIT:
            raise ValueError(
                f"budget: all jobs together would touch about {self.work:.1e} numbers, above the limit of "
                f"{WORK_LIMIT:.0e}; lower arrivals, seeds, methods or the problem's size"
            )
        if self.memory > MEMORY_LIMIT:
            raise ValueError(
                f"records: the simulation would take about {self.memory / 1e9:.1f} GB, above the limit of "
                f"{MEMORY_LIMIT / 1e9:.0f} GB; lower records, seeds, workers, arrivals or the problem's size"
            )
        return self

    def method(self, label: str) -> MethodSettings:
        """The settings of the method `label`. Raises KeyError where there is none."""
        for settings in self.methods:
            if settings.name == label:
                return settings
        labels = ", ".join(repr(settings.name) for settings in self.methods)
        raise KeyError(f"the scenario has no method {label!r}, only {labels}")

    def with_workers(self, workers: int) -> "Scenario":
        """The scenario with another number of workers. Raises pydantic.ValidationError where it does not fit."""
        cluster = Cluster.model_validate(self.cluster.model_dump() | {"workers": workers})
        return self.model_copy(update={"cluster": cluster})

    def with_steps(self, steps: Mapping[str, float]) -> "Scenario":
        """The scenario with other steps for the methods named in `steps`, by label."""
        methods = tuple(
            settings.model_copy(update={"step": steps.get(settings.name, settings.step)}) for settings in self.methods
        )
        return self.model_copy(update={"methods": methods})

    @property
    def arrivals(self) -> float:
        """Arrivals of one run, expected."""
        if self.budget.arrivals is not None:
            return float(self.budget.arrivals)
        return self.cluster.arrivals(self.budget.seconds or 0.0)

    @property
    def work(self) -> float:
        """Numbers touched by all jobs of all runs, about."""
        return self.seeds * self.arrivals * sum(self.arrival_work(method) for method in self.methods)

    def arrival_work(self, method: MethodSettings) -> float:
        """Numbers touched by one arrival of a method, about."""
        if not isinstance(method, BlockSettings):
            return self.problem.work() + BOOKKEEPING
        n, d = self.cluster.workers, self.problem.size()
        t = self.problem.tracked(n)
        return 2.0 * d + t + method.block_of(d) * (self.problem.slope_work(n) + t) + BOOKKEEPING

    def piece(self, work: float) -> int:
        """Arrivals that touch about `work` numbers, at least one."""
        return max(1, int(work / max(self.arrival_work(method) for method in self.methods)))

    @property
    def memory(self) -> float:
        """Bytes of the results, the models in flight and the problem, about."""
        n, d = self.cluster.workers, self.problem.size()
        # Joining the seeds copies the records; gaps and gradients take as much for a moment.
        moments = 2.5 * self.records + 1.5 * min(most_places(d), self.arrivals)
        results = len(self.methods) * (moments * self.seeds * d * 8 + self.arrivals * 17)
        at_once = min(self.seeds * len(self.methods), MOST_THREADS)
        return results + at_once * self.run_memory + self.problem.memory(n)

    @property
    def run_memory(self) -> float:
        """Bytes of the models in flight and the rows that a server keeps in one run, about."""
        return 8.0 * max(self.numbers_kept(method) for method in self.methods)

    def numbers_kept(self, method: MethodSettings) -> int:
        """Numbers that one run of a method keeps beside its records."""
        n, d = self.cluster.workers, self.problem.size()
        if isinstance(method, BlockSettings):
            return method.numbers_kept(d, self.problem.tracked(n), n)
        return n * (1 + method.rows) * d


def sentence(error: ValidationError) -> str:
    """The first thing wrong with a scenario, in one sentence that names the field and says what is possible."""
    wrong = mistakes(error.errors(include_url=False))
    more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
    return describe(wrong[0], Scenario if error.title == Scenario.__name__ else None) + more
