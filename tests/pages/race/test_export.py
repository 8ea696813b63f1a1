"""What is taken away from the Race: its views as charts with their scripts, and the report."""

import html
import re

import pytest

from engine import Scenario, simulate
from engine.results.plane import draw_map
from engine.theory.predicted_curves import predictions_of
from pages.parts.live.payload.gap import View
from pages.parts.race import export, html_report
from pages.parts.race.charts import race_chart
from pages.parts.race.seen import TITLES, Seen, Told
from pages.parts.script.about import about
from tests.support.scripts import assert_remade, recorded
from tests.support.visit import fine, race

pytestmark = pytest.mark.usefixtures("warm")

LINK = {"workers": "3", "seeds": "2", "arrivals": "500", "dimension": "2", "methods": ["ASGD", "OrMo"]}
MOST = 6_000_000


@pytest.mark.parametrize("more", [{}, {"theory": "true", "noise": "0", "axis": "updates", "scale": "linear"}])
def test_every_view_opens_as_a_chart_that_its_script_makes(more: dict[str, str]) -> None:
    app = race(**LINK, **more)
    for title in TITLES:
        with recorded() as charts:
            fine(app.segmented_control(key=export.CHOSEN).set_value(title).run())
        (key,) = charts
        assert key == f"race_{title.lower()}"
        assert_remade(charts, key)


def test_the_captions_say_which_seeds_and_methods_are_seen() -> None:
    told = {}
    for title in TITLES:
        chart = race_chart(title, seen(SMALL))
        told[title] = about(chart.made, chart.figure)
    assert "200 arrivals, 2 seeds (random seed 0)." in told["Gap"]
    for title in ("Map", "Timeline", "Staleness", "Contribution"):
        assert "200 arrivals, the first of 2 seeds (random seed 0)." in told[title]
    assert "OrMo" not in told["Timeline"]
    assert "OrMo" in told["Map"]


def seen(scenario: Scenario, **playhead: str) -> Seen:
    simulation = simulate(scenario, film=True)
    return Seen(simulation, draw_map(simulation), View(), None, playhead)


SMALL = Scenario.model_validate({"budget": {"arrivals": 200}, "cluster": {"workers": 3}, "seeds": 2})


def test_the_timeline_begins_at_the_playhead_unless_it_rests_at_the_end() -> None:
    one = seen(SMALL, arrival="50", follow="ormo")
    assert one.begin == one.simulation["ormo"].arrivals["time"][49]
    assert race_chart("Timeline", one).figure.layout.xaxis.range[0] == one.begin
    assert [seen(SMALL, **at).begin for at in ({}, {"arrival": "0"}, {"arrival": "200"}, {"arrival": "999"})] == [0] * 4
    assert seen(SMALL, follow="gone").followed == "asgd"


def test_a_view_is_drawn_once_however_often_its_page_is_made() -> None:
    """What a visitor sees tells views apart: the setting, the way to look at it, the playhead where it is drawn."""
    one = seen(SMALL)
    given = (
        one, one._replace(view=View(relative=True)), one._replace(theory=predictions_of(one.simulation)),
        seen(SMALL.model_copy(update={"seed": 1})),
    )  # fmt: skip
    for title in TITLES:
        drawn = [race_chart(title, each) for each in given]
        assert len(set(map(id, drawn))) == len(given)
        again = seen(SMALL.model_copy())
        assert race_chart(title, again) is drawn[0]
        moved = race_chart(title, again._replace(playhead={"arrival": "50", "follow": "ormo"}))
        assert (moved is drawn[0]) == (title != "Timeline")


TOLD = Told(
    ["**<b>ASGD</b>** is at the goal.", ""],
    "Equal steps.",
    [{"Method": ':color[━━]{foreground="#d9600a"} [**a\\_b <i>**](https://arxiv.org/abs/1)', "Gap": "0.1"}],
    "What the columns mean.",
)


def page_of(given: Seen) -> str:
    return html_report.html_report(given.simulation.scenario, TOLD, [race_chart(title, given) for title in TITLES])


def body(page: str) -> str:
    return page[page.index("<body>") :]


def test_the_report_holds_all_that_the_page_says_and_is_small() -> None:
    page = page_of(seen(SMALL))
    assert len(page.encode()) < MOST
    rest = body(page)
    # Nothing of a visitor's text becomes a part of the page.
    assert "<p>&lt;b&gt;ASGD&lt;/b&gt; is at the goal.</p>" in rest
    assert "<td>a_b &lt;i&gt;</td><td>0.1</td>" in rest
    assert rest.count("<h2>") == len(TITLES) + 1
    places = [rest.index(f"<h2>{title}</h2>") for title in (*TITLES, "Scenario")]
    assert places == sorted(places)
    (scenario,) = re.findall(r"<pre tabindex=\"0\">(\{.*?\})</pre>", rest, re.DOTALL)
    assert Scenario.model_validate_json(html.unescape(scenario)) == SMALL
    assert "gap_chart(simulate(scenario, film=True))" in rest
    # Nothing is fetched.
    assert not re.search(r"<(script|link|img)[^>]*(src|href)=", page)


def test_what_would_be_too_large_is_left_out_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    given = seen(SMALL)
    whole = page_of(given)
    most = len(whole.encode()) - 3000
    monkeypatch.setattr(html_report, "MOST_BYTES", most)
    page = page_of(given)
    assert len(page.encode()) <= most
    (title,) = re.findall(r"<small>(\w+): left out here, as it takes \d\.\d MB\.</small>", page)
    assert body(page).count("<h2>") == body(whole).count("<h2>") - 1
    assert f"<h2>{title}</h2>" not in page
    monkeypatch.setattr(html_report, "MOST_BYTES", 0)
    assert body(page_of(given)).count("left out here") == len(TITLES) + 1
