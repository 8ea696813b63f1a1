"""The live figure as a visitor uses it: in a browser, against a fresh server."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from engine import simulate
from pages.parts.controls import DEFAULTS
from pages.parts.race_scenario import scenario_of
from tests.browser import FIGURE, WAIT, address, no_errors, settled

pytestmark = pytest.mark.browser

PICTURES = f"""() => [...{FIGURE}.node.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL())"""
CHOSEN = f"() => JSON.parse(JSON.stringify({{...{FIGURE}.state, hidden: [...{FIGURE}.state.hidden]}}))"
FRAMES = f"""(seconds) => new Promise((done) => {{
  const figure = {FIGURE};
  figure.playhead.seek(0);
  figure.costs.length = 0;
  figure.playhead.toggle();
  setTimeout(() => {{ figure.playhead.pause(true); done([figure.playhead.at, ...figure.costs]) }}, 1000 * seconds);
}})"""


def opened(page: Page, site: str, link: str = "") -> Page:
    """The Race with its figure drawn."""
    page.goto(f"{site}/race{link}", timeout=WAIT)
    settled(page)
    expect(page.locator(".where")).to_contain_text("arrival")
    return page


def chart(page: Page, name: str) -> Locator:
    """The chart whose words begin so."""
    return page.get_by_role("img", name=re.compile(f"^{name}"))


def arrival(page: Page) -> int:
    return int(page.evaluate(f"() => {FIGURE}.playhead.at"))


@pytest.fixture(scope="module")
def race(browser: Browser, site: str) -> Iterator[Page]:
    """The Race as it opens by itself, for tests that leave it as it was but for the playhead."""
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(WAIT)
    yield opened(page, site)
    page.close()


def seek(page: Page, arrival: int, follow: str = "ASGD") -> None:
    page.get_by_label("Method whose jobs are shown").select_option(follow)
    page.evaluate(f"(event) => {FIGURE}.playhead.seek(event)", arrival)
    # The views are drawn in the next frame.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def drag(page: Page, name: str, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag over a chart, in shares of its width and height."""
    box = chart(page, name).bounding_box()
    assert box is not None
    (x1, y1), (x2, y2) = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (start, end)]
    page.mouse.move(x1, y1)
    page.mouse.down()
    page.mouse.move(x2, y2, steps=4)
    page.mouse.up()


def test_zoom_and_hidden_method_survive_eight_changes(page: Page, site: str) -> None:
    opened(page, site, "?seeds=2")
    drag(page, "Gap of", (0.3, 0.3), (0.7, 0.7))
    drag(page, "Map of", (0.3, 0.3), (0.6, 0.6))
    page.locator(".methods").get_by_role("button", name="ASGD", exact=True).click()
    before = page.evaluate(CHOSEN)
    assert before["zoom"]["gap"] and before["zoom"]["map"] and before["hidden"] == ["ASGD"]
    keys = {page.evaluate(f"() => {FIGURE}.simulation.key")}
    page.evaluate(f"() => {FIGURE}.node.dataset.mark = 'the same node'")
    slider = page.get_by_role("slider", name="Data heterogeneity")
    for turn in range(8):
        slider.press("ArrowRight")
        page.wait_for_url(f"**heterogeneity=2.{turn + 1}*")
        settled(page)
        keys.add(page.evaluate(f"() => {FIGURE}.simulation.key"))
    assert len(keys) == 9, "each change draws another simulation"
    assert page.evaluate(CHOSEN) == before
    assert page.evaluate(f"() => {FIGURE}.node.dataset.mark") == "the same node"
    expect(page.locator(".methods").get_by_role("button", name="ASGD", exact=True)).to_have_attribute(
        "aria-pressed", "false"
    )
    scales = page.evaluate(f"() => {{ const {{x}} = {FIGURE}.views.gap.scales; return [x.low, x.high] }}")
    assert scales == before["zoom"]["gap"]["x"], "the zoom is what is drawn"
    page.get_by_role("button", name="Whole view of the gap").click()
    assert page.evaluate(CHOSEN)["zoom"]["gap"] is None
    no_errors(page)


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


def test_keys_play_step_and_stand_in_the_link(page: Page, site: str, browser: Browser) -> None:
    opened(page, site, "?arrival=100")
    page.get_by_role("button", name="One arrival forward").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert arrival(page) == 101
    page.wait_for_url("**arrival=101*")
    page.locator(".transport select").focus()
    page.locator(".numbers summary").focus()
    page.get_by_role("slider", name="Playhead").focus()
    page.keyboard.press(" ")
    page.get_by_role("button", name="Pause").wait_for()
    page.keyboard.press(" ")
    page.get_by_role("button", name="Play", exact=True).wait_for()
    at = arrival(page)
    assert at > 101
    page.wait_for_url(f"**arrival={at}*")
    settled(page)
    page.get_by_role("button", name="Share", exact=True).click()
    assert f"arrival={at}" in page.get_by_test_id("stCode").inner_text()
    other = browser.new_page(viewport={"width": 1400, "height": 1000})
    other.goto(address(page), timeout=WAIT)
    settled(other)
    expect(other.locator(".where")).to_contain_text(f"arrival {at:,} of 5,000")
    expect(other.get_by_test_id("stAlert")).to_have_count(0)
    other.close()


def test_the_playhead_keeps_its_fraction_when_the_budget_changes(page: Page, site: str) -> None:
    opened(page, site, "?arrival=1000")
    page.get_by_role("slider", name=re.compile("^Arrivals")).press("ArrowLeft")
    page.wait_for_url("**arrivals=3000*")
    settled(page)
    expect(page.locator(".where")).to_contain_text("arrival 600 of 3,000")


def test_a_link_to_no_arrival_is_told(page: Page, site: str) -> None:
    opened(page, site, "?arrival=lots&follow=Nobody")
    expect(page.get_by_test_id("stAlert")).to_contain_text("Arrival: lots")
    expect(page.get_by_test_id("stAlert")).to_contain_text("Jobs of: Nobody")
    assert arrival(page) == 5000


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


def frames(page: Page, seconds: float) -> list[float]:
    """Play from the start: the arrival reached, then the milliseconds that each frame took."""
    return list(page.evaluate(FRAMES, seconds))


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
    assert "ASGD stopped" in (chart(race, "Gap of").get_attribute("aria-label") or "")
    assert "At arrival 100 of 5,000" in (chart(race, "Timeline").get_attribute("aria-label") or "")


@pytest.mark.parametrize("missing", ["main.js", "gap_view.js"])
def test_without_its_scripts_the_page_says_so(page: Page, site: str, missing: str) -> None:
    page.route(f"**/live/**/{missing}", lambda route: route.abort())
    page.goto(f"{site}/race", timeout=WAIT)
    settled(page)
    expect(page.get_by_role("alert").filter(has_text="could not be loaded")).to_be_visible()
    expect(page.get_by_text("stopped").first).to_be_visible()
    expect(page.get_by_test_id("stTable").first).to_contain_text("Rescaled ASGD")


def test_without_a_socket_the_figure_follows_all_the_same(page: Page, site: str) -> None:
    page.route_web_socket("**/live-feed/**", lambda socket: socket.close())
    opened(page, site)
    before = page.evaluate(f"() => {FIGURE}.simulation.key")
    page.get_by_role("slider", name="Data heterogeneity").press("ArrowRight")
    page.wait_for_url("**heterogeneity=2.1*")
    settled(page)
    page.wait_for_timeout(500)
    assert page.evaluate(f"() => {FIGURE}.simulation.key") != before
    no_errors(page)


def test_a_theme_switch_is_drawn(race: Page) -> None:
    race.emulate_media(color_scheme="light")
    race.wait_for_timeout(800)
    before: Any = race.evaluate(f"() => {FIGURE}.theme")
    race.emulate_media(color_scheme="dark")
    race.wait_for_timeout(1500)
    after: Any = race.evaluate(f"() => {FIGURE}.theme")
    assert (before["dark"], after["dark"]) == (False, True)


LOOKS = f"""() => {{
  const figure = {FIGURE}, {{jobs}} = figure.playhead.schedule, view = figure.views.timeline;
  const kinds = jobs.kind.slice(), pictures = [];
  for (const kind of [0, 1, 2]) {{
    jobs.kind.fill(kind);
    view.drawMoving(figure.scene());
    pictures.push(view.surface.moving.canvas.toDataURL());
  }}
  jobs.kind.set(kinds);
  view.drawMoving(figure.scene());
  return pictures;
}}"""
"""The timeline as if all jobs were used, ignored, or thrown away: no method of the Race does that yet."""


def test_used_ignored_and_cancelled_jobs_look_different(race: Page) -> None:
    seek(race, 700)
    chart(race, "Timeline").scroll_into_view_if_needed()
    assert len(set(race.evaluate(LOOKS))) == 3


RUNS_SEEN = f"""() => {{
  const figure = {FIGURE}, view = figure.views.gap, {{still, density}} = view.surface, {{x, y}} = view.scales;
  const pixels = () => still.getImageData(0, 0, still.canvas.width, still.canvas.height);
  const {{gap}} = figure.simulation, {{runs}} = gap, shown = pixels();
  gap.runs = null;
  view.drawStill(figure.scene());
  const hidden = pixels();
  gap.runs = runs;
  view.drawStill(figure.scene());
  const near = [-1, 0, 1]; // a sharp corner reaches its pixel only in part
  const differs = (px, py) => near.some((down) => near.some((right) => {{
    const at = 4 * ((Math.floor(py * density) + down) * still.canvas.width + Math.floor(px * density) + right);
    return [0, 1, 2, 3].some((part) => shown.data[at + part] !== hidden.data[at + part]);
  }}));
  const same = pixels().data.every((value, at) => value === shown.data[at]);
  // Where a single run stands alone: no median, band or biased limit lies above it.
  const apart = [];
  runs.forEach((method, index) => method.gaps.forEach((gaps, seed) => gaps.forEach((value, i) => {{
    const px = x(method.x[i]), py = y(value);
    const covered = gap.curves.some((curve) => py > y(curve.high[i]) - 4 && py < y(curve.low[i]) + 4);
    if (!covered && py > y.to + 2 && py < y.from - 2 && px > x.from + 2 && px < x.to - 2)
      apart.push([index, seed, differs(px, py)]);
  }})));
  return {{apart, same, counts: runs.map(({{gaps}}) => gaps.length)}};
}}"""
"""Every record of a single run beside all bands: its method, its seed, and whether it changes the picture there."""

PLAYED_STILL = f"""() => new Promise((done) => {{
  const figure = {FIGURE}, view = figure.views.gap, {{drawRuns}} = view;
  let drawn = 0;
  view.drawRuns = (...given) => {{ drawn++; drawRuns.apply(view, given); }};
  figure.playhead.seek(0);
  figure.costs.length = 0;
  figure.playhead.toggle();
  setTimeout(() => {{
    figure.playhead.pause(true);
    delete view.drawRuns;
    done([figure.costs.length, drawn]);
  }}, 700);
}})"""
"""Frames while playing, and how often single runs were drawn meanwhile."""


def test_single_runs_are_painted_once_a_picture(page: Page, site: str) -> None:
    opened(page, site, "?arrivals=200&until=arrivals")
    assert page.evaluate(f"() => {FIGURE}.simulation.gap.runs") is None
    page.get_by_text("Single runs", exact=True).click()
    page.wait_for_url("**runs=true*")
    settled(page)
    expect(page.locator(".panel.gap .caption")).to_contain_text("single runs of every seed")
    seen = page.evaluate(RUNS_SEEN)
    assert seen["counts"] == [DEFAULTS["seeds"]] * 3
    assert seen["same"]
    assert len(seen["apart"]) > 200
    assert {method for method, _, _ in seen["apart"]} == {0, 1, 2}
    assert len({(method, seed) for method, seed, _ in seen["apart"]}) > 8
    assert all(painted for _, _, painted in seen["apart"])
    frames_drawn, runs_drawn = page.evaluate(PLAYED_STILL)
    assert frames_drawn > 10
    assert runs_drawn == 0
    no_errors(page)


RELATIVE = f"""() => {{
  const figure = {FIGURE}, view = figure.views.gap, {{still, density}} = view.surface, {{x, y}} = view.scales;
  const {{curves, label}} = figure.simulation.gap;
  const corner = [(x.from + 1) * density, (y(1) - 2) * density, 3, 5].map(Math.round);
  const pixels = [...still.getImageData(...corner).data];
  const hued = (red, i) => i % 4 === 0 && Math.abs(red - pixels[i + 2]) > 60 && pixels[i + 3] > 200;
  const smallest = Array.from(curves[0].x, (_, i) => Math.min(...curves.map(({{median}}) => median[i])));
  return {{
    label, first: curves.map(({{median}}) => median[0]), least: Math.min(...smallest),
    most: Math.max(...smallest), low: y.low, high: y.high, coloured: pixels.some(hued),
  }};
}}"""
WINDOW = f"() => {{ const {{x, y}} = {FIGURE}.views.gap.scales; return [x.low, x.high, y.low, y.high] }}"


def test_relative_to_the_best_begins_at_1_and_has_a_zoom_of_its_own(page: Page, site: str) -> None:
    opened(page, site, "?seeds=4")
    whole = page.evaluate(WINDOW)
    drag(page, "Gap of", (0.3, 0.3), (0.7, 0.7))
    zoomed = page.evaluate(WINDOW)
    assert zoomed != whole
    page.get_by_role("radio", name="relative to the best").click()
    page.wait_for_url("**show=relative+to+the+best*")
    settled(page)
    seen = page.evaluate(RELATIVE)
    assert seen["label"] == "gap relative to the best"
    assert seen["first"] == [1, 1, 1]
    assert seen["least"] == seen["most"] == 1
    assert seen["low"] < 1 < seen["high"]
    assert seen["coloured"], "the curves begin at 1"
    assert page.evaluate(WINDOW) == [0, whole[1], seen["low"], seen["high"]], "a zoom into gaps is none into ratios"
    expect(page.locator(".panel.gap .caption")).to_contain_text("the best one lies at 1")
    assert "relative to the best against simulated seconds" in (chart(page, "Gap of").get_attribute("aria-label") or "")
    box = chart(page, "Gap of").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tip = page.locator(".surface.gap .tip").inner_text()
    assert re.search(r"(ASGD|OrMo) 1×", tip), "one method is the best everywhere"
    page.get_by_role("radio", name="suboptimality").click()
    page.wait_for_url(lambda url: "show=" not in url)
    settled(page)
    assert page.evaluate(WINDOW) == zoomed, "back among gaps the zoom is back"
    no_errors(page)
