"""What a lesson can say about a race: numbers by their names, as a lesson's file writes them.

`gap of ASGD`, `share of worker 1 in OrMo`, `seconds of ASGD in A`; A is the second race of a step. Knows nothing of the
screen.
"""

import math
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from engine import Simulation
from engine.results.verdict import Verdict, judge
from pages.parts.controls.catalogue import CONTROLS
from pages.parts.controls.types import Choices, Ladder, Number, Slider
from pages.parts.links.texts import plain
from pages.parts.words.numbers import number, share_words


class Race(NamedTuple):
    """A simulation with the controls' values that made it, and its verdicts."""

    choices: Choices
    simulation: Simulation
    verdicts: Mapping[str, Verdict]  # by the method's label

    @classmethod
    def of(cls, choices: Choices, simulation: Simulation) -> "Race":
        """The race of these choices."""
        target = choices["target"] * float(simulation.problem.gaps(simulation.problem.start))
        return cls(choices, simulation, {verdict.label: verdict for verdict in judge(simulation, target)})


Races = Mapping[str, Race]
"""The race of a step by "", and the second one by "A"."""
Read = Callable[[Race, str], float]


class Quantity(NamedTuple):
    """How a number of one method is read, and written for people."""

    read: Read
    text: Callable[[float], str]
    meaning: str


def seconds_text(value: float) -> str:
    return f"{number(value)} s" if math.isfinite(value) else "never"


def number_text(value: float) -> str:
    return number(value) if math.isfinite(value) else "beyond all bounds"


def of_verdict(field: str) -> Read:
    return lambda race, label: float(getattr(race.verdicts[label], field))


QUANTITIES: dict[str, Quantity] = {
    "gap": Quantity(of_verdict("gap"), number_text, "gap over the last fifth of the run, median over the seeds"),
    "first gap": Quantity(of_verdict("first_gap"), number_text, "gap at the start"),
    "bias": Quantity(of_verdict("end_to_goal"), number_text, "distance of the mean end from the goal"),
    "distance to the biased limit": Quantity(
        of_verdict("end_to_biased"), number_text, "distance of the mean end from the biased limit"
    ),
    "scatter": Quantity(of_verdict("scatter"), number_text, "root mean square distance from the mean end"),
    "seconds": Quantity(
        of_verdict("target_seconds"), seconds_text, "simulated seconds until the target is reached and held"
    ),
    "mean staleness": Quantity(
        of_verdict("mean_staleness"), number_text, "updates between a job's dispatch and arrival"
    ),
    "largest staleness": Quantity(of_verdict("largest_staleness"), number_text, "the largest of them"),
    "updates": Quantity(lambda race, label: float(race.simulation[label].updates[-1]), number_text, "server updates"),
    "arrivals": Quantity(
        lambda race, label: float(race.simulation[label].gradients[-1]), number_text, "gradients that arrived"
    ),
    "duration": Quantity(
        lambda race, label: float(race.simulation[label].time[-1]), seconds_text, "simulated seconds of the run"
    ),
}
SHARE = re.compile(r"share of worker (\d+)")
SETTING = "setting"
FURTHER = {
    "share of worker 1": "a worker's share of the arrivals in the first seed",
    "setting heterogeneity": "the value of a control of the Race, by its key in links",
}
"""What there is beside QUANTITIES, by an example."""
CONTROL = re.compile(r"setting (?P<label>[a-z_]+)(?P<other> in A)?")
ATOM = re.compile(r"(?P<name>share of worker \d+|[a-z ]+?) (?:of|in) (?P<label>.+?)(?P<other> in A)?")


class Measured(NamedTuple):
    """One number of one method: `name` of `label`, in the second race or in the first."""

    name: str
    label: str
    race: str  # "" or "A"

    def read(self, races: Races) -> float:
        race = races[self.race]
        if self.name == SETTING:
            return float(race.choices[self.label])
        if share := SHARE.fullmatch(self.name):
            return share_of(race.simulation, self.label, int(share[1]))
        return QUANTITIES[self.name].read(race, self.label)

    def text(self, value: float) -> str:
        """The number as people write it."""
        if self.name == SETTING:
            return plain(value)
        return share_words(value) if SHARE.fullmatch(self.name) else QUANTITIES[self.name].text(value)

    def __str__(self) -> str:
        """As a file writes it."""
        between = " " if self.name == SETTING else " in " if SHARE.fullmatch(self.name) else " of "
        return f"{self.name}{between}{self.label}{' in A' if self.race else ''}"

    def check(self, labels: Mapping[str, tuple[str, ...]]) -> None:
        """Raises ValueError where no such number can be had; `labels` of the methods by the race."""
        if self.race not in labels:
            raise ValueError("there is no race A here: it needs `beside`")
        if self.name == SETTING:
            if not isinstance(CONTROLS.get(self.label), Slider | Ladder | Number):
                raise ValueError(f"{self.label!r} is no control of the Race that holds a number")
            return
        if self.name not in QUANTITIES and not SHARE.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is not known; possible are {', '.join((*QUANTITIES, *FURTHER))}")
        if self.label not in labels[self.race]:
            raise ValueError(f"{self.label!r} does not race here; there are {', '.join(labels[self.race])}")


def measured(text: str) -> Measured:
    """What a text such as "gap of ASGD" names. Raises ValueError."""
    if found := CONTROL.fullmatch(text.strip()):
        return Measured(SETTING, found["label"], "A" if found["other"] else "")
    found = ATOM.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no quantity of a method, such as `gap of ASGD`")
    return Measured(found["name"], found["label"], "A" if found["other"] else "")


def share_of(simulation: Simulation, label: str, worker: int) -> float:
    """A worker's share of a run's arrivals in the first seed; workers count from 1."""
    workers = simulation.scenario.cluster.workers
    if not 1 <= worker <= workers:
        return math.nan
    arrivals = simulation[label].arrivals["worker"]
    return float(np.bincount(arrivals, minlength=workers)[worker - 1] / max(1, arrivals.size))
