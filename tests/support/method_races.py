"""The races of the Methods page: run once, and what came out."""

from functools import cache

from engine import Simulation, simulate
from engine.results.verdict import Outcome, Verdict, judge
from pages.parts.controls.scenario import scenario_of
from pages.parts.links import race_settings as settings
from pages.parts.links.presets import Preset

SETTINGS = {name: value.changes for name, value in vars(settings).items() if isinstance(value, settings.Setting)}


@cache
def raced(name: str) -> tuple[Simulation, dict[str, Verdict]]:
    """What the Race computes for one of the settings."""
    choices = Preset(name, "", SETTINGS[name]).choices()
    simulation = simulate(scenario_of(choices))
    target = choices["target"] * float(simulation.problem.gaps(simulation.problem.start))
    return simulation, {verdict.label: verdict for verdict in judge(simulation, target)}


def seconds(name: str) -> dict[str, float]:
    """Simulated seconds to the target, by title."""
    return {label: verdict.target_seconds for label, verdict in raced(name)[1].items()}


def outcomes(name: str) -> dict[str, Outcome]:
    return {label: verdict.outcome for label, verdict in raced(name)[1].items()}
