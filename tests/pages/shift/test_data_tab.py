"""The Covariate shift page's tab on real data, without a browser."""

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine.covariate_shift.real_data import split as real_split
from engine.covariate_shift.real_data.cuts import Cut, can_be, every_cut
from engine.covariate_shift.real_data.data_sets import TABLES, table
from engine.covariate_shift.real_data.fits import ESTIMATORS, LEAST_SQUARES, MIN_MAX, RIDGE
from engine.covariate_shift.real_data.split import Question, split
from engine.covariate_shift.real_data.study import Comparison, compare
from pages.parts.charts.real_errors import NAMES
from pages.parts.script.about import about
from pages.parts.shift import data, data_cuts
from pages.parts.shift.answers import WORDS
from pages.parts.shift.controls import OWN
from pages.parts.shift.data_controls import DATA, FEATURES, feature_key
from pages.parts.shift.data_words import cost_words, cuts_words, uncut_words, verdict_words, why_words
from pages.parts.words.numbers import number
from pages.parts.work import progress
from pages.parts.work.computed import mark_of
from tests.support.scripts import assert_remade, recorded
from tests.support.visit import captions, fine, new_app, press, warnings

pytestmark = pytest.mark.usefixtures("warm")

QUICK = {"rows": "40", "splits": "10"}
ASKED = ("diabetes", Question("log triglycerides", 0.5, "high", 40, 10, 0))


def page(stopped: object = None, **given: str) -> AppTest:
    """The tab, opened with a link; `stopped` is what the visitor has stopped before."""
    # The first run tells which pages there are: this one's path is not its file's name.
    app = new_app().run()
    app.session_state[progress.STOPPED] = stopped
    app.query_params[OWN + "tab"] = "Real data"
    app.query_params.update({DATA + key: value for key, value in (QUICK | given).items()})
    return fine(app.switch_page("covariate_shift.py").run())


def text(app: AppTest) -> str:
    return " ".join(markdown.value for markdown in app.markdown)


@pytest.fixture(scope="module")
def found() -> Comparison:
    return compare(table(ASKED[0]), ASKED[1])


def test_the_tab_tells_what_the_engine_found(found: Comparison) -> None:
    app = page(diabetes_feature="log triglycerides", side="high values")
    assert [header.value for header in app.header] == ["A real table, cut in two"]
    assert warnings(app) == []
    assert len(app.get("bidi_component")) == 3
    (shown,) = (one.value for one in app.table)
    assert len(shown) == len(ESTIMATORS)
    low, middle, high = found.quartiles(found.target)
    for place, name in enumerate(ESTIMATORS):
        row = shown.loc[next(index for index in shown.index if re.sub(r"\[|\].*", "", index) == NAMES[name])]
        assert row["Median error"] == number(float(middle[place]))
        assert row["Quartiles"] == f"{number(float(low[place]))} to {number(float(high[place]))}"
        assert row["Miss"] == number(float(np.sqrt(middle[place] * found.unit)))
        assert row["On the source"] == number(float(np.median(found.source[:, place])))
        if name != RIDGE:
            assert row["Beats ridge in"] == f"{np.sum(found.target[:, place] < found.errors(RIDGE))} of 10"
    assert shown.loc[NAMES[LEAST_SQUARES], "Promised"] == number(float(np.median(found.promises(LEAST_SQUARES))))
    assert f"the {len(found.parts.source)} patients whose log triglycerides is at least" in text(app)
    assert verdict_words(found) in text(app)
    assert f"in {found.wins(MIN_MAX, RIDGE)} of 10 splits" in text(app)
    assert not re.search(r"\bnan\b|\binf\b", text(app) + captions(app) + shown.to_string())


def with_errors(found: Comparison, minmax: list[float], ridge: list[float]) -> Comparison:
    target = np.ones((len(ridge), len(ESTIMATORS)))
    target[:, ESTIMATORS.index(MIN_MAX)], target[:, ESTIMATORS.index(RIDGE)] = minmax, ridge
    question = found.question._replace(splits=len(ridge))
    return Comparison(**(vars(found) | {"target": target, "question": question}))


@pytest.mark.parametrize(
    ("minmax", "ridge", "sentence"),
    [
        ([0.4, 0.5, 0.6], [0.8, 0.91, 1.0], r"Min-max is ahead of ridge:.* in 3 of 3 splits, .*0.403 ± 0.00333 lower"),
        ([0.8, 0.91, 1.0], [0.4, 0.5, 0.6], "Min-max does not beat ridge here:.* in 0 of 3 splits.* higher"),
        ([0.5, 0.5, 0.5], [0.4, 0.6, 0.5], "are close:.* in 1 of 3 splits"),
        # A mean far from 0, but the majority on the other side.
        ([0.51, 0.51, 0.1], [0.5, 0.5, 0.9], "are close:.* in 1 of 3 splits.*0.26 ± 0.27 lower"),
        # Most splits, but by next to nothing.
        ([0.495, 0.496, 0.497], [0.5, 0.5, 0.5], "are close:.* in 3 of 3 splits"),
    ],
)
def test_the_verdict_is_what_the_numbers_support(
    found: Comparison, minmax: list[float], ridge: list[float], sentence: str
) -> None:
    assert re.search(sentence, verdict_words(with_errors(found, minmax, ridge)))


def test_the_reason_names_the_feature_that_grew(found: Comparison) -> None:
    words = why_words(found)
    assert f"log triglycerides varies {number(float(found.growth.max()))} times as much" in words
    place = found.table.names.index("log triglycerides")
    assert f"min-max keeps {found.kept[1, place]:.0%}" in words
    rank = 1 + int(np.sum(np.abs(found.slopes) > found.slopes[place]))
    assert f"is +{number(float(found.slopes[place]))}, number {rank} by size of 10" in words


@pytest.mark.parametrize("name", TABLES)
def test_every_table_can_be_cut_by_each_of_its_features(name: str) -> None:
    """At some share and side each cut has rows enough; the tab itself is opened with the last feature."""
    given = table(name)
    assert set(FEATURES[name]) == {feature for feature in given.names if len(np.unique(given.column(feature))) > 2}
    assert len(set(map(feature_key, TABLES))) == len(TABLES)
    for feature in FEATURES[name]:
        assert any(can_be(given, Question(feature, 0.5, side, 20, 1, 0)) for side in ("low", "high")), feature
    last = FEATURES[name][-1]
    app = page(table=name, splits="10", rows="20", **{feature_key(name).removeprefix(DATA): last})
    assert warnings(app) == []
    assert table(name).response in text(app)
    assert f"whose {last} is at most" in text(app)


def test_more_rows_than_there_are_become_as_many_as_possible() -> None:
    app = page(table="wine alcohol", share="0.3", rows="100", splits="10")
    (note,) = app.info
    source = len(split(table("wine alcohol"), Question("flavanoids", 0.3, "low", 20, 1, 0)).source)
    assert f"100 are more than this source can give; {source - 10} are used" in note.value
    assert f"learn from {source - 10} source rows" in text(app)
    assert not page(table="wine alcohol", rows="20", splits="10").info


def test_what_cannot_be_split_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(real_split, "SPARE", 240)
    app = page()
    (warning,) = warnings(app)
    assert re.fullmatch(r"The source must have at least 250 rows, and has \d+: take another share\.", warning)
    assert not app.table
    monkeypatch.undo()
    assert "`height` is not possible" in " ".join(warnings(page(diabetes_feature="height")))


def test_a_stopped_run_goes_on_when_asked() -> None:
    asked = (ASKED[0], ASKED[1]._replace(seed=77))
    app = page(mark_of(data.COMPARISONS, asked), diabetes_feature="log triglycerides", side="high values", seed="77")
    assert warnings(app) == [WORDS.stopped]
    assert not app.table
    press(app, WORDS.again)
    assert warnings(app) == []
    assert app.table


def test_every_cut_is_counted_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_cuts, "FEW_SPLITS", 2)
    monkeypatch.setitem(data_cuts.FEATURES, "diabetes", ("age", "blood sugar"))
    app = page(seed="5")
    assert "min-max is ahead" not in text(app)
    app = press(app, "Cut by every feature")
    cuts = every_cut(table("diabetes"), ("age", "blood sugar"), ASKED[1]._replace(splits=2, seed=5))
    assert cuts_words(cuts, 4, 2) in text(app)
    counts = [sum(cut.verdict == one for cut in cuts) for one in ("ahead", "behind", "close")]
    assert sum(counts) == 4
    assert "ahead of ridge on {}, behind on {}, and close on {}**".format(*counts) in text(app)
    # Known from now on, without a button.
    assert cuts_words(cuts, 4, 2) in text(page(seed="5"))


def test_every_cut_that_was_stopped_is_told_and_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_cuts, "FEW_SPLITS", 2)
    monkeypatch.setitem(data_cuts.FEATURES, "diabetes", ("age", "blood sugar"))
    wanted = ("diabetes", Question("", 0.5, "low", 40, 2, 6))
    app = page(mark_of(data_cuts.CUTS, wanted), seed="6")
    assert "each of 2 features, with either side as the source (not by sex and body mass index and" in text(app)
    app = press(app, "Cut by every feature")
    assert warnings(app) == [WORDS.stopped]
    assert "min-max is ahead of ridge on" not in text(app)
    app = press(app, WORDS.again)
    assert warnings(app) == []
    assert "On 4 cuts of 2 random splits each" in text(app)


def test_cuts_that_are_ahead_are_named() -> None:
    cuts = [Cut("age", "low", "ahead", 18), Cut("hue", "high", "behind", 1), Cut("ash", "low", "behind", 0)]
    words = cuts_words(cuts, 3, 20)
    assert "On 3 cuts of 20 random splits each" in words
    assert "**min-max is ahead of ridge on 1, behind on 2, and close on 0**" in words
    assert words.endswith("Ahead by age (source: low values, 18 of 20).")
    assert "cannot be made" not in words
    assert "Ahead by" not in cuts_words(cuts[1:], 2, 20)
    assert "5 more cannot be made: one side would have too few rows." in cuts_words(cuts, 8, 20)


def test_features_that_cut_nothing_are_named() -> None:
    assert uncut_words(table("diabetes").names, FEATURES["diabetes"]).startswith(" (not by sex, which")
    assert uncut_words(table("wine colour").names, FEATURES["wine colour"]) == ""


def test_a_broken_promise_may_be_the_estimates(found: Comparison) -> None:
    promised = found.promised.copy()
    broken = cost_words(Comparison(**(vars(found) | {"promised": 0 * promised})))
    assert "is exceeded in 10 of 10 splits" in broken
    assert broken.endswith("does not hold for this cut, or the estimates from 40 rows are too poor.")
    assert cost_words(Comparison(**(vars(found) | {"promised": promised + 1e9}))).endswith(
        "exceeded in 0 of 10 splits."
    )


def test_what_is_kept_of_a_slope_is_said_of_the_diagonal(found: Comparison) -> None:
    assert "Of least squares' slope along log triglycerides, before other slopes add to it, min-max keeps" in why_words(
        found
    )


def test_splits_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    page()

    def again(*arguments: object) -> None:
        raise AssertionError("computed in vain")

    monkeypatch.setattr(data, "compare", again)
    assert page().table


def test_the_scripts_make_the_charts() -> None:
    with recorded() as charts:
        page(diabetes_feature="log triglycerides", side="high values")
    assert set(charts) == {"shift_errors", "shift_variances", "shift_kept_of_data"}
    assert_remade(charts, *charts)
    figure, made = charts["shift_errors"]
    assert about(made, figure).startswith(
        "Table: diabetes. The source has the high values of log triglycerides, about 50% of the rows; 40 rows learned "
        "from, 10 random splits, seed 0. Whiskers: interquartile range, 10 splits. Asynchrony Lab"
    )
