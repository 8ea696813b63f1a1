"""Minimising a Python function: the name by which other programs import `engine.zeroth_order.black_box`."""

from engine.zeroth_order.black_box import ValuesRun, run_values

__all__ = ["ValuesRun", "run_values"]
