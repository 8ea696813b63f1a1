"""The live figure's pictures and words, in a browser against a fresh server."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from engine import simulate
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.scenario import scenario_of
from tests.browser.live import LOOKS, PICTURES, arrival, chart, frames, opened, seek
from tests.browser.serving import FIGURE, no_errors, window

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def race(browser: Browser, site: str) -> Iterator[Page]:
    """The Race as it opens by itself, for tests that leave it as it was but for the playhead."""
    with window(browser) as page:
        yield opened(page, site)


def test_ten_steps_forward_and_back_give_the_same_picture(race: Page) -> None:
    # Only what is in sight is drawn, and a click scrolls to the button.
    race.get_by_role("button", name="One arrival forward").scroll_into_view_if_needed()
    race.wait_for_timeout(300)
    # 700 lies shortly before the end of a chunk of the paths: ten steps cross it.
    seek(race, 700)
    before = race.evaluate(PICTURES)
    for _ in range(10):
        race.get_by_role("button", name="One arrival forward").click()
    assert arrival(race) == 710
    assert race.evaluate(PICTURES) != before
    for _ in range(10):
        race.get_by_role("button", name="One arrival back").click()
    assert arrival(race) == 700
    assert race.evaluate(PICTURES) == before


def test_a_picture_does_not_depend_on_the_way_to_it(race: Page) -> None:
    seek(race, 0)
    race.evaluate(f"() => {{ for (let i = 0; i < 300; i++) {FIGURE}.playhead.step(1) }}")
    stepped = race.evaluate(PICTURES)
    race.evaluate(f"() => {{ {FIGURE}.playhead.seek(4000); {FIGURE}.playhead.seek(300) }}")
    assert race.evaluate(PICTURES) == stepped


def test_a_click_on_a_job_goes_to_its_arrival(race: Page) -> None:
    seek(race, 700)
    chart(race, "Timeline").scroll_into_view_if_needed()
    box = chart(race, "Timeline").bounding_box()
    assert box is not None
    film = simulate(scenario_of(DEFAULTS), film=True)["ASGD"]
    race.mouse.click(box["x"] + 0.3 * box["width"], box["y"] + 0.5 * box["height"])
    job = race.evaluate(f"""() => {{
      const {{views, playhead}} = {FIGURE}, index = playhead.at - 1;
      return [playhead.at, playhead.schedule.worker[index], playhead.schedule.staleness[index]]
    }}""")
    assert job[0] != 700
    row = film.arrivals[job[0] - 1]
    assert [job[1], job[2]] == [row["worker"], row["staleness"]]


def test_numbers_of_an_arrival_are_the_engine_s(race: Page) -> None:
    seek(race, 1234, "OrMo")
    race.get_by_text("This arrival in numbers").click()
    run = simulate(scenario_of(DEFAULTS), film=True)["OrMo"]
    row, film = run.arrivals[1233], run.film
    assert film is not None
    version = int(film.version[1233])
    words = race.locator(".numbers").inner_text()
    assert f"the gradient of worker {row['worker'] + 1}." in words
    assert f"the model after update {version:,}" in words
    assert f"staleness {row['staleness']}." in words
    bucket = -(-version // 8)
    newest = max(-(-int(v) // 8) for v in film.version[:1234])
    exponent = newest - bucket
    assert f"bucket ⌈{version:,} / 8⌉ = {bucket}, the newest is {newest}" in words
    assert f"e = {newest} − {bucket} = {exponent}" in words
    assert f"{0.9**exponent:.3g}" in words
    assert f"moved the model by {film.moved[1233]:.3g}" in words
    race.get_by_label("Method whose jobs are shown").select_option("Rescaled ASGD")
    scale = (row["worker"] + 1) * sum(1 / i for i in range(1, 9)) / 8
    expect(race.locator(".numbers")).to_contain_text(f"γᵢ / γ = {scale:.3g}")


def test_less_motion_where_a_visitor_wants_less(race: Page) -> None:
    seek(race, 0)
    many = frames(race, 2.2)
    assert len(many) > 30
    race.emulate_media(reduced_motion="reduce")
    few = frames(race, 2.2)
    # A frame every half second, the first one, and the one at the end.
    assert 3 <= len(few) - 1 <= 7
    assert few[0] > 100, "it goes on all the same"
    race.emulate_media(reduced_motion="no-preference")


def test_200_000_arrivals_play(page: Page, site: str) -> None:
    opened(page, site, "?until=seconds&seconds=10000&speed=equal&workers=20&seeds=1")
    expect(page.locator(".where")).to_contain_text("of 200,000")
    at, *costs = frames(page, 3)
    assert at > 10_000
    # A bare loop draws 60 a second; half of them must be left on a machine that does other things, too.
    assert len(costs) > 90
    assert sorted(costs)[len(costs) // 2] < 8
    for _ in range(2):
        page.get_by_role("button", name="One arrival back").click()
    assert arrival(page) == at - 2 or arrival(page) > 0
    no_errors(page)


def test_many_workers_are_drawn_as_a_density(page: Page, site: str) -> None:
    opened(page, site, "?workers=100&arrival=3000&seeds=1")
    image = page.evaluate(f"() => {FIGURE}.views.timeline.surface.moving.canvas.toDataURL()")
    page.get_by_role("button", name="Show more time").click()
    assert page.evaluate(f"() => {FIGURE}.views.timeline.surface.moving.canvas.toDataURL()") != image
    used, ignored, cancelled = page.evaluate(LOOKS)
    assert used != ignored, "many jobs that were not used are hatched, whyever they were not"
    assert ignored == cancelled
    no_errors(page)


def test_every_chart_has_words(race: Page) -> None:
    seek(race, 100)
    race.wait_for_timeout(600)
    for name in ("Map of", "Gap of", "Timeline of", "Staleness of", "Share of all steps"):
        label = chart(race, name).get_attribute("aria-label") or ""
        assert len(label.split()) > 8, name
    assert "ASGD is at the biased limit" in (chart(race, "Gap of").get_attribute("aria-label") or "")
    assert "At arrival 100 of 5,000" in (chart(race, "Timeline").get_attribute("aria-label") or "")


def test_a_theme_switch_is_drawn(race: Page) -> None:
    race.emulate_media(color_scheme="light")
    race.wait_for_timeout(800)
    before: Any = race.evaluate(f"() => {FIGURE}.theme")
    race.emulate_media(color_scheme="dark")
    race.wait_for_timeout(1500)
    after: Any = race.evaluate(f"() => {FIGURE}.theme")
    assert (before["dark"], after["dark"]) == (False, True)


def test_used_ignored_and_cancelled_jobs_look_different(race: Page) -> None:
    seek(race, 700)
    chart(race, "Timeline").scroll_into_view_if_needed()
    assert len(set(race.evaluate(LOOKS))) == 3
