"""Own measured times in scripts: many are read from the visitor's file, by the engine's reader."""

from pathlib import Path

import numpy as np
import pytest

from engine import Scenario
from engine.cluster.trace import read_trace
from engine.covariate_shift.asynchrony.cures import cures
from pages.charts import shift_cures_chart
from pages.parts.script.about import about
from pages.parts.script.call import Call, call
from pages.parts.script.own_times import MANY
from pages.parts.script.source import script
from tests.support.scripts import remade

pytestmark = pytest.mark.usefixtures("warm")


def lines(jobs: int) -> str:
    """A file of two workers with so many jobs each."""
    seconds = np.random.default_rng(3).gamma(4.0, size=(jobs, 2)).round(3) + 0.1
    return "worker,duration\n" + "".join(f"{i + 1},{row[i]:.3f}\n" for row in seconds for i in range(2))


def measured(file: str, **parts: object) -> Scenario:
    fields = {"seeds": 2, "budget": {"arrivals": 200}, "problem": {"kind": "regression", "dimension": 2}} | parts
    return Scenario.model_validate({"cluster": {"speed": read_trace(file), "workers": 2}, **fields})


def asked(scenario: Scenario) -> Call:
    other = scenario.model_copy(update={"seed": 1})
    return call(shift_cures_chart, call(cures, scenario), [call(cures, other)])


def test_many_own_times_are_read_from_the_visitors_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = lines(MANY)
    Path("trace.csv").write_text(file, encoding="utf-8")
    scenario = measured(file)
    text = script(asked(scenario))
    assert "# trace.csv: your file of measured times, worker,duration or worker,start,end.\n" in text
    # Once, though two scenarios have them.
    assert text.count('trace = read_trace(Path("trace.csv").read_bytes())\n') == 1
    assert text.count('"speed": trace') == 2
    assert "Scenario (JSON)" not in text
    assert len(text) < 2000
    figure = shift_cures_chart(cures(scenario), [cures(scenario.model_copy(update={"seed": 1}))])
    assert remade(asked(scenario)).to_json() == figure.to_json()
    assert "2 workers: measured times." in about(asked(scenario), figure)


def test_few_own_times_stand_in_the_script() -> None:
    scenario = measured(lines(3))
    text = script(asked(scenario))
    assert "read_trace" not in text
    assert '"durations": ' in text
    assert remade(asked(scenario)).data


def test_a_scenario_of_the_race_with_own_data_holds_the_times_too() -> None:
    """Its file has both, so that nothing else is to be read."""
    rows = np.random.default_rng(0).standard_normal((MANY + 2, 1))
    data = {"kind": "csv", "features": rows, "labels": [0, 1] * (len(rows) // 2)}
    text = script(call(shift_cures_chart, measured(lines(MANY), problem=data)))
    assert "# scenario.json: what the Race saves by its button Scenario (JSON).\n" in text
    assert "read_trace" not in text
