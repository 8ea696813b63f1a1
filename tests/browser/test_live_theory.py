"""Theory in the live figure: painted with the switch, and gone without it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live import opened
from tests.browser.serving import FIGURE, no_errors, settled

pytestmark = pytest.mark.browser

PAINTED = f"""() => {{
  const figure = {FIGURE}, found = {{}};
  for (const [name, layer, part] of [["gap", "still", "theory"], ["map", "moving", "limits"]]) {{
    const view = figure.views[name], {{canvas}} = view.surface[layer], holder = figure.simulation[name];
    const picture = () => {{
      view.drawStill(figure.scene());
      view.drawMoving(figure.scene());
      return view.surface[layer].getImageData(0, 0, canvas.width, canvas.height).data;
    }};
    const shown = picture(), kept = holder[part];
    holder[part] = null;
    const without = picture();
    holder[part] = kept;
    const again = picture();
    found[name] = {{
      changed: shown.filter((value, i) => value !== without[i]).length,
      restored: again.every((value, i) => value === shown[i]),
    }};
  }}
  return found;
}}"""
"""How many parts of pixels theory changes in the gap and on the map, and whether they come back."""


def test_the_switch_paints_theory(page: Page, site: str) -> None:
    opened(page, site, "?arrivals=500&heterogeneity=4&dimension=2")
    assert page.evaluate(f"() => {FIGURE}.simulation.gap.theory") is None
    page.get_by_text("Theory", exact=True).click()
    expect(page.get_by_role("heading", name="What theory says")).to_be_visible()
    settled(page)
    page.wait_for_function(f"() => {FIGURE}.simulation.gap.theory !== null")
    found = page.evaluate(PAINTED)
    for name in ("gap", "map"):
        assert found[name]["restored"], name
        assert found[name]["changed"] > 200, name
    no_errors(page)
