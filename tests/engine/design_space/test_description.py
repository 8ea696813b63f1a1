"""What a description says: roles, activity, imputation, the graph, and sentences where it says nothing sound."""

from collections.abc import Callable

import pytest

from engine.design_space import Categorical, Float, Integer, Limits, Ordinal, Space, SpaceError
from tests.support.spaces import NESTED

BROKEN: dict[str, tuple[Callable[[], Space], str]] = {
    "nothing": (lambda: Space([]), "a space needs at least one variable"),
    "twice": (lambda: Space([Float("x", 0, 1), Float("x", 0, 1)]), "two variables are called x"),
    "fact": (lambda: Space([Float("x", 0, 1)], {"x": 1}), "x is both a variable and a fact of the context"),
    "empty": (lambda: Space([Float("x", 1, 0)]), "x has an empty range: 1 to 0"),
    "endless": (lambda: Space([Float("x", 0, float("inf"))]), "x must have finite ends, not 0 and inf"),
    "halves": (lambda: Space([Integer("n", 0, 1.5)]), "n must have whole ends, not 0 and 1.5"),
    "log": (lambda: Space([Float("x", 0, 1, log=True)]), "x is by its logarithm and must be above 0, not from 0"),
    "no values": (lambda: Space([Ordinal("o", ())]), "o has no values"),
    "value twice": (lambda: Space([Categorical("c", ("a", "a"))]), "c has a value twice"),
    "parent": (
        lambda: Space([Float("x", 0, 1, when={"y": 1})]),
        "x is present only for values of y, which is no variable of this space",
    ),
    "value": (
        lambda: Space([Categorical("c", ("a", "b")), Float("x", 0, 1, when={"c": ("a", "d")})]),
        "x is present only where c is 'd', which c cannot be",
    ),
    "never": (
        lambda: Space([Categorical("c", ("a", "b")), Float("x", 0, 1, when={"c": ()})]),
        "x is present only where c is 'none at all', which c cannot be",
    ),
    "float": (
        lambda: Space([Float("y", 0, 1), Float("x", 0, 1, when={"y": 1})]),
        "x is present only for values of y, which is a float: it has no single values to govern by",
    ),
    "circle": (
        lambda: Space([Integer("a", 0, 1, when={"b": 1}), Integer("b", 0, 1, limits=Limits(("a",), lambda a: (0, a)))]),
        "variables govern each other in a circle: a depends on b depends on a",
    ),
    "context": (
        lambda: Space([Integer("n", 1, lambda context: context["workers"])]),
        "n: its range needs the fact 'workers', which the context does not give",
    ),
    "limits": (
        lambda: Space([Integer("n", 1, 2, limits=Limits(("workers",), lambda n: (1, n)))]),
        "the limits of n depend on workers, which is neither a variable nor a fact",
    ),
    "one name": (
        lambda: Space([Float("x", 0, 1), Float("y", 0, 1, limits=Limits("x", lambda x: (0, x)))]),  # type: ignore[arg-type]
        "the limits of y need a tuple of names, not the text 'x'",
    ),
    "no limits": (
        lambda: Space([Integer("n", 1, 3), Integer("m", 1, 9, limits=Limits(("n",), lambda n: (n, 2)))]),
        "m: its limits leave nothing of its range where n is 3",
    ),
    "alone": (
        lambda: Space([Integer("n", 1, 3)], incompatible=[{"n": 1}]),
        "an incompatible pair must name two variables, not n alone",
    ),
    "unknown pair": (
        lambda: Space([Integer("n", 1, 3)], incompatible=[{"n": 1, "m": 2}]),
        "the incompatible n and m exclude each other for values of m, which is no variable of this space",
    ),
    "all excluded": (
        lambda: Space([Integer("n", 1, 1), Integer("m", 1, 1)], incompatible=[{"n": 1, "m": 1}]),
        "limits and incompatible combinations leave almost no valid point",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_space_gets_one_sentence(name: str) -> None:
    build, sentence = BROKEN[name]
    with pytest.raises(SpaceError) as told:
        build()
    assert str(told.value) == sentence


def test_roles_follow_from_what_governs_what() -> None:
    assert {name: NESTED.roles(name) for name in NESTED.names} == {
        "workers": ("neutral",),
        "method": ("meta",),
        "momentum": ("decreed",),
        "batch": ("decreed", "partially decreed"),
        "stop": ("meta", "decreed"),
        "patience": ("decreed",),
        "codec": ("partially decreed",),
        "step": ("neutral",),
    }


def test_activity_at_any_depth() -> None:
    rennala = {
        "workers": 4,
        "method": "rennala",
        "batch": 8,
        "stop": "soon",
        "patience": 1.0,
        "codec": "none",
        "step": 0.1,
    }
    assert NESTED.is_valid(rennala)
    assert NESTED.active(rennala) == tuple(rennala)
    assert NESTED.active({**rennala, "stop": "never"}) == ("workers", "method", "batch", "stop", "codec", "step")
    # Its governor's governor went: the deepest one goes, too, though its governor still has its value.
    assert NESTED.active({**rennala, "method": "asgd"}) == ("workers", "method", "codec", "step")


def test_all_governors_must_agree() -> None:
    space = Space([Integer("a", 0, 2), Integer("b", 0, 2), Float("x", 0, 1, when={"a": (1, 2), "b": 2})])
    assert [(a, b) for a in range(3) for b in range(3) if "x" in space.active({"a": a, "b": b})] == [(1, 2), (2, 2)]


def test_a_bare_text_is_one_value_and_not_letters() -> None:
    space = Space([Categorical("method", ("asgd", "ormo", "o")), Float("momentum", 0, 1, when={"method": "ormo"})])
    assert [name for name in ("asgd", "ormo", "o") if "momentum" in space.active({"method": name})] == ["ormo"]


def test_what_is_inactive_is_imputed_by_the_middle_or_the_lowest() -> None:
    imputed = NESTED.imputed({"workers": 4, "method": "asgd", "codec": "none", "step": 0.1})
    assert imputed["momentum"] == pytest.approx(0.495)
    assert imputed["patience"] == pytest.approx(10**0.5)
    assert (imputed["batch"], imputed["stop"]) == (1, "never")


def test_correction_goes_to_what_is_nearest() -> None:
    corrected = NESTED.correct(
        {"workers": 4.4, "method": "rennala", "batch": 99, "step": 7, "momentum": 0.5, "stop": "x"}
    )
    assert corrected == {"workers": 4, "method": "rennala", "batch": 8, "stop": "never", "codec": "none", "step": 1.0}
    numbers = Space([Ordinal("o", (1, 10, 100))])
    assert [numbers.correct({"o": x})["o"] for x in (-5, 5, 60, 1e9)] == [1, 1, 100, 100]


def test_of_an_incompatible_pair_one_variable_changes_and_as_little_as_can_be() -> None:
    start = {"workers": 3, "method": "rennala", "batch": 2, "stop": "never", "codec": "none", "step": 0.1}
    assert NESTED.correct(start) == {**start, "workers": 4}


def test_a_range_may_depend_on_the_context() -> None:
    def share_of(workers: int) -> Space:
        return Space([Integer("n", 1, lambda context: context["workers"] // 2)], {"workers": workers})

    assert [share_of(workers).correct({"n": 99})["n"] for workers in (4, 10)] == [2, 5]


def test_the_graph_shows_who_governs_whom() -> None:
    graph = NESTED.graph()
    nodes = [(node.name, node.value) for node in graph.nodes]
    edges = {(nodes[edge.source], nodes[edge.target], edge.kind) for edge in graph.edges}
    assert ((("method", "ormo"), ("momentum", None), "governs")) in edges
    assert ((("stop", "soon"), ("patience", None), "governs")) in edges
    assert ((("method", None), ("method", "ormo"), "has")) in edges
    assert ((("workers", None), ("batch", None), "limits")) in edges
    assert ((("codec", "sign"), ("workers", 6), "excludes")) in edges
    assert len(edges) == len(graph.edges)
    assert all(node.active is None for node in graph.nodes)


def test_at_a_point_the_graph_shows_what_is_active() -> None:
    graph = NESTED.graph({"method": "ormo", "workers": 4})
    active = {(node.name, node.value) for node in graph.nodes if node.active}
    assert {("method", None), ("method", "ormo"), ("momentum", None)} <= active
    assert not {("method", "rennala"), ("stop", None), ("stop", "never"), ("patience", None)} & active
