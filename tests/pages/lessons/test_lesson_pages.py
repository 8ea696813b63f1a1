"""The lessons on the screen: each step opens from its link, keeps its answer until asked, and tells the truth after."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.lessons.answers import answer_of, choice_words, guess_words
from pages.parts.lessons.catalogue import FOLDER, NAMES, lesson_of
from pages.parts.lessons.handout import handout
from pages.parts.lessons.overview import FILE
from pages.parts.lessons.races import races_of, simulated_of
from pages.parts.words.plain_text import as_read
from tests.pages.lessons.test_reading import lesson
from tests.pages.lessons.test_shipped import STEPS
from tests.support.visit import fine, new_app

pytestmark = pytest.mark.usefixtures("warm")


def lessons(**link: str) -> AppTest:
    app = new_app()
    app.query_params.update(link)
    app.switch_page("lessons.py")
    return fine(app.run())


def press(app: AppTest, label: str, which: int = 0) -> AppTest:
    return fine([button for button in app.button if button.label == label][which].click().run())


def said(app: AppTest) -> str:
    return as_read(" ".join(markdown.value for markdown in app.markdown))


@pytest.mark.parametrize(("name", "number"), STEPS)
def test_a_step_opens_from_its_link_and_answers_from_its_run(name: str, number: int) -> None:
    step = lesson_of(name).steps[number - 1]
    app = lessons(lesson=name, step=str(number))
    assert app.title[0].value == step.title
    found = answer_of(step, races_of(simulated_of(step)))
    assert found.words not in said(app)
    if step.options:
        fine(app.radio[0].set_value(found.right[0]).run())
    press(app, "Show the answer")
    assert found.words in said(app)
    assert ("Right." in said(app)) == bool(step.options)


def test_a_thread_from_the_list_to_the_end_and_back() -> None:
    app = lessons()
    assert [heading.value.split(". ")[0] for heading in app.subheader[: len(NAMES)]] == list("1234567")
    press(app, "Begin", 2)
    assert app.query_params == {"lesson": "bias", "step": "1"}
    for number in range(2, 6):
        press(app, "Next")
        assert app.query_params["step"] == str(number)
        assert app.title[0].value == lesson_of("bias").steps[number - 1].title
    assert next(button for button in app.button if button.label == "Next").disabled
    press(app, "Classroom view")
    assert app.query_params["teach"] == "true"
    press(app, "Back")
    assert (app.query_params["step"], app.query_params["teach"]) == ("4", "true")
    press(app, "All lessons")
    assert not app.query_params
    assert app.title[0].value == "Lessons"


def test_a_wrong_choice_is_told_and_what_is_right() -> None:
    app = lessons(lesson="bias", step="2")
    fine(app.radio[0].set_value("Nowhere").run())
    press(app, "Show the answer")
    assert "Not so. It is: At a point that fast workers pull it to." in said(app)


def test_a_control_that_makes_the_answer_false_is_told() -> None:
    app = lessons(lesson="staleness", step="2")
    press(app, "Show the answer")
    assert "The slow worker misses 140 updates" in said(app)
    fine(app.slider(key="lesson_staleness_2_slowdown").set_value(1.0).run())
    assert "The slow worker misses" not in said(app)
    assert "At this setting the lesson's answer does not hold: largest staleness of ASGD is 7" in said(app)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ({"lesson": "nothing"}, "Lesson: nothing is not one of waiting"),
        ({"lesson": "bias", "step": "9"}, "Step: 9 is not one of 1 to 5"),
        ({"lesson": "bias", "step": "<b>"}, "is not one of 1 to 5"),
        ({"lesson": "own"}, "open its file again"),
    ],
)
def test_a_wrong_link_is_told(link: dict[str, str], words: str) -> None:
    (warning,) = lessons(**link).warning
    assert words in as_read(warning.value)


def test_a_lesson_of_ones_own() -> None:
    app = lessons()
    fine(app.file_uploader(key=FILE).set_value(("bad.yaml", b"title: [", "application/yaml")).run())
    assert "The lesson was not opened: line 1" in as_read(app.warning[0].value)
    fine(app.file_uploader(key=FILE).set_value(("own.json", lesson(title="<i>*Mine*</i>"), "application/json")).run())
    assert not app.warning
    press(app, "Begin", len(NAMES))
    assert app.query_params["lesson"] == "own"
    assert "<i>*Mine*</i>" in as_read(app.title[0].value)
    assert "*Mine*" not in app.title[0].value
    press(app, "Show the answer")
    assert "It is " in said(app)


def test_words_on_a_guess() -> None:
    assert guess_words(None, 0.1) == ""
    assert guess_words(0.11, 0.1) == "Your guess was 0.11: as good as it gets."
    assert guess_words(0.3, 0.1) == "Your guess was 0.3: 3 times too large."
    assert guess_words(0.01, 0.1) == "Your guess was 0.01: 10 times too small."
    assert guess_words(0.1, float("inf")) == "Your guess was 0.1; the method diverged."
    assert guess_words(0.1, 0.0) == "Your guess was 0.1; it is 0."
    assert choice_words("a", []) == "None of these holds at this setting."


def test_a_handout_holds_questions_before_answers() -> None:
    given = lesson_of("bias")
    page = handout(given)
    places = [page.index(step.title) for step in given.steps]
    assert places == sorted(places)
    answers = page.index(">Answers</h2>")
    assert answers > places[-1]
    # Pictures show how each race ends.
    assert page.index('class="plotly-graph-div"') > answers
    assert page.count("☐") == sum(len(step.options) for step in given.steps)
    assert "More than a third. 36.8%" in page
    assert page.count('class="plotly-graph-div"') == 2 * len(given.steps)
    assert (FOLDER / "bias.yaml").exists()
