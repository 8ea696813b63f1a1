"""The warm-up: a first race as soon as it can be had, then what pages need later.

Where the engine has not been compiled yet, another process compiles it, so that this interpreter is free for visitors;
it loads what that one has kept. Light on purpose: pages ask how far it is before they import the engine.
"""

import gc
import importlib
import runpy
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from threadpoolctl import threadpool_limits

from pages.parts.server.filling import Filling

CACHE = Path(__file__).parents[3] / "engine" / "kernel" / "compile_cache.py"
FIRST = (
    "engine.files", "pages.parts.controls.cluster_sidebar", "pages.parts.links.presets", "pages.parts.live.component",
    "pages.parts.live.payload.figure", "pages.parts.race.result", "pages.parts.race.sensitivity",
    "pages.parts.words.verdicts", "pages.parts.race.table",
)  # fmt: skip
"""What the Race stands on, loaded while the other process compiles."""
FIRST_RACE = "pages.parts.server.first_race"
REST = ("pandas", "pages.parts.charts.figure", "pages.parts.server.first_verdict", "scipy.optimize", "sklearn.datasets")
"""For tables, charts, sentences, minimisers, real data."""
PAUSE = 2.0
"""Seconds for whoever waits for the first race: to load the rest meanwhile would make it come 0.4 s later."""


@dataclass
class State:
    """How far the warm-up is."""

    started: bool = False
    ready: bool = False  # a race can be simulated
    over: bool = False  # so can everything, at once
    error: str = ""  # a sentence once it has failed
    filling: Filling = field(default_factory=Filling)

    def waits_for(self, stages: Sequence[str] = ()) -> tuple[float, str] | None:
        """What a page waits for that needs these stages of engine/warm.py, and the first race's: the fraction done of
        it, and what is being done. None once there is nothing to wait for.
        """
        for stage in stages if self.ready else ("race", *stages):
            part = self.filling.lacks(stage)
            if part is not None:
                words = f"First start: compiling what {stage} needs, {part.done} of {part.count or 'some'} functions"
                return part.done / max(1, part.count), words
        return None if self.ready else (1.0, "Loading the engine")


STATE = State()
LOCK = threading.Lock()


def run(fill: bool = True) -> None:
    """Load everything, with `fill` from a cache that is filled where need be."""
    try:
        load(fill)
    except Exception as error:
        STATE.error = f"{type(error).__name__}: {error}"
        raise


def load(fill: bool) -> None:
    """The same, without a word where it fails."""
    # As a script of its own: with the package would come the whole engine, for which compiling need not wait.
    if fill and runpy.run_path(str(CACHE))["needs_filling"]():
        STATE.filling.begin()
    for module in FIRST:
        importlib.import_module(module)
    if STATE.filling.lacks("race"):
        meet()
    importlib.import_module(FIRST_RACE)
    settle()
    STATE.ready = True
    while not STATE.filling.over.wait(PAUSE):
        STATE.filling.end_if_silent()
    time.sleep(PAUSE)
    for module in REST:
        importlib.import_module(module)
    settle()
    STATE.over = True


def meet() -> None:
    """Compile what a first race needs from its end on, while the other process comes from its beginning."""
    from engine import warm

    for function in reversed(warm.needed(warm.FIRST)):
        function.compile(function.signature)


def settle() -> None:
    """Leave the processors and the collector of garbage to the visitors."""
    # Visitors and seeds already fill the processors; more threads inside a matrix product only wait for each other.
    # It reaches the libraries that are loaded, so it stands behind the imports.
    threadpool_limits(1, user_api="blas")
    # Streamlit collects garbage after every script run; what is loaded never becomes any, and need not be looked at.
    # Nor is what a visitor happens to hold at this moment, which is little.
    gc.collect()
    gc.freeze()


def start() -> None:
    """Begin the warm-up in a thread, unless one has begun."""
    with LOCK:
        if STATE.started:
            return
        STATE.started = True
    threading.Thread(target=run, name="warm-up", daemon=True).start()
