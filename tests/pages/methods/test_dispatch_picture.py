"""The pictures of dispatch: what they show is what the engine did, and it can be read without colours."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from engine import Run, Scenario, simulate
from engine.kernel.film import Film
from engine.methods import METHODS
from engine.results.job_fates import Dispatch, Fate, Job, Pause, dispatch_of
from pages.parts.charts.dispatch_picture import picture, text
from pages.parts.methods import dispatch_example as example
from pages.parts.style import METHOD_STYLES, SPARE

CASES = [(kind, variant) for kind in METHODS for variant in example.variants_of(kind)]
SVG = "{http://www.w3.org/2000/svg}"


def run_of(kind: str, variant: str) -> tuple[Run, Film]:
    (run,) = simulate(example.scenario_of(kind, variant), film=True).values()
    assert run.film is not None
    return run, run.film


def drawn(shown: Dispatch) -> ElementTree.Element:
    return ElementTree.fromstring(picture(shown))


@pytest.mark.parametrize(("kind", "variant"), CASES)
def test_jobs_are_those_of_the_log(kind: str, variant: str) -> None:
    run, film = run_of(kind, variant)
    shown = example.dispatch(kind, variant)
    ended = sorted(
        (job for job in shown.jobs if job.fate not in (Fate.CANCELLED, Fate.RUNNING)),
        key=lambda job: (job.end, job.worker),
    )
    assert [job.worker for job in ended] == run.arrivals["worker"].tolist()
    np.testing.assert_array_equal([job.end for job in ended], run.arrivals["time"])
    np.testing.assert_array_equal([job.version for job in ended], film.version)
    used = [job.fate in (Fate.USED, Fate.LOCAL) for job in ended]
    assert used == run.arrivals["used"].tolist()
    # Updates are counted by the rule itself.
    rounds = film.version + run.arrivals["staleness"]
    assert [job.updates for job in ended][:-1] == (np.diff(rounds) > 0).tolist()
    assert shown.count(Fate.CANCELLED) == len(film.cancelled)
    assert shown.count(Fate.RUNNING) == len(film.flying)


@pytest.mark.parametrize(("kind", "variant"), CASES)
def test_every_worker_always_works_or_waits(kind: str, variant: str) -> None:
    shown = example.dispatch(kind, variant)
    for worker in range(shown.workers):
        spans = sorted((part.begin, part.end) for part in (*shown.jobs, *shown.pauses) if part.worker == worker)
        assert spans[0][0] == 0
        assert spans[-1][1] == shown.seconds
        assert all(end == pytest.approx(begin) for (_, end), (begin, _) in pairwise(spans))
    worked = sum(job.end - job.begin for job in shown.jobs)
    assert shown.waiting == pytest.approx(1 - worked / (shown.workers * shown.seconds), abs=1e-9)


def fates(kind: str, variant: str = "") -> set[Fate]:
    return {job.fate for job in example.dispatch(kind, variant or example.variants_of(kind)[0]).jobs} - {Fate.RUNNING}


def test_the_examples_show_what_tells_the_methods_apart() -> None:
    plain = {Fate.USED}
    for kind in ("asgd", "ormo", "minibatch", "ssgdm", "ringleader", "ia2sgd", "random_asgd", "shuffled_asgd"):
        assert fates(kind) == plain
    for kind in ("rennala", "malenia", "ringmaster"):
        assert fates(kind, "ignore") == plain | {Fate.IGNORED}
        assert fates(kind, "stop") == plain | {Fate.CANCELLED}
    assert fates("fedbuff") == plain | {Fate.LOCAL}
    assert fates("mindflayer") == plain | {Fate.CUT_OFF}
    waiting = {kind for kind, variant in CASES if example.dispatch(kind, variant).pauses}
    assert waiting == {"minibatch", "ssgdm", "mindflayer", "random_asgd", "shuffled_asgd"}
    weighted = {kind for kind, variant in CASES if example.dispatch(kind, variant).weighted}
    assert weighted == {"rescaled_asgd", "rescaled_ormo", "delay_adaptive"}
    assert all(example.dispatch(kind, variant).updates for kind, variant in CASES)


def test_variants_begin_with_the_default() -> None:
    assert example.variants_of("asgd") == ("",)
    assert example.variants_of("rennala") == ("ignore", "stop")
    assert example.variants_of("ringleader") == ("same", "current")


@pytest.mark.parametrize(("kind", "variant"), CASES)
def test_a_picture_is_well_formed_and_stays_in_its_frame(kind: str, variant: str) -> None:
    root = drawn(example.dispatch(kind, variant))
    assert root.tag == f"{SVG}svg"
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    assert root.attrib["color"] == METHOD_STYLES[kind].colour
    places = [(float(word.attrib["x"]), float(word.attrib["y"])) for word in root.iter(f"{SVG}text")]
    assert all(0 <= x <= width and 0 <= y <= height for x, y in places)
    names = [word.text for word in root.iter(f"{SVG}text")]
    assert {"server", *(f"worker {i + 1}" for i in range(len(example.TIMES)))} <= set(names)
    # Nothing from elsewhere, nothing that runs.
    assert {part.tag.removeprefix(SVG) for part in root.iter()} <= {"svg", "defs", "pattern", "path", "text", "circle"}


def shapes(*jobs: Job, pauses: tuple[Pause, ...] = ()) -> list[str]:
    """The paths and rings of a picture, without their colours."""
    root = drawn(Dispatch("asgd", 2, 10.0, jobs, pauses))
    for part in root.iter():
        for name in ("fill", "stroke", "color"):
            part.attrib.pop(name, None)
    return [ElementTree.tostring(part, encoding="unicode") for part in root.iter() if part.tag != f"{SVG}text"][1:]


def test_what_differs_in_meaning_differs_in_shape() -> None:
    looks = [shapes(Job(0, 1.0, 6.0, 0, fate, fate is Fate.USED)) for fate in Fate]
    looks.append(shapes(Job(0, 1.0, 6.0, 0, Fate.USED, updates=False)))
    looks.append(shapes(pauses=(Pause(0, 1.0, 6.0),)))
    assert len({tuple(look) for look in looks}) == len(Fate) + 2


def test_numbers_of_jobs_and_updates() -> None:
    jobs = (Job(0, 0.0, 4.0, 0, Fate.USED, updates=True), Job(1, 0.0, 7.0, 0, Fate.USED, updates=True),
            Job(0, 4.0, 10.0, 1, Fate.RUNNING))  # fmt: skip
    texts = [word.text for word in drawn(Dispatch("asgd", 2, 10.0, jobs, ())).iter(f"{SVG}text")]
    words = {"worker 1", "worker 2", "server"}
    numbers = [word for word in texts if word and word not in words and not word.endswith(" s")]
    # Three jobs by the model they compute at, two updates by their number.
    assert sorted(numbers) == ["0", "0", "1", "1", "2"]


def test_a_larger_step_has_a_larger_triangle() -> None:
    def sizes(*pulls: float) -> list[float]:
        jobs = tuple(Job(0, i, i + 1.0, i, Fate.USED, True, pull) for i, pull in enumerate(pulls))
        triangles = re.findall(r'h-([\d.]+)Z" fill="currentColor"', picture(Dispatch("asgd", 1, 10.0, jobs, ())))
        return list(map(float, triangles))

    one, four = sizes(1.0, 4.0)
    assert four == pytest.approx(2 * one, rel=0.02)
    assert len(set(sizes(0.25, 0.25, 0.25))) == 1


def test_words_cannot_break_the_picture() -> None:
    assert ElementTree.fromstring(text(1.0, 2.0, "a < b & c")).text == "a < b & c"


def test_an_empty_run_and_a_method_of_tomorrow_have_a_picture() -> None:
    root = drawn(Dispatch("a method of tomorrow", 1, 5.0, (), ()))
    assert root.attrib["color"] == SPARE.colour


def test_words_count_what_the_picture_shows() -> None:
    shown = example.dispatch("ringmaster", "stop")
    said = example.words(shown)
    ended = len(shown.jobs) - shown.count(Fate.CANCELLED, Fate.RUNNING)
    assert f"{ended} jobs end; {shown.count(Fate.CANCELLED)} are thrown away" in said
    assert f"changes {len(shown.updates)} times" in said
    assert "no worker ever waits" in said
    waits = example.dispatch("minibatch", "")
    idle = sum(pause.end - pause.begin for pause in waits.pauses) / (waits.workers * waits.seconds)
    assert f"wait for {idle:.0%} of the time" in example.words(waits)
    assert "changes 1 time;" in example.words(example.dispatch("malenia", "ignore"))
    assert "of them in vain" in example.words(example.dispatch("rennala", "ignore"))


def test_marks_explain_only_what_is_there() -> None:
    plain = example.marks(example.dispatch("asgd", ""))
    assert not re.search("Ring|Hatched|Pointed|Dotted|larger", plain)
    assert "larger" in example.marks(example.dispatch("rescaled_asgd", ""))
    both = example.marks(example.dispatch("rennala", "ignore"), example.dispatch("rennala", "stop"))
    assert both.count("Hatched") == 2
    assert "Dotted" in example.marks(example.dispatch("minibatch", ""))


def test_a_run_is_read_from_its_film() -> None:
    """Worked out by hand: two workers of 1 and 2.5 seconds under ASGD for 3 seconds."""
    scenario = example.scenario_of("asgd", "").model_dump(mode="json")
    scenario["cluster"] = {"workers": 2, "speed": {"kind": "custom", "times": [1.0, 2.5]}}
    scenario["budget"] = {"seconds": 3.2}
    (run,) = simulate(Scenario.model_validate(scenario), film=True).values()
    shown = dispatch_of(run, np.ones(4), 2, 3.2)
    assert shown.jobs == (
        Job(0, 0.0, 1.0, 0, Fate.USED, updates=True),
        Job(1, 0.0, 2.5, 0, Fate.USED, updates=True),
        Job(0, 1.0, 2.0, 1, Fate.USED, updates=True),
        Job(0, 2.0, 3.0, 2, Fate.USED, updates=True),
        Job(1, 2.5, 3.2, 3, Fate.RUNNING),
        Job(0, 3.0, 3.2, 4, Fate.RUNNING),
    )
    assert shown.updates == [1.0, 2.0, 2.5, 3.0]
    assert shown.pauses == ()
