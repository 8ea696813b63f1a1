"""What a method is: settings, a jitted rule, and how its server starts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from engine.kernel.state import Floats, Server, Work
from engine.methods.facts import Facts
from engine.problems.base import Oracle
from engine.schema import Number, Part, Positive, Whole

Column = NDArray[Any] | float
"""One number an arrival (A,), or one for all."""

Step = Annotated[Positive, Field(le=1e6)]
Momentum = Annotated[Number, Field(ge=0, lt=1)]
Batch = Annotated[Whole, Field(ge=1, le=10_000_000)] | None
"""Gradients a batch; None stands for the number of workers."""
Variant = Literal["ignore", "stop"]
"""What becomes of a job in flight whose gradient will not be used."""


class MethodSettings(Part):
    """The fields every method has. `step` is the total weight that a gradient ends with.

    Methods that average gradients apply it to the mean, and say so. `rows` counts vectors of d numbers that the
    server keeps for each worker.
    """

    rows: ClassVar[int] = 0
    kind: str
    label: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    step: Step = 0.05

    def misfit(self, has_blocks: bool, dimension: int) -> str:
        """A sentence on what does not fit a problem of this dimension, with or without `blocks`; '' where all fits."""
        return ""

    @property
    def leaves_out(self) -> bool:
        """May the method end all jobs of a slow worker before they arrive, however long it runs?"""
        return getattr(self, "variant", None) == "stop"

    @property
    def name(self) -> str:
        """The label, or the kind where there is none: unique in a scenario."""
        return self.label or self.kind

    @property
    def unlabelled(self) -> Self:
        """The same without a label, which changes nothing that is computed."""
        return self.model_copy(update={"label": None})


class MomentumSettings(MethodSettings):
    """The fields of a method with a momentum beta, whose rule applies eta."""

    kind: str
    momentum: Momentum = 0.9

    @property
    def eta(self) -> float:
        """`step * (1 - beta)`, so that a gradient's weights sum up to the step."""
        return self.step * (1 - self.momentum)


class Setting(NamedTuple):
    """What a method may know of its cluster and problem when it starts."""

    start: Floats  # (d,) the first model
    means: Floats  # (n,) mean seconds a job
    smoothness: float  # L of f; nan where the problem has none
    key: int = 0  # the method's own random stream, another for each seed
    draws: Callable[[int], Floats] | None = None  # (n, count) seconds of so many jobs; None where only means are known
    work: Work | None = None  # the law of the seconds of a job; None where speeds change over time
    blocks: Oracle | None = None  # how the problem answers for blocks of coordinates, where it does

    @property
    def workers(self) -> int:
        return int(self.means.size)


class Heard(NamedTuple):
    """What a method may know of its arrivals when it reports what it did with each."""

    worker: NDArray[Any]  # (A,)
    staleness: NDArray[Any]  # (A,)
    version: NDArray[Any]  # (A,) updates so far when the model was sent
    used: NDArray[np.bool_]  # (A,)
    seconds: Floats  # (A,) that the job took
    moved: NDArray[np.bool_]  # (A,) did the model change?

    @property
    def round(self) -> NDArray[Any]:
        """Updates so far when the gradient arrived (A,)."""
        return np.asarray(self.version + self.staleness)

    @property
    def updated(self) -> NDArray[np.bool_]:
        """Whether each arrival (A,) was an update: by the next one's count, or whether the last one moved the model."""
        return np.append(np.diff(self.round) > 0, self.moved[-1:])


def place_within(groups: NDArray[Any]) -> NDArray[np.int64]:
    """The number of each entry (A,) among those of its group so far, from 1."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    begin = np.repeat(first, np.diff(np.append(first, groups.size)))
    place = np.empty(groups.size, np.int64)
    place[order] = np.arange(groups.size) - begin + 1
    return place


class Line(NamedTuple):
    """A line of a method's formula, with `{name}` where a number belongs.

    A name is a column of the method, or `worker`, `staleness` or `version` (updates so far when the model was
    sent). Where `when` names a column, the line stands only for arrivals at which that is not 0.
    """

    text: str
    when: str = ""


class Report(NamedTuple):
    """What a method did with each arrival, in numbers of its own."""

    lines: tuple[Line, ...]
    columns: dict[str, Column]
    pull: Column = 1.0  # the total weight that the gradient ends with, as a multiple of the step


@dataclass(frozen=True)
class Method:
    """One entry of METHODS.

    `rule(server, gradient, worker, staleness) -> reply` is plain: it works without the kernel.
    `report(server, heard) -> Report` puts the numbers of arrivals into the formula, `server` being as `prepare` made
    it. `facts` is its card on the Methods page.
    `wants(server, worker, staleness) -> bool` is only for methods that leave arrivals unused;
    `refuse(server, worker) -> reply` says what their workers get, where that is not the newest model.
    """

    title: str
    settings: type[MethodSettings]
    prepare: Callable[[Any, Setting], Server]
    rule: Callable[[Server, Floats, int, int], int]
    report: Callable[[Server, Heard], Report]
    facts: Facts
    wants: Callable[[Server, int, int], bool] | None = None
    refuse: Callable[[Server, int], int] | None = None
    unbounded: tuple[int, ...] = ()  # indices of `counts` beside UPDATES that grow for ever
