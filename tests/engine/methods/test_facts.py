"""What the methods' files say of themselves: complete, and true where the engine can tell."""

import inspect
import re
from functools import cache
from itertools import pairwise
from typing import Any, get_args

import numpy as np
import pytest

from engine import Scenario, Simulation, simulate
from engine.methods import METHODS, Setting
from engine.methods.block_update import BlockSettings
from engine.methods.facts import Facts, How
from engine.theory.derived_step import DERIVED
from engine.theory.theory_step import STEPS, origin_of

WIDEST = 66
"""Characters of a line of pseudo-code that fit beside the picture."""
NEVER_EMPTY = {
    "family",
    "rule",
    "pseudo",
    "needs",
    "vectors",
    "memory",
    "stale",
    "unbiased",
    "limit",
    "weight",
    "status",
}


def facts_of(kind: str) -> Facts:
    return METHODS[kind].facts


def formulas(facts: Facts) -> list[str]:
    """All LaTeX of a card, and what stands between dollars in its texts."""
    texts = [
        facts.memory, facts.limit, facts.weight, facts.origin, facts.conditions, facts.check.detail, facts.step_from
    ]  # fmt: skip
    inline = [part for text in texts for part in re.findall(r"\$([^$]*)\$", text)]
    return [*facts.rule, *facts.theory, *filter(None, [facts.complexity]), *inline]


@pytest.mark.parametrize("kind", METHODS)
def test_every_fact_is_there(kind: str) -> None:
    facts = facts_of(kind)
    for field in NEVER_EMPTY:
        assert getattr(facts, field), field
    assert bool(facts.complexity) == bool(facts.conditions)
    assert facts.source or facts.credit or facts.status == "this project's own"
    for text in (facts.limit, facts.weight, facts.origin, facts.conditions, facts.check.detail, facts.step_from):
        assert not text or (text.endswith(".") and text.lstrip("[")[0].isalpha()), text
    for text in (facts.needs, facts.memory, facts.stale):
        assert not text.endswith(".")


@pytest.mark.parametrize("kind", METHODS)
def test_pseudo_code_is_short_and_fits(kind: str) -> None:
    pseudo = facts_of(kind).pseudo
    assert 4 <= len(pseudo) <= 10
    assert all(0 < len(line) <= WIDEST and line == line.rstrip() for line in pseudo)
    assert not pseudo[0].startswith(" ")
    for line, following in pairwise(pseudo):
        indent, deeper = (len(text) - len(text.lstrip()) for text in (line, following))
        assert indent % 4 == 0
        assert deeper <= indent + 4


@pytest.mark.parametrize("kind", METHODS)
def test_formulas_are_whole(kind: str) -> None:
    """Pairs are closed, and whatever aligns has one place to align at. That KaTeX draws them is a browser test."""
    facts = facts_of(kind)
    for formula in formulas(facts):
        bare = formula.replace(r"\{", "").replace(r"\}", "")
        assert bare.count("{") == bare.count("}"), formula
        assert formula.count(r"\left") - formula.count(r"\leftarrow") == formula.count(r"\right"), formula
        assert formula.strip()
    for line in (*facts.rule, *facts.theory):
        assert line.count("&") == 1, line
    assert "&" not in facts.complexity
    for text in facts:
        assert not isinstance(text, str) or text.count("$") % 2 == 0


def test_what_is_recalled_or_our_own_says_so_in_the_file_and_on_screen() -> None:
    told = {kind: facts_of(kind).status for kind in METHODS}
    recalled = {"ormo_da", "naive_momentum", "ascd", "aszd"}
    derived = {"rescaled_asgd", "mindflayer"}
    for kind, status in told.items():
        docstring = (inspect.getmodule(METHODS[kind].prepare).__doc__ or "").lower()  # type: ignore[union-attr]
        assert (status == "recalled, not checked") == (kind in recalled) == ("recalled" in docstring), kind
        assert (status == "published, a part is derived here") == (kind in derived) == ("derived" in docstring), kind
        own = "this project's own combination" in docstring
        assert (status == "this project's own") == (kind == "rescaled_ormo") == own, kind
    assert "online" in facts_of("rescaled_asgd").origin
    assert "tries" in facts_of("mindflayer").origin


HELD: dict[str, dict[str, tuple[str, ...]]] = {
    "equal to the authors' code": {
        "ringmaster": ("*stop*", "ringmaster-lmo", "same to the last bit"),
        "rennala": ("*stop*", "ringmaster-lmo", "4e-16"),
        "malenia": ("*stop*", "ringmaster-lmo", "7e-16"),
        "ringleader": ("*current*", "ringmaster-lmo", "3e-16", "*same*"),
        "mindflayer": ("ringmaster-lmo", "4e-16", "cut-offs", "L-BFGS-B"),
        "smega2": ("rafi-cohen/SMEGA2", "2e-15", "look-ahead"),
    },
    "equal to public code": {
        "asgd": ("ringmaster-lmo", "AsGrad-public", "1,000", "600", "same to the last bit"),
        "delay_adaptive": ("ringmaster-lmo", "konstmish/asynchronous_sgd", "9e-16"),
        "minibatch": ("ringmaster-lmo", "1e-16"),
        "ia2sgd": ("*after_full*", "ringmaster-lmo", "9e-16", "0.23", "6e-4"),
    },
    "read beside the authors' code": {"fedbuff": ("facebookresearch/FLSim", "up to scale", "over $K$")},
    "rebuilt from the log": {"random_asgd": ("AsGrad-public",), "shuffled_asgd": ("AsGrad-public",)},
    "agrees with the paper": {
        "ormo": ("No code by its authors was found", "Figure 1", "5e-15"),
        "shifted_momentum": ("No code by its authors was found", "4e-15"),
    },
}
"""What was held against others' work, and what the card has to say of it."""


def test_what_was_held_against_others_says_against_whose_and_how_well_it_agrees() -> None:
    checked = {kind: how for how, kinds in HELD.items() for kind in kinds}
    assert {how for how in get_args(How) if how} == set(HELD)
    for kind in METHODS:
        facts = facts_of(kind)
        assert facts.check.how == checked.get(kind, "")
        for part in HELD.get(facts.check.how, {}).get(kind, ()):
            assert part in facts.check.detail, (kind, part)
        # What was checked is no longer only recalled, and public code has its address.
        assert not facts.check.how or facts.status != "recalled, not checked"
        assert ("](https://github.com/" in facts.check.detail) == (facts.check.how not in ("", "agrees with the paper"))


def test_variants_have_names_for_all_their_words_or_none() -> None:
    named = {kind: facts_of(kind).variants for kind in METHODS if facts_of(kind).variants}
    assert set(named) == {"ringleader"}
    assert set(named["ringleader"]) == {"same", "current"}
    assert "authors' code" in named["ringleader"]["current"]


def test_complexities_are_those_that_are_known_and_no_others() -> None:
    known = {kind for kind in METHODS if facts_of(kind).complexity}
    assert known == {
        "asgd", "rescaled_asgd", "ormo", "ormo_da", "minibatch", "rennala", "malenia", "ringmaster", "ringleader"
    }  # fmt: skip
    assert facts_of("rennala").complexity == facts_of("ringmaster").complexity
    assert facts_of("malenia").complexity == facts_of("ringleader").complexity
    # Of Rescaled ASGD only the lower bound is quoted, and said to be one.
    assert "lower bound" in facts_of("rescaled_asgd").conditions
    assert all("published" in facts_of(kind).conditions.lower() for kind in known)


def test_what_theory_takes_is_what_the_engine_computes() -> None:
    sized = {"rennala", "malenia", "ringmaster"}
    assert {kind for kind in METHODS if facts_of(kind).theory} == set(STEPS) | sized | set(DERIVED)
    for kind in METHODS:
        lines = "".join(facts_of(kind).theory)
        assert (r"\gamma &=" in lines) == (origin_of(kind) is not None)
        assert facts_of(kind).step_from.startswith("Derived here") == (origin_of(kind) == "derived here")
        assert bool(re.search(r"[SR] &=", lines)) == (kind in sized)


@pytest.mark.parametrize("workers", [1, 3, 8])
@pytest.mark.parametrize("kind", METHODS)
def test_the_server_holds_as_many_vectors_as_is_said(kind: str, workers: int) -> None:
    method = METHODS[kind]
    setting = Setting(np.zeros(2), np.arange(1.0, workers + 1), 1.0)
    server = method.prepare(method.settings(kind=kind), setting)
    # Rows of local steps that are not finished stand at the server here, and at the workers in the method.
    at_workers = workers if facts_of(kind).local else 0
    # Methods of blocks hold the problem's columns there, one a coordinate.
    columns = 2 if issubclass(method.settings, BlockSettings) else 0
    assert len(server.vectors) - at_workers - columns == facts_of(kind).vectors_for(workers)


def test_only_workers_that_keep_their_model_take_local_steps() -> None:
    assert {kind for kind in METHODS if facts_of(kind).local} == {
        kind for kind, method in METHODS.items() if "local_steps" in method.settings.model_fields
    }


STEP = 0.02
OWN: dict[str, dict[str, Any]] = {"fedbuff": {"buffer": 4}, "mindflayer": {"batch": 8}, "ringmaster": {"threshold": 6}}


@cache
def limits(step: float) -> tuple[Simulation, dict[str, float]]:
    """Runs without noise on different data, and how far from the goal the mean of each ends."""
    scenario = Scenario.model_validate(
        {
            "seeds": 4,
            "cluster": {"workers": 5, "speed": {"kind": "linear"}},
            "problem": {
                "kind": "quadratic", "dimension": 3, "condition": 3.0, "heterogeneity": 3.0, "curvature_spread": 0.5,
                "noise": 0.0,
            },
            "methods": [{"kind": kind, "step": step} | OWN.get(kind, {}) for kind in METHODS],
            "budget": {"arrivals": int(1200 / step)},
            "records": 2001,
        }
    )  # fmt: skip
    simulation = simulate(scenario)
    ends = {kind: run.iterate[:, -500:].mean(axis=(0, 1)) for kind, run in simulation.items()}
    return simulation, {kind: float(np.linalg.norm(end - simulation.optimum)) for kind, end in ends.items()}


@pytest.mark.slow
@pytest.mark.parametrize("kind", METHODS)
def test_the_limit_on_different_data_is_the_one_that_is_said(kind: str) -> None:
    simulation, away = limits(STEP)
    apart = float(np.linalg.norm(simulation.optimum - simulation.biased_optimum))
    match facts_of(kind).unbiased:
        case "yes":
            assert away[kind] < 1e-6
        case "up to the step":
            assert 1e-6 < away[kind] < 0.1 * apart
        case "no":
            assert away[kind] > 0.9 * apart
            # And not because of the step: half of it changes nothing.
            assert limits(STEP / 2)[1][kind] == pytest.approx(away[kind], rel=0.02)


@pytest.mark.parametrize("kind", ["rescaled_asgd", "rescaled_ormo"])
def test_the_bias_is_linear_in_the_step(kind: str) -> None:
    assert limits(STEP)[1][kind] / limits(STEP / 2)[1][kind] == pytest.approx(2, rel=0.1)
