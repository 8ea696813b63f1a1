"""What a method is: settings, a jitted rule, and how its server starts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from engine.schema import Number, Part, Positive
from engine.state import Floats, Server

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


@dataclass(frozen=True)
class Method:
    """One entry of METHODS.

    `rule(server, gradient, worker, staleness) -> reply` is plain: it works without the kernel.
    `wants(server, worker, staleness) -> bool` is only for methods that leave arrivals unused.
    """

    title: str
    settings: type[MethodSettings]
    prepare: Callable[[Any, Setting], Server]
    rule: Callable[[Server, Floats, int, int], int]
    wants: Callable[[Server, int, int], bool] | None = None
