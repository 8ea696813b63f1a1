"""The race's charts of jobs and arrivals: what is drawn is what the film and the log hold."""

import re
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from engine.results.filmed_jobs import FATES, jobs_of
from engine.results.job_fates import Fate
from engine.results.report import step_shares
from pages.parts.charts import race_timeline
from pages.parts.charts.race_contribution import MOST_BARS, contribution_chart
from pages.parts.charts.race_staleness import MOST_BINS, staleness_chart
from pages.parts.charts.race_timeline import NAMES, timeline_chart
from pages.parts.live.assets_path import FOLDER
from pages.parts.live.payload.binary import Blob
from pages.parts.live.payload.report import method_part
from tests.support.figures import trace
from tests.support.race_charts import numbers, race
from tests.support.unpack import part_of

CLOSE = {"rtol": 1e-6}
"""Single precision rounds by less than this."""


def bars_of(figure: go.Figure) -> list[go.Bar]:
    return list(figure.select_traces({"type": "bar"}))


def test_bars_are_the_jobs_of_the_film() -> None:
    given = race(
        methods=[{"kind": "ringmaster", "threshold": 3, "variant": how, "label": how} for how in ("stop", "ignore")]
    )
    for label, run in given.items():
        jobs = jobs_of(run)
        figure = timeline_chart(given, label, 0.0, float(jobs.end.max()) + 1)
        assert sum(len(bars.x) for bars in bars_of(figure)) == len(jobs.worker)
        for bars in bars_of(figure):
            own = jobs.chosen(jobs.fate == next(i for i, fate in enumerate(FATES) if NAMES[fate] == bars.name))
            np.testing.assert_array_equal(bars.y, own.worker + 1)
            begin, end, staleness = np.asarray(bars.customdata).T
            np.testing.assert_array_equal([begin, end], [own.begin, own.end])
            np.testing.assert_allclose(numbers(bars.base) + bars.x, own.end)
            if bars.name not in (NAMES[Fate.CANCELLED], NAMES[Fate.RUNNING]):
                np.testing.assert_array_equal(bars.text, own.staleness)
                np.testing.assert_array_equal(staleness, own.staleness)
            else:
                assert np.isnan(staleness).all()
        assert f"jobs of {label}" in figure.layout.xaxis.title.text
    assert {NAMES[Fate.CANCELLED]} < {bars.name for bars in bars_of(timeline_chart(given, "stop"))}


def test_jobs_end_in_the_words_of_the_live_figure() -> None:
    (table,) = re.findall(r"const ENDINGS = (\{.*\});", (FOLDER / "timeline_view.js").read_text(encoding="utf-8"))
    assert set(re.findall(r'"(.*?)"', table)) == set(NAMES.values())
    cluster = {"workers": 3, "jitter": {"kind": "exponential"}}
    given = race(methods=[{"kind": "mindflayer", "patience": 0.5}], cluster=cluster)
    (cut,) = [bars for bars in bars_of(timeline_chart(given, end=1e9)) if bars.name == "not used"]
    assert len(cut.x) == (jobs_of(given["mindflayer"]).fate == FATES.index(Fate.CUT_OFF)).sum() > 0


def test_the_window_is_told_and_never_holds_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    given = race(budget={"arrivals": 3000})
    (usual,) = bars_of(timeline_chart(given))
    assert set(usual.y) == set(range(1, 8))
    last = float(given["asgd"].time[-1])
    whole = timeline_chart(given, end=last)
    assert sum(len(bars.x) for bars in bars_of(whole)) == race_timeline.MOST_JOBS
    begin, end = whole.layout.xaxis.range
    assert (begin, end < last) == (0, True)
    jobs = jobs_of(given["asgd"])
    assert (jobs.begin < end).sum() <= race_timeline.MOST_JOBS
    assert f"to {end:.3g}" in whole.layout.xaxis.title.text
    monkeypatch.setattr(race_timeline, "MOST_ROWS", 3)
    few = timeline_chart(given)
    assert set(few.data[0].y) == {1, 2, 3}
    assert "first 3 of 7" in few.layout.yaxis.title.text


@pytest.mark.parametrize("workers", [1, 4, 60])
def test_staleness_is_that_of_all_arrivals(workers: int) -> None:
    given = race(cluster={"workers": workers})
    figure = staleness_chart(given)
    for label, run in given.items():
        drawn, staleness = trace(figure, label), run.arrivals["staleness"]
        ends = np.stack([drawn.x, drawn.x], axis=-1) if drawn.customdata is None else np.asarray(drawn.customdata)
        counts = [((low <= staleness) & (staleness <= high)).sum() for low, high in ends]
        np.testing.assert_allclose(numbers(drawn.y) * len(staleness), counts)
        assert sum(counts) == len(staleness)
        assert len(counts) <= MOST_BINS


@pytest.mark.parametrize("workers", [1, 7, 50])
def test_contributions_are_those_of_the_live_figure(workers: int) -> None:
    given = race(
        cluster={"workers": workers}, methods=[{"kind": kind} for kind in ("asgd", "ringmaster", "ringleader")]
    )
    figure = contribution_chart(given)
    for label, run in given.items():
        blob = Blob()
        found: Any = part_of(method_part(given, run, blob), blob)
        pull = np.broadcast_to(found.column(found.header["pull"]), len(run.arrivals)) * run.arrivals["used"]
        sums = np.bincount(run.arrivals["worker"], pull, minlength=workers)
        drawn = trace(figure, label) if workers * 3 > MOST_BARS else next(b for b in figure.data if b.name == label)
        np.testing.assert_allclose(drawn.y, sums / sums.sum(), **CLOSE)
        np.testing.assert_allclose(drawn.y, step_shares(given.scenario, run), **CLOSE)
        assert numbers(drawn.y).sum() == pytest.approx(1)
        assert drawn.type == ("scatter" if workers * 3 > MOST_BARS else "bar")
    assert figure.layout.shapes[0].y0 == 1 / workers


def test_shades_are_even_in_the_logarithm_and_are_those_of_the_key() -> None:
    figure = timeline_chart(race(cluster={"workers": 5}))
    (bars,), (key,) = bars_of(figure), figure.select_traces({"type": "scatter"})
    most = int(np.max(bars.text))
    assert 10**0 < np.expm1(key.marker.cmax) == pytest.approx(most)
    assert race_timeline.shades(np.array([0, most]), most) == ["rgb(205, 191, 230)", "rgb(92, 38, 136)"]
    assert [colour for _, colour in key.marker.colorscale] == [race_timeline.FRESH, race_timeline.STALE]
    (middle,) = race_timeline.shades(np.array([3]), 15)
    assert middle == "rgb(148, 114, 183)"
    assert len(bars.marker.color) == len(bars.x)
