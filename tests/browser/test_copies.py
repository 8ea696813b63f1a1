"""The same method twice in a browser: copied and changed by keys, told apart, kept, and cleared in one step."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live import opened
from tests.browser.serving import FIGURE, address, no_errors, settled, table, violations

pytestmark = pytest.mark.browser

LENGTH = "() => history.length"
LOOKS = f"() => {FIGURE}.simulation.methods.map(({{label, colour, dash, mark}}) => [label, colour, dash.join(), mark])"
CURVES = f"""() => {{
  const {{gap}} = {FIGURE}.views;
  return gap.lines.slice(-2).map(({{curve}}) => [...curve.median].join());
}}"""


def quiet(page: Page) -> None:
    """The script has ended, and the address is written."""
    settled(page)
    page.wait_for_timeout(700)


def copied_by_keys(page: Page) -> None:
    """Copy OrMo, change the copy's momentum, and copy OrMo twice more."""
    length = page.evaluate(LENGTH)
    page.get_by_role("button", name="Copy OrMo").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**copy=ormo*")
    quiet(page)
    expect(page.locator(".st-key-copy")).to_be_hidden()
    slider = page.get_by_role("slider", name="Momentum (copy 1)")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft", delay=30)
    page.wait_for_url("**0.87*")
    quiet(page)
    assert page.evaluate(LENGTH) == length + 2
    legend = page.locator(".methods")
    expect(legend.get_by_role("button")).to_have_text(["ASGD", "OrMo", "OrMo, momentum 0.87"])
    *_, first, copied = page.evaluate(LOOKS)
    assert first[1] == copied[1], "one colour"
    assert all(one != other for one, other in zip(first[2:], copied[2:], strict=True))
    one, other = page.evaluate(CURVES)
    assert one != other
    page.get_by_role("button", name="Copy OrMo").press("Enter")
    page.wait_for_url("**copy=*copy=*")
    page.get_by_role("button", name="Copy OrMo").press("Enter")
    page.wait_for_url("**number*")
    quiet(page)
    assert violations(page, ("serious", "critical")) == []


def stays(page: Page) -> None:
    """A new start of the page and another page lose nothing."""
    kept, numbers = address(page), table(page)
    assert numbers.count("OrMo") == 4
    page.reload()
    quiet(page)
    assert table(page) == numbers
    page.get_by_role("link", name="Methods").click()
    page.wait_for_selector("h1")
    page.wait_for_timeout(1500)
    page.get_by_role("link", name="Race", exact=True).click()
    quiet(page)
    assert sorted(address(page).split("?")[1].split("&")) == sorted(kept.split("?")[1].split("&"))
    assert table(page) == numbers


def test_a_method_is_copied_by_keys_and_a_preset_clears_it(page: Page, site: str) -> None:
    opened(page, site, "?seeds=2&arrivals=500&methods=ASGD&methods=OrMo")
    quiet(page)
    copied_by_keys(page)
    stays(page)
    numbers, legend = table(page), page.locator(".methods")
    length = page.evaluate(LENGTH)
    page.get_by_role("button", name="Noise", exact=True).click()
    page.wait_for_url("**noise=1*")
    quiet(page)
    assert "copy=" not in address(page)
    assert page.evaluate(LENGTH) == length + 1
    page.go_back()
    quiet(page)
    assert table(page) == numbers
    page.get_by_role("button", name="Remove").first.press("Enter")
    expect(legend.get_by_role("button")).to_have_text(["ASGD", "OrMo", "OrMo 2", "OrMo 3"])
    no_errors(page)
