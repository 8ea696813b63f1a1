"""Marks where many methods race: in the legend, along the curves, and where each method stands."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page

from pages.parts.controls.catalogue import CONTROLS
from pages.parts.style import MARKS, METHOD_STYLES, MOST_UNMARKED
from tests.browser.live import next_frame, opened, seek
from tests.browser.serving import FIGURE, fits, no_errors

pytestmark = pytest.mark.browser

MARKS_DRAWN = f"""(marks) => {{
  const figure = {FIGURE}, {{map, gap}} = figure.views, [method] = figure.simulation.methods, own = method.mark;
  const pictures = marks.map((mark) => {{
    method.mark = mark;
    figure.drawViews([map, gap]);
    return [map.surface.moving, gap.surface.moving, gap.surface.still].map(({{canvas}}) => canvas.toDataURL());
  }});
  method.mark = own;
  figure.drawViews([map, gap]);
  return pictures;
}}"""
"""Map and gap as if the first method had each of the marks: both heads, and the curves."""
LEGEND = "nodes => nodes.map(node => [node.closest('button').dataset.label, node.dataset.mark])"


def link(count: int) -> str:
    methods = CONTROLS["methods"].options[:count]
    return "?" + urlencode({"methods": methods, "arrivals": 500, "seeds": 2}, doseq=True)


def test_many_methods_are_told_apart_by_marks(page: Page, site: str) -> None:
    opened(page, site, link(MOST_UNMARKED + 1))
    page.evaluate(f"() => {FIGURE}.views.gap.surface.node.scrollIntoView({{block: 'center'}})")
    seek(page, 300)
    legend = page.locator(".methods polygon").evaluate_all(LEGEND)
    assert [label for label, _ in legend] == list(CONTROLS["methods"].options[: MOST_UNMARKED + 1])
    kinds = ("asgd", "rescaled_asgd", "ormo", "rescaled_ormo", "ormo_da", "naive_momentum")
    assert [mark for _, mark in legend] == [MARKS[METHOD_STYLES[kind].dash] for kind in kinds]
    pictures = page.evaluate(MARKS_DRAWN, list(MARKS.values()))
    for view in zip(*pictures, strict=True):
        assert len(set(view)) == len(MARKS)
    hidden = page.evaluate(f"() => {FIGURE}.views.gap.lines.length")
    page.locator(".methods").get_by_role("button", name="ASGD", exact=True).click()
    next_frame(page)
    assert page.evaluate(f"() => {FIGURE}.views.gap.lines.length") == hidden - 1
    assert page.locator(".methods polygon").count() == MOST_UNMARKED + 1, "also while fewer of them are shown"
    assert fits(page)
    no_errors(page)


def test_few_methods_have_no_marks(page: Page, site: str) -> None:
    opened(page, site, link(MOST_UNMARKED))
    assert page.locator(".methods polygon").count() == 0
    assert page.evaluate(f"() => {FIGURE}.simulation.methods.map(({{mark}}) => mark)") == [None] * MOST_UNMARKED
    drawn = page.evaluate(f"() => {FIGURE}.views.gap.surface.still.canvas.toDataURL()")
    page.evaluate(f"() => {{ {FIGURE}.simulation.marked = true; {FIGURE}.simulation.methods[0].mark = 'star' }}")
    page.evaluate(f"() => {{ {FIGURE}.simulation.methods.forEach((method) => (method.mark = 'star')) }}")
    page.evaluate(f"() => {FIGURE}.drawStill()")
    assert page.evaluate(f"() => {FIGURE}.views.gap.surface.still.canvas.toDataURL()") != drawn, "marks would be seen"
