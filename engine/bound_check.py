"""The bound of linear speedup against runs: the name by which other programs import `engine.speedup.bound_check`."""

from engine.speedup.bound_check import Checked, check_bound

__all__ = ["Checked", "check_bound"]
