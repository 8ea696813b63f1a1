"""What a method is: settings, a jitted rule, and how its server starts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

from numpy.typing import NDArray
from pydantic import Field

from engine.schema import Number, Part, Positive
from engine.state import Floats, Server

Column = NDArray[Any] | float
"""One number an arrival (A,), or one for all."""

Step = Annotated[Positive, Field(le=1e6)]
Momentum = Annotated[Number, Field(ge=0, lt=1)]


class MethodSettings(Part):
    """The fields every method has. `step` is the total weight that a gradient ends with."""

    kind: str
    label: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    step: Step = 0.05

    @property
    def name(self) -> str:
        """The label, or the kind where there is none: unique in a scenario."""
        return self.label or self.kind


class Setting(NamedTuple):
    """What a method may know of its cluster and problem when it starts."""

    start: Floats  # (d,) the first model
    means: Floats  # (n,) mean seconds a job
    smoothness: float  # L of f; nan where the problem has none

    @property
    def workers(self) -> int:
        return int(self.means.size)


class Heard(NamedTuple):
    """What a method may know of its arrivals when it tells what it did with each."""

    worker: NDArray[Any]  # (A,)
    staleness: NDArray[Any]  # (A,)
    version: NDArray[Any]  # (A,) updates so far when the model was sent


class Line(NamedTuple):
    """A line of a method's formula, with `{name}` where a number belongs.

    A name is a column of the method, or `worker`, `staleness` or `version` (updates so far when the model was
    sent). Where `when` names a column, the line stands only for arrivals at which that is not 0.
    """

    text: str
    when: str = ""


class Told(NamedTuple):
    """What a method did with each arrival, in numbers."""

    lines: tuple[Line, ...]
    columns: dict[str, Column]
    pull: Column = 1.0  # the total weight that the gradient ends with, as a multiple of the step


def tell_nothing(server: Server, heard: Heard) -> Told:
    """A method that has no words for its numbers: every gradient that is used counts alike."""
    return Told((), {})


@dataclass(frozen=True)
class Method:
    """One entry of METHODS.

    `rule(server, gradient, worker, staleness) -> reply` is plain: it works without the kernel.
    `wants(server, worker, staleness) -> bool` is only for methods that leave arrivals unused.
    `formula` is the rule as mathematicians write it; `tell(server, heard) -> Told` puts the numbers of
    arrivals into it, `server` being as `prepare` made it.
    """

    title: str
    settings: type[MethodSettings]
    prepare: Callable[[Any, Setting], Server]
    rule: Callable[[Server, Floats, int, int], int]
    wants: Callable[[Server, int, int], bool] | None = None
    source: str = ""  # arXiv number
    formula: str = ""
    tell: Callable[[Server, Heard], Told] = tell_nothing
