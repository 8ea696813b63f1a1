"""The warm-up: import and compile everything once, in a thread, and say how far it is.

Light on purpose: pages ask it whether the engine is ready before they import the engine.
"""

import gc
import importlib
import threading
from dataclasses import dataclass

STEPS = (
    ("random streams", "engine.streams"),
    ("time models", "engine.cluster"),
    ("methods", "engine.methods"),
    ("problems", "engine.problems"),
    ("event loop", "engine.kernel"),
    ("first run", "pages.parts.first_run"),
    ("figures", "pages.parts.figures.map"),
    ("real data", "sklearn.datasets"),
)
"""What is loaded, in this order: a name for the visitor, and the module whose import does it."""


@dataclass
class State:
    """How far the warm-up is. `error` is a sentence once it has failed."""

    done: int = 0
    started: bool = False
    error: str = ""

    @property
    def ready(self) -> bool:
        return self.done == len(STEPS)

    @property
    def doing(self) -> str:
        return STEPS[min(self.done, len(STEPS) - 1)][0]


STATE = State()
LOCK = threading.Lock()


def run() -> None:
    """Load everything. Numba keeps what it compiled on disk, so only the first start ever compiles."""
    try:
        for _, module in STEPS[STATE.done :]:
            importlib.import_module(module)
            STATE.done += 1
    except Exception as error:
        STATE.error = f"{type(error).__name__}: {error}"
        raise
    # Streamlit collects garbage after every script run; what never becomes garbage need not be looked at.
    gc.collect()
    gc.freeze()


def start() -> None:
    """Begin the warm-up in a thread, unless one has begun."""
    with LOCK:
        if STATE.started:
            return
        STATE.started = True
    threading.Thread(target=run, name="warm-up", daemon=True).start()
