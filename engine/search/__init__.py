"""The best step of each method: `search(scenario).tuned(scenario)`."""

from engine.search.best_steps import Search, TooMuchWorkError, search, search_work
from engine.search.tuning import Goal, Tuning

__all__ = ["Goal", "Search", "TooMuchWorkError", "Tuning", "search", "search_work"]
