"""One line on what a chart shows, for a picture that leaves its page: methods, cluster, problem, seeds, bands."""

from collections.abc import Iterator
from typing import Any

import plotly.graph_objects as go
from pydantic import BaseModel

from engine import Scenario, __version__
from pages.parts.script.call import Call, all_parts
from pages.parts.script.words import listed, run_words, scenario_words, setting_words


def about(made: Call, figure: go.Figure) -> str:
    """What the chart was made from, and what its bands are."""
    told = list(dict.fromkeys(part.words for part in all_parts(made) if isinstance(part, Call) and part.words))
    return " ".join([*(told or made_of(made)), *band_words(figure), f"Asynchrony Lab {__version__}."])


def made_of(made: Call) -> list[str]:
    """The scenario, or else the first setting, and what was asked for by name, in sentences."""
    settings = [part for part in all_parts(made) if isinstance(part, BaseModel)]
    scenario = next((one for one in settings if isinstance(one, Scenario)), None)
    if scenario is not None:
        sentences = [scenario_words(scenario), *([run_words(scenario)] if is_run(made) else [])]
    else:
        sentences = [f"{setting_words(one)}." for one in settings[:1]]
    return [*sentences, *choice_words(made)]


def choice_words(made: Call) -> Iterator[str]:
    """What the results that the chart shows were asked for by name; the chart's own names say how it looks."""
    calls = [part for part in all_parts(made) if isinstance(part, Call) and part is not made]
    words = listed({name: value for one in calls for name, value in one.named.items() if not isinstance(value, bool)})
    if words:
        yield f"{words[0].upper()}{words[1:]}."


def band_words(figure: go.Figure) -> Iterator[str]:
    """What the bands and whiskers are of, which those who draw them note at them; those of one seed have no width."""
    noted = [(spread_of(trace), trace.meta) for trace in figure.data if trace.meta and trace.meta not in SINGLE]
    for what, of in dict.fromkeys(noted):
        yield f"{what}: interquartile range, {of}."


SINGLE = ("one seed", "1 seed")


def spread_of(trace: Any) -> str:
    """A band is an area, whiskers are what Plotly draws for an error."""
    errors = (getattr(trace, side, None) for side in ("error_x", "error_y"))
    return "Whiskers" if any(error is not None and error.array is not None for error in errors) else "Bands"


def is_run(made: Call) -> bool:
    """Is the scenario simulated for its budget? What theory says, and where a method settles, does not depend on it."""
    calls = (part for part in all_parts(made) if isinstance(part, Call) and callable(part.function))
    takers = [one.function for one in calls if any(isinstance(value, Scenario) for value in one.arguments)]
    return any(not taker.__module__.startswith(WITHOUT_BUDGET) for taker in takers)


WITHOUT_BUDGET = ("engine.theory", "engine.results.bias_lines", "engine.results.limits", "engine.results.worker_pulls")
