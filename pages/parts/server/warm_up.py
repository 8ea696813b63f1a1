"""The warm-up: import and compile everything once, in a thread, and say how far it is.

Light on purpose: pages ask it whether the engine is ready before they import the engine.
"""

import gc
import importlib
import re
import sys
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from threadpoolctl import threadpool_limits

STEPS = (
    ("compiling", "engine.theory"),
    ("first run", "pages.parts.server.first_run"),
    ("figures", "pages.parts.live.payload.figure"),
    ("real data", "sklearn.datasets"),
)
"""What is loaded, in this order: a name for the visitor, and the module whose import does it."""
DECORATORS = re.compile(r"^@(compiled|inlined|rule|wants|refuse|gradient)\b", re.MULTILINE)
COMPILING = 0.8
"""The share of the bar that the first step takes: nearly all of a first start."""


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
        """What is being loaded, for the visitor."""
        if self.done > 0:
            return STEPS[min(self.done, len(STEPS) - 1)][0]
        return f"compiling, {compiled_functions()} of {functions_to_compile()} functions"

    @property
    def fraction(self) -> float:
        """How much is done, 0 to 1."""
        if self.done > 0:
            return COMPILING + (1 - COMPILING) * self.done / len(STEPS)
        return COMPILING * min(1.0, compiled_functions() / functions_to_compile())


STATE = State()
LOCK = threading.Lock()


@cache
def functions_to_compile() -> int:
    """How many functions the engine compiles when it is imported."""
    engine = Path(__file__).parents[3] / "engine"
    return sum(len(DECORATORS.findall(path.read_text(encoding="utf-8"))) for path in engine.rglob("*.py"))


def compiled_functions() -> int:
    """How many of them are compiled already."""
    return len(getattr(sys.modules.get("engine.kernel.jit"), "READY", ()))


def run() -> None:
    """Load everything. Numba keeps what it compiled on disk, so only the first start ever compiles."""
    try:
        for _, module in STEPS[STATE.done :]:
            importlib.import_module(module)
            if STATE.done < len(STEPS) - 1:
                STATE.done += 1
    except Exception as error:
        STATE.error = f"{type(error).__name__}: {error}"
        raise
    # Visitors and seeds already fill the processors; more threads inside a matrix product only wait for each other.
    # It reaches the libraries that are loaded, so it stands behind the imports.
    threadpool_limits(1, user_api="blas")
    # Streamlit collects garbage after every script run; what never becomes garbage need not be looked at.
    gc.collect()
    gc.freeze()
    STATE.done = len(STEPS)


def start() -> None:
    """Begin the warm-up in a thread, unless one has begun."""
    with LOCK:
        if STATE.started:
            return
        STATE.started = True
    threading.Thread(target=run, name="warm-up", daemon=True).start()
