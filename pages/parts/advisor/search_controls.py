"""The controls of a search for a method: the Race's cluster, data and run, and what this page alone asks."""

from dataclasses import replace

from pages.parts.advisor.controls import OWN
from pages.parts.charts.best_so_far import NAMES
from pages.parts.controls.catalogue import CONTROLS, RUN
from pages.parts.controls.types import Choice, Control, Ladder, Number

TIME, GAP = "time to target", "final gap"

# fmt: off
SECONDS = Ladder(OWN + "seconds", "Search for (real seconds)", 30,
                 "How many real seconds, about: more than half for trying methods and settings, the rest for judging "
                 "the best ones on fresh seeds. A stop keeps what was found.",
                 rungs=(10, 20, 30, 60, 120, 300))
GOAL = Choice(OWN + "goal", "Wanted", TIME,
              "The fewest simulated seconds until the target is reached and held; or the smallest gap at the end of "
              "the budget.", options=(TIME, GAP))
OPTIMISER = Choice(OWN + "optimiser", "Optimiser", NAMES["bayesian"],
                   "What proposes the next try. Our own knows which settings belong to which method; those of SMT and "
                   "Optuna need packages of their own; random and space-filling search learn nothing.",
                   options=tuple(NAMES.values()))
SEED = Number(OWN + "seed", "Optimiser's seed", 0,
              "The number that its draws follow from: another one tries other settings.", low=0, high=1_000_000)
# fmt: on

ASKED: tuple[Control, ...] = (GOAL, SECONDS)
FOLDED: tuple[Control, ...] = (OPTIMISER, SEED)
RUN_HERE: tuple[Control, ...] = tuple(
    replace(control, help="The share of its first gap that a method is to reach and to hold.")
    if control.key == "target"
    else control
    for control in RUN
    if control.key != "seeds"
)
"""How many seeds a try has is not the visitor's choice."""
KNOWN: tuple[Control, ...] = tuple(CONTROLS.values())
"""A link of the Race is one to this page: what it says of methods and view does not matter here."""
