"""A scenario file in a browser: saved, chosen or dropped, and shown again."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live import opened
from tests.browser.serving import no_errors, settled, table

pytestmark = pytest.mark.browser

DROP = """(place, text) => {
  const data = new DataTransfer();
  data.items.add(new File([text], "scenario.json", {type: "application/json"}));
  for (const kind of ["dragenter", "dragover", "drop"])
    place.dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: data}));
}"""


def test_a_saved_scenario_is_opened_by_button_and_by_drop(page: Page, site: str) -> None:
    opened(page, site, "?seeds=2&arrivals=1000&speed=custom&tau=1,2.5,3&heterogeneity=3.5&steps=by+hand&step_ormo=0.02")
    numbers = table(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Scenario (JSON)").click()
    content = saved.value.path().read_bytes()
    opened(page, site)
    assert table(page) != numbers
    page.get_by_text("Open a scenario file", exact=True).click()
    uploader = page.get_by_test_id("stFileUploader").filter(has_text="Scenario file")
    uploader.locator("input").set_input_files([{"name": "a.json", "mimeType": "application/json", "buffer": content}])
    expect(page.get_by_text("The file is shown whole.")).to_be_visible()
    settled(page)
    assert table(page) == numbers
    length = page.evaluate("() => history.length")
    page.get_by_role("button", name="Noise", exact=True).click()
    page.wait_for_url("**noise=1*")
    settled(page)
    uploader.get_by_test_id("stFileUploaderDropzone").evaluate(DROP, content.decode())
    page.wait_for_url("**heterogeneity=3.5*")
    settled(page)
    page.wait_for_timeout(500)
    assert table(page) == numbers
    assert page.evaluate("() => history.length") == length + 2
    no_errors(page)
