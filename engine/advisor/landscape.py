"""What the tries of a search say of settings that were not tried: predictions, and which settings matter."""

from collections.abc import Sequence
from functools import cached_property

from engine.advisor.horizon import in_seconds
from engine.advisor.methods_space import METHOD, RELATIVE, MethodsSpace
from engine.advisor.tries import Try
from engine.design_space import Point, Space
from engine.design_space.surrogate import Surrogate
from engine.scenario import Scenario
from engine.simulate import build_problem

GOOD = 0.25
"""The importance of settings is judged around this share of the tries, the best ones;"""
LEAST_GOOD = 8
"""around so many at least."""


class Landscape:
    """The predicted score over the methods' design space, from the tries on a scenario; it has seen no other run.

    Scores are those of `engine.advisor.Objective`: log10 of simulated seconds, or of the gap; failures lie above. What
    was stopped counts as its runs let expect.
    Raises ValueError for fewer than two different tries.
    """

    def __init__(self, scenario: Scenario, tries: Sequence[Try]) -> None:
        problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
        methods = MethodsSpace(in_seconds(scenario), problem)
        # Where curvature is less than its bound, the best steps lie beyond what a search looks at by itself.
        steps = [methods.relative(one.settings) for one in tries]
        self.methods = methods.within((min([*steps, RELATIVE[0]]), max([*steps, RELATIVE[1]])))
        self.space: Space = self.methods.space
        self.tries = sorted(tries, key=lambda one: (not one.reached, one.estimate))
        self.points: list[Point] = [self.methods.point_of(one.settings) for one in self.tries]
        self.surrogate = Surrogate(self.space, self.points, [one.estimate for one in self.tries])

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of methods that were tried, the one of the best try first."""
        return tuple(dict.fromkeys(one.settings.kind for one in self.tries))

    def best_of(self, kind: str) -> Point:
        """The best try of a kind of method, as a point. Raises StopIteration for a kind that was not tried."""
        return next(point for point in self.points if point[METHOD] == kind)

    def reference(self, point: Point) -> float:
        """The step that a relative step of 1 means with the other settings of the point."""
        return self.methods.references.of(self.methods.settings_of(point))

    def settings_at(self, point: Point) -> list[str]:
        """The names of the settings that are active at the point, its method apart."""
        return [name for name in self.space.active(point) if name != METHOD]

    @cached_property
    def importance(self) -> dict[str, float]:
        """By setting, how far the predicted score changes when it alone is drawn anew, the largest change first.

        Root mean square in decades, around the best tries at which the setting is active; without any it is left out.
        """
        good = self.points[: max(LEAST_GOOD, round(GOOD * len(self.points)))]
        there = {name for point in good for name in point}
        found = self.surrogate.importance(good)
        return dict(sorted(((name, found[name]) for name in found if name in there), key=lambda pair: -pair[1]))
