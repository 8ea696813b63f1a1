"""Reading a simulation's verdict: the name by which other programs import `engine.results.verdict`."""

from engine.results.verdict import Outcome, Verdict, judge

__all__ = ["Outcome", "Verdict", "judge"]
