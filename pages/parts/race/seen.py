"""What a visitor sees of a race, as it is taken away: the live figure's views, and what the page says."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine import Simulation
from engine.results.plane import Map
from engine.theory.predicted_curves import Predictions
from pages.parts.live.payload.gap import View

GAP, MAP, TIMELINE, STALENESS, CONTRIBUTION = "Gap", "Map", "Timeline", "Staleness", "Contribution"
TITLES = (GAP, MAP, TIMELINE, STALENESS, CONTRIBUTION)
"""The views."""


class Told(NamedTuple):
    """What the page says beside its charts, in Markdown."""

    lines: Sequence[str]  # one a method, and who is first
    steps: str
    rows: Sequence[Mapping[str, str]]
    note: str


class Seen(NamedTuple):
    """What the live figure shows: a race, and how a visitor looks at it."""

    simulation: Simulation
    plane_map: Map
    view: View
    theory: Predictions | None
    playhead: Mapping[str, str | None]  # what the link says of it; empty until a visitor moves it
    pinned: Simulation | None = None  # the race that is drawn beside it

    @property
    def followed(self) -> str:
        """Whose jobs the timeline shows."""
        label = self.playhead.get("follow")
        return label if label in self.simulation else next(iter(self.simulation))

    @property
    def begin(self) -> float:
        """The simulated second of the playhead, at which the timeline begins; 0 where it rests at the end."""
        arrival, times = self.playhead.get("arrival"), self.simulation[self.followed].arrivals["time"]
        return float(times[int(arrival) - 1]) if arrival and 0 < int(arrival) < len(times) else 0.0
