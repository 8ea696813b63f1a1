"""The overview: a row a method, in the order that the visitor asks for."""

from collections.abc import Callable
from typing import Any, get_args

from engine.methods import METHODS, Method
from engine.methods.facts import Facts, Family, Unbiased
from pages.parts.words.method_names import marked, paper

FAMILIES, ANSWERS = get_args(Family), get_args(Unbiased)
LARGE = 1000
"""A number of workers at which the memory of methods is compared."""


def facts_of(kind: str) -> Facts:
    """The facts of a method that has them."""
    facts = METHODS[kind].facts
    assert facts is not None
    return facts


KINDS = tuple(kind for kind, method in METHODS.items() if method.facts is not None)
"""The methods that have a card."""


ORDERS: dict[str, Callable[[str], Any]] = {
    "family": lambda kind: FAMILIES.index(facts_of(kind).family),
    "name": lambda kind: METHODS[kind].title.lower(),
    "unbiased first": lambda kind: ANSWERS.index(facts_of(kind).unbiased),
    "memory": lambda kind: facts_of(kind).vectors_for(LARGE),
}
"""What the rows can be sorted by. Among equals the order of METHODS stays."""


def source(method: Method) -> str:
    """A link to the paper, or who else is to be quoted."""
    if method.source:
        return f"[arXiv {method.source}]({paper(method.source)})"
    return method.facts.credit if method.facts else ""


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
            "Source": source(METHODS[kind]),
        }
        for kind in sorted(KINDS, key=ORDERS[order])
    ]
