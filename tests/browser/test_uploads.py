"""What Streamlit's front end makes of the names in a visitor's file: nothing."""

import csv
import io

import pytest
from playwright.sync_api import Page, expect

from pages.parts.words.plain_text import JOINER
from tests.browser.serving import no_errors
from tests.pages.controls.test_uploads import NAMES

pytestmark = pytest.mark.browser

MADE = "a, img, code, em, strong, del, h1, li, b, table, [class*=katex], [class*=Colored], [data-testid=stIconMaterial]"
"""What Markdown would make of a name."""


def test_names_of_columns_are_text_in_a_browser(page: Page, site: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*NAMES, "x", "class"])
    writer.writerows([*([7] * len(NAMES)), i, "pq"[i % 2]] for i in range(12))
    page.goto(f"{site}/race?problem=own+data&arrivals=200&seeds=1&workers=3")
    file = {"name": "own.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode()}
    page.get_by_test_id("stFileUploader").filter(has_text="Your data").locator("input").set_input_files([file])
    told = page.locator("[data-testid=stCaptionContainer]", has_text="it is the same in all rows")
    expect(told).to_have_count(1)
    shown = [line.replace(JOINER, "") for line in told.inner_text().split("\n") if line.strip()]
    assert shown == [f"column '{name}' was left out: it is the same in all rows" for name in NAMES]
    expect(told.locator(MADE)).to_have_count(0)
    no_errors(page)
