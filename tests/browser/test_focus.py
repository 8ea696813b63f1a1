"""By keyboard alone a visitor sees where the focus is, on everything that can have it."""

from typing import Any, Literal

import pytest
from playwright.sync_api import Page

from tests.browser.live import opened

pytestmark = pytest.mark.browser

AT_ONCE = "* { transition: none !important; animation: none !important; }"
LOOKS = """() => {
  const own = "outline outlineColor boxShadow borderColor backgroundColor textDecorationLine".split(" ");
  window.looks = (node) => {
    // Streamlit draws the ring of some elements on a neighbour or on what holds them.
    const found = [];
    for (let level = 0; level < 7 && node; level++, node = node.parentElement)
      for (const near of [node, node.previousElementSibling, node.nextElementSibling])
        if (near) found.push(own.map((name) => getComputedStyle(near)[name]).join());
    return found.join(" ");
  };
  window.focused = () => {
    let node = document.activeElement;
    while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return node;
  };
  window.met = new Set();
}"""
COMPARED = """async () => {
  // Some elements are drawn anew by React, a moment later.
  const drawn = () => new Promise((done) => setTimeout(done, 15));
  await drawn();
  const node = focused();
  if (node === document.body) return "";
  if (met.has(node)) return "again";
  met.add(node);
  const seen = looks(node);
  node.blur();
  await drawn();
  const rest = looks(node);
  node.focus({ preventScroll: true });
  return seen === rest ? `unseen: ${node.outerHTML.slice(0, 200)}` : "seen";
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_focus_is_seen_wherever_it_is(page: Page, site: str, theme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=theme)
    opened(page, site, "?seeds=2")
    page.add_style_tag(content=AT_ONCE)
    page.evaluate(LOOKS)
    found: list[Any] = []
    while "again" not in found and len(found) < 200:
        page.keyboard.press("Tab")
        found.append(page.evaluate(COMPARED))
    assert [words for words in found if words.startswith("unseen")] == []
    assert found.count("seen") > 80
