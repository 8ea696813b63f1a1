"""Real threads on one array: the name by which other programs import `engine.speedup.shared_memory`."""

from engine.speedup.shared_memory import SharedRun, run_threads

__all__ = ["SharedRun", "run_threads"]
