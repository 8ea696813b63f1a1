"""Best so far as a chart and in sentences: what is drawn and said is the study's."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.design_space.study import CLOSE, Study
from pages.charts import best_so_far_chart
from pages.parts.advisor.benchmark_words import found_words, point_rows, ranking_words, rows_of, solved_words, words_of
from pages.parts.charts.best_so_far import FLOOR, NAMES, STYLES, best_so_far_words
from tests.support.figures import ends_of, points, trace
from tests.support.studies import study_with

TRIED = study_with({"bayesian": [[8, 2, 0.0], [6, 4, 3], [7, 9, 0.5]], "random": [[9, 8, 7], [9, 9, 9], [5, 5, 1]]})


def test_regrets_are_drawn_with_their_quartiles_on_a_logarithm() -> None:
    figure = best_so_far_chart(TRIED)
    assert points(trace(figure, "own Bayesian")).tolist() == pytest.approx(np.array([[1, 7], [2, 4], [3, 0.5]]))
    assert trace(figure, "own Bayesian").line.color == STYLES["bayesian"].colour
    assert trace(figure, "random search").customdata.tolist() == pytest.approx(np.array([[7, 9], [6.5, 8.5], [4, 8]]))
    assert "3 seeds" in trace(figure, "random search").hovertemplate
    assert set(trace(figure, "within 0.05").y) == {CLOSE}
    assert figure.layout.yaxis.type == "log"
    low, high = ends_of(figure.layout.yaxis)
    assert low < CLOSE
    assert high > 9


def test_what_is_at_the_optimum_stands_at_the_foot_of_the_logarithm() -> None:
    figure = best_so_far_chart(study_with({"bayesian": [[3, 0, 0], [2, 0, -1e-15]]}))
    assert points(trace(figure, "own Bayesian"))[:, 1].tolist() == [2.5, FLOOR, FLOOR]
    band = trace(figure, "own Bayesian", fill="toself")
    assert np.nanmin(np.array(band.y, dtype=float)) == FLOOR
    assert ends_of(figure.layout.yaxis)[0] < FLOOR


def test_values_are_drawn_with_the_optimum() -> None:
    figure = best_so_far_chart(TRIED, "value")
    optimum = TRIED.benchmark.optimum
    assert points(trace(figure, "own Bayesian"))[:, 1] == pytest.approx(optimum + np.array([7, 4, 0.5]))
    assert set(trace(figure, "optimum").y) == {optimum}
    low, high = figure.layout.yaxis.range
    assert low < optimum < high
    assert figure.layout.yaxis.type == "linear"


def test_the_chart_in_words() -> None:
    assert best_so_far_words(TRIED) == (
        "Best so far less the optimum over 3 tries, 3 seeds. own Bayesian: median 7 after one try, 0.5 in the end; "
        "random search: median 9 after one try, 7 in the end."
    )


def test_a_single_try_is_a_study_too() -> None:
    study = study_with({"random": [[4.0]]})
    assert best_so_far_chart(study).layout.xaxis.range == (1, 2)
    assert rows_of(study)[0]["After 1"] == "4"


def test_sentences_by_hand() -> None:
    assert words_of(TRIED).split("  \n") == [
        "**Measured:** after 3 tries the median of own Bayesian is 0.5 above the optimum, before random search with 7 "
        "above it.",
        "In the median nobody comes within 0.05 of the optimum.",
        "The best of all 18 evaluations, by own Bayesian, has 8.94193; the optimum has 8.94193.",
    ]
    (own, drawn) = rows_of(TRIED)
    assert own["Within 0.05"] == "1 of 3"
    assert own["After 3"] == "0.5 (0.25 to 1.75)"
    assert own["Seconds a try"] == "0.02"
    assert drawn["Within 0.05"] == "0 of 3"
    solved = study_with({"random": [[3, 1, 0]], "tpe": [[3, 0.01, 0]], "space_filling": [[3, 2, 1]]})
    assert solved_words(solved) == (
        "In the median these come within 0.05 of the optimum: Optuna's TPE after 2, random search after 3 tries, the "
        "others not at all."
    )
    assert ranking_words(solved) == (
        "**Measured:** after 3 tries the median of random search is less than 0.001 above the optimum, and so is that "
        "of Optuna's TPE."
    )


def test_the_points_row_by_row() -> None:
    rows = {row["Variable"]: row for row in point_rows(TRIED)}
    assert rows["p level"] == {"Variable": "p level", "Best found": "–", "Optimum": "–"}
    assert rows["x"]["Optimum"] == "100"
    assert len(rows) == 11


REGRETS = st.lists(
    st.sampled_from([0.0, 1e-4, 9e-4, 0.02, 0.05, 0.0501, 1.0, 3.004, 3.0, 40.0]), min_size=4, max_size=4
)
STUDIES = st.dictionaries(
    st.sampled_from(list(NAMES)), st.lists(REGRETS, min_size=3, max_size=3), min_size=1, max_size=5
).map(study_with)


@given(STUDIES)
def test_no_sentence_claims_what_is_not_so(study: Study) -> None:
    """The numbers anew, by sorting alone."""
    kinds = {name: kind for kind, name in NAMES.items()}
    best = {k: np.minimum.accumulate(np.array([r.values for r in runs]), axis=1) for k, runs in study.runs.items()}
    medians = {kind: np.sort(each - study.benchmark.optimum, axis=0)[1] for kind, each in best.items()}
    names = "|".join(map(re.escape, NAMES.values()))
    ranked = re.fullmatch(
        rf"\*\*Measured:\*\* after 4 tries the median of ({names}) is (.+?) above the optimum"
        rf"(?:|, and so is that of ({names})|, before ({names}) with (.+?) above it)\.",
        ranking_words(study),
    )
    assert ranked is not None
    first, told, same, second, _ = ranked.groups()
    lowest = min(each[-1] for each in medians.values())
    assert medians[kinds[first]][-1] == lowest
    assert (told == "less than 0.001") == (lowest < FLOOR)
    assert bool(same or second) == (len(medians) > 1)
    if other := same or second:
        rest = [each[-1] for kind, each in medians.items() if kind != kinds[first]]
        assert medians[kinds[other]][-1] == min(rest)
        assert bool(same) == (
            min(rest) - lowest < 1e-9 or max(lowest, min(rest)) < FLOOR or told == "3" == f"{min(rest):.3g}"
        )
    said = dict(re.findall(rf"({names}) after (\d+)", solved_words(study)))
    for kind, each in medians.items():
        near = np.flatnonzero(each <= CLOSE)
        assert said.get(NAMES[kind]) == (str(near[0] + 1) if near.size else None)
    assert ("nobody" in solved_words(study)) == (not said)
    assert ("not at all" in solved_words(study)) == (0 < len(said) < len(medians))
    winner = re.search(rf"by ({names}), has ([-\d.]+);", found_words(study))
    assert winner is not None
    overall = min(each.min() for each in best.values())
    assert best[kinds[winner[1]]].min() == overall
    assert float(winner[2]) == pytest.approx(overall, rel=1e-5)
