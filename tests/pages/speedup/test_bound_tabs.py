"""The Speedup page's tabs on the bound and on real threads, without a browser."""

import math
import threading
import time

import numpy as np
import pytest

from engine.scenario import Budget
from engine.speedup import threads as engine_threads
from engine.speedup.bound_check import check_bound
from pages.parts.speedup import answers, bound, controls
from pages.parts.speedup import threads as threads_tab
from pages.parts.speedup.setting import proved_factor, setting_of
from pages.parts.words.numbers import number
from pages.parts.work.desk import DESK
from tests.support.scripts import assert_remade, recorded, remade
from tests.support.speedup_page import charts, choices_of, page, row, text
from tests.support.visit import press

pytestmark = pytest.mark.usefixtures("warm")


def test_the_bound_tab_shows_the_engines_numbers() -> None:
    app = page(tab="Bound", workers="2", arrivals="2000", jitter="none")
    made = setting_of(choices_of(jitter="none"))
    update = {"budget": Budget(arrivals=2000), "records": 1001}
    found = check_bound(made.with_workers(2).model_copy(update=update), "ASZD")
    assert found.slack > 1
    assert f"T = {found.delay}" in text(app)
    assert f"{number(found.slack)} times above" in text(app)
    assert number(found.largest_step) in text(app)
    assert not app.info
    assert charts(app) == 1


def test_a_step_that_is_not_proved_is_told_and_can_be_lowered() -> None:
    app = page(tab="Bound", workers="16", arrivals="500")
    assert "Nothing is proved here" in app.info[0].value
    assert "**Bound:**" not in text(app)
    press(app, "Take the largest proved step")
    assert not app.info
    assert "times above" in text(app)
    assert app.number_input(key=controls.FACTOR).value < 0.5
    assert float(app.query_params[controls.FACTOR]) == app.number_input(key=controls.FACTOR).value


@pytest.mark.parametrize("largest", [1e-3, 0.0123456, 0.02999, 0.1])
def test_the_proved_step_is_rounded_down(largest: float) -> None:
    of = setting_of(choices_of()).constants
    factor = proved_factor(of, largest)
    exact = largest * of.blocks * of.smoothness
    assert factor <= exact * (1 + 1e-12)
    assert factor == pytest.approx(exact, rel=0.011)


def test_a_bound_from_a_delay_bound_is_called_so() -> None:
    app = page(tab="Bound", workers="8", delay_bound="3", arrivals="500")
    assert "T = 3, the bound that you set" in text(app)


def test_real_threads_run_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads_tab, "thread_counts", lambda: (1, 2))
    answers.THREADS.clear()
    app = page(tab="Real threads")
    assert not app.table
    assert "differ from run to run" in text(app)
    press(app, "Run 1 to 2 threads (a few seconds)")
    assert len(app.table[0].value) == 2
    key = answers.thread_key(setting_of(choices_of()).with_counts((1, 2)))
    found = answers.THREADS.get(key)
    assert found is not None
    assert row(app, 0, "1")["Updates / s"] == f"{np.median(found.rates[0]):,.0f}"
    assert row(app, 0, "1")["Staleness"] == "0 / 0"
    assert f"**{found.cores} core" in text(app)
    assert charts(app) == 2
    press(app, "Run 1 to 2 threads (a few seconds)")
    assert answers.THREADS.get(key) is not found


def test_real_threads_wait_for_those_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads_tab, "thread_counts", lambda: (1, 2))
    answers.THREADS.clear()
    app = page(tab="Real threads")
    with answers.BUSY:
        visitor = threading.Thread(target=press, args=(app, "Run 1 to 2 threads (a few seconds)"))
        visitor.start()
        while not (doing := [job.doing for job in DESK.jobs.values() if job.doing]):
            time.sleep(0.01)
        assert doing == ["Running real threads: waiting for another visitor's run"]
        assert not app.table
    visitor.join()
    assert len(app.table) == 1


def test_the_scripts_make_the_charts() -> None:
    with recorded() as drawn:
        page(tab="Bound", workers="2", arrivals="500")
    assert set(drawn) == {"speedup_bound"}
    assert_remade(drawn, "speedup_bound")


@pytest.mark.parametrize("target", ["0.3", "0.001"])
def test_the_scripts_measure_real_threads_anew(monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    """Other numbers each time, but the same lines; none is simulated where one worker does not reach the target."""
    monkeypatch.setattr(threads_tab, "thread_counts", lambda: (1, 2))
    monkeypatch.setattr(engine_threads, "RUN_SECONDS", 0.03)
    answers.THREADS.clear()
    app = page(tab="Real threads", target=target, noise="5" if target == "0.001" else "0.05")
    with recorded() as drawn:
        press(app, "Run 1 to 2 threads (a few seconds)")
    assert {key.rstrip("01") for key in drawn} == {"speedup_threads", "staleness_"}
    names = {key: [trace.name for trace in figure.data] for key, (figure, _) in drawn.items()}
    assert ("RTS, simulated" in names["speedup_threads"]) == (target == "0.3")
    for key, (_, made) in drawn.items():
        assert [trace.name for trace in remade(made).data] == names[key]


def test_the_bounds_precision_is_a_share_of_the_first_gradient() -> None:
    made = setting_of(choices_of(target=0.3))
    slope = made.problem.gradients(made.problem.start)
    assert made.precision == pytest.approx(0.3 * float((slope**2).sum()))
    assert made.with_block(4).step == pytest.approx(4 * made.step)
    assert math.isclose(made.step, 0.5 / (20 * made.problem.smoothness))
    assert bound.CONTROLS[0].default in controls.COUNTS
