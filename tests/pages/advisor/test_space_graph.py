"""The design space graph: every node and arrow is there once, inactive parts are dimmed, and texts have room."""

import re
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from engine import Scenario
from engine.advisor.methods_space import methods_space
from engine.design_space.benchmarks import BENCHMARKS
from engine.methods import METHODS
from pages.charts import space_graph_chart
from pages.parts.charts.space_arrows import DIMMED
from pages.parts.charts.space_graph import LETTER, NARROW
from pages.parts.charts.space_outline import Outline, outline
from pages.parts.charts.space_words import graph_words
from tests.support.figures import trace
from tests.support.spaces import NESTED, random_space

SCENARIO = Scenario()
METHODS_SPACE = methods_space(SCENARIO)
SPACES = {
    **{name: each.space for name, each in BENCHMARKS.items()},
    "nested": NESTED,
    "methods": METHODS_SPACE,
    **{f"random {seed}": random_space(seed) for seed in range(12)},
}
ARCHITECTURE = BENCHMARKS["architecture"]


def above(drawn: Outline, row: int) -> set[int]:
    parent = drawn.rows[row].parent
    return set() if parent is None else {parent, *above(drawn, parent)}


def arrows(drawn: Outline) -> set[tuple[str, int, int]]:
    """All arrows that are drawn between rows; what excludes each other both ways."""
    seen = {
        ("has" if row.values else "governs", row.parent, number)
        for number, row in enumerate(drawn.rows)
        if row.parent is not None
    }
    for link in drawn.links:
        seen |= {(link.kind, source, target) for source in link.sources for target in link.targets}
        if link.kind == "excludes":
            seen |= {(link.kind, target, source) for source in link.sources for target in link.targets}
    return seen


def nodes(figure: go.Figure) -> dict[str, bool]:
    """The text of each node, and whether it is dimmed."""
    return {
        text.strip(): one.marker.opacity == DIMMED
        for one in figure.data
        if one.mode == "markers+text"
        for text in one.text
    }


@pytest.mark.parametrize("name", SPACES)
def test_every_node_and_arrow_of_the_graph_is_in_the_outline(name: str) -> None:
    space = SPACES[name]
    graph = space.graph()
    drawn = outline(space, graph)
    row_of = {(row.name, value): n for n, row in enumerate(drawn.rows) for value in (row.values or (None,))}
    assert sum(len(row.values) or 1 for row in drawn.rows) == len(row_of) == len(graph.nodes)
    expected = set()
    for edge in graph.edges:
        source, target = (row_of[graph.nodes[end].name, graph.nodes[end].value] for end in (edge.source, edge.target))
        expected.add((edge.kind, source, target))
        if edge.kind == "excludes":
            expected.add((edge.kind, target, source))
    seen = arrows(drawn)
    assert seen <= expected
    # Only what a variable is indented below needs no arrow of its own.
    for kind, source, target in expected - seen:
        assert kind == "governs"
        assert source in above(drawn, target)


@pytest.mark.parametrize("name", SPACES)
def test_values_in_one_row_govern_and_exclude_the_same(name: str) -> None:
    space = SPACES[name]
    graph = space.graph()
    for row in outline(space, graph).rows:
        ends = set()
        for value in row.values:
            place = next(n for n, node in enumerate(graph.nodes) if (node.name, node.value) == (row.name, value))
            out = {(e.kind, e.target) for e in graph.edges if e.source == place}
            ends.add(frozenset(out | {(e.kind, e.source) for e in graph.edges if e.target == place}))
        assert len(ends) <= 1


@pytest.mark.parametrize("name", SPACES)
def test_no_two_arrows_of_one_lane_meet(name: str) -> None:
    space = SPACES[name]
    for one, other in combinations(outline(space, space.graph()).links, 2):
        apart = one.span[1] < other.span[0] or other.span[1] < one.span[0]
        assert apart or one.lane != other.lane


@pytest.mark.parametrize("name", SPACES)
def test_texts_have_room_on_a_phone_and_stand_one_below_the_other(name: str) -> None:
    figure = space_graph_chart(SPACES[name])
    low, high = figure.layout.xaxis.range
    rows = []
    for one in figure.data:
        for x, y, text in zip(one.x, one.y, one.text or (), strict=False):
            lines = text.split("<br>")
            assert (x - low) / (high - low) * NARROW + LETTER * max(map(len, lines)) <= NARROW
            rows.append((y, len(lines)))
    rows.sort()
    bottom, top = figure.layout.yaxis.range
    room = (figure.layout.height - 34 - 110) / (bottom - top)
    for (y, lines), (below, more) in pairwise(rows):
        # Pixels from the middle of a text to that of the next: half of each, with lines of 15 pixels.
        assert (below - y) * room >= 7.5 * (lines + more)


@pytest.mark.parametrize("name", SPACES)
def test_at_a_point_exactly_what_is_inactive_is_dimmed_and_values_are_written(name: str) -> None:
    space = SPACES[name]
    for point in space.design(4, np.random.default_rng(1)):
        graph = space.graph(point)
        drawn = outline(space, graph)
        for row in drawn.rows:
            if row.values:
                assert row.active == (row.name in point and point[row.name] in row.values)
            else:
                assert row.active == (row.name in point)
        shown = nodes(space_graph_chart(space, point))
        written = [re.sub(r"(<br>|\s)+", " ", text) for text, dimmed in shown.items() if not dimmed]
        for key in point:
            assert any(text.startswith(f"{key.replace('_', ' ')} =") for text in written)


def test_the_architecture_at_its_optimum() -> None:
    shown = nodes(space_graph_chart(ARCHITECTURE.space, ARCHITECTURE.minimiser))
    assert shown["topology = servers"] is False
    assert shown["fan = 8"] is False
    assert shown["share = 0.0174"] is False
    assert shown["top fan"] is shown["bits"] is shown["ring"] is shown["quantised"] is True
    assert not any(nodes(space_graph_chart(ARCHITECTURE.space)).values())


def test_arrows_have_their_look_and_end_at_their_nodes() -> None:
    figure = space_graph_chart(ARCHITECTURE.space)
    dashes = {kind: trace(figure, kind).line.dash for kind in ("governs", "limits", "excludes")}
    assert dashes["governs"] == "solid"
    assert len(set(dashes.values())) == 3
    drawn = outline(ARCHITECTURE.space, ARCHITECTURE.space.graph())
    limits = sum(len(link.targets) for link in drawn.links if link.kind == "limits")
    assert len(trace(figure, "limits, ends").x) == limits == 3
    assert len(trace(figure, "excludes, ends").x) == 2 * 3
    assert len({one.uid for one in figure.data}) == len(figure.data)
    shown: list[Any] = [one.name for one in figure.data if one.showlegend is not False]
    assert len(shown) == len(set(shown))


def test_methods_are_called_what_people_call_them_and_those_alike_share_a_row() -> None:
    names = {kind: method.title for kind, method in METHODS.items()}
    figure = space_graph_chart(METHODS_SPACE, METHODS_SPACE.correct({"method": "mindflayer"}), names)
    shown = nodes(figure)
    assert "method = MindFlayer SGD" in shown
    assert shown["Rennala SGD, Malenia SGD"] is True
    assert shown["MindFlayer SGD"] is False
    assert "ASGD" not in shown, "it governs nothing"


def test_rules_are_told_in_words() -> None:
    figure = space_graph_chart(ARCHITECTURE.space)
    told = [words for one in figure.data if one.mode == "markers+text" for words in one.customdata]
    assert "top fan<br>decreed, partially decreed<br>2 to 8<br>present where depth is 3<br>limits depend on fan" in told
    assert "compression is quantised" in told
    words = graph_words(ARCHITECTURE.space)
    assert "feedback: meta, decreed; one of no, yes; present where compression is quantised or sparse." in words
