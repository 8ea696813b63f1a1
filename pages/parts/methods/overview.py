"""The overview: a row a method, in the order that the visitor asks for."""

from collections.abc import Callable
from typing import Any, get_args

from engine.methods import METHODS
from engine.methods.facts import Facts, Family, Unbiased
from pages.parts.words.method_names import marked, paper

FAMILIES, ANSWERS = get_args(Family), get_args(Unbiased)
LARGE = 1000
"""A number of workers at which the memory of methods is compared."""


def facts_of(kind: str) -> Facts:
    return METHODS[kind].facts


ORDERS: dict[str, Callable[[str], Any]] = {
    "family": lambda kind: FAMILIES.index(facts_of(kind).family),
    "name": lambda kind: METHODS[kind].title.lower(),
    "unbiased first": lambda kind: ANSWERS.index(facts_of(kind).unbiased),
    "memory": lambda kind: facts_of(kind).vectors_for(LARGE),
}
"""What the rows can be sorted by. Among equals the order of METHODS stays."""


def source(facts: Facts) -> str:
    """A link to the paper, or who else is to be quoted."""
    return f"[arXiv {facts.source}]({paper(facts.source)})" if facts.source else facts.credit


def status(kind: str) -> str:
    """Where the rule comes from, and whose code or figures agree with it; what was checked needs no "published"."""
    facts = facts_of(kind)
    words = "" if facts.status == "published" and facts.check.how else facts.status
    return "; ".join(part for part in (words, facts.check.how) if part)


def overview(order: str) -> list[dict[str, str]]:
    """A row a method, in this order."""
    return [
        {
            "Method": marked(kind, METHODS[kind].title),
            "Family": facts_of(kind).family,
            "Unbiased on different data": facts_of(kind).unbiased,
            "Needs, beside the step": facts_of(kind).needs,
            "Memory, vectors": facts_of(kind).vectors,
            "Stale gradients": facts_of(kind).stale,
            "Status": status(kind),
            "Source": source(facts_of(kind)),
        }
        for kind in sorted(METHODS, key=ORDERS[order])
    ]
