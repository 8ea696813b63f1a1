"""Optimisers over a design space, all behind `ask` and `tell`: `OPTIMISERS[name](space, seed)`."""

from collections.abc import Callable

from engine.design_space.adapters import extra
from engine.design_space.optimisers.base import Best, Optimiser
from engine.design_space.optimisers.baselines import RandomSearch, SpaceFilling
from engine.design_space.optimisers.bayesian import HierarchicalBayesian
from engine.design_space.optimisers.smt_kriging import SmtKriging
from engine.design_space.optimisers.tpe import TreeParzen
from engine.design_space.space import Space

OPTIMISERS: dict[str, Callable[[Space, int], Optimiser]] = {
    "bayesian": HierarchicalBayesian,
    "smt_kriging": SmtKriging,
    "tpe": TreeParzen,
    "random": RandomSearch,
    "space_filling": SpaceFilling,
}
"""By name. `smt_kriging` and `tpe` need the extra `advisor`, and say so with an ImportError where it is missing."""

LIBRARIES = {"smt_kriging": ("smt", "SMT"), "tpe": ("optuna", "Optuna")}
"""The module and the name of the library that an optimiser needs."""


def missing(kind: str) -> str | None:
    """Why an optimiser cannot run here, in one sentence with what to install; None where it can."""
    module, name = LIBRARIES.get(kind, ("", ""))
    return extra.how_to_get(name) if module and not extra.installed(module) else None


__all__ = [
    "OPTIMISERS",
    "Best",
    "HierarchicalBayesian",
    "Optimiser",
    "RandomSearch",
    "SmtKriging",
    "SpaceFilling",
    "TreeParzen",
    "missing",
]
