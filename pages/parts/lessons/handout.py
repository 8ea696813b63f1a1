"""A lesson on paper: one page of HTML with each step's words, pictures and question, and the answers at the end."""

import html

from engine import __version__
from pages.parts.charts.race_gap import gap_chart
from pages.parts.charts.race_map import map_chart
from pages.parts.lessons.answers import answer_of
from pages.parts.lessons.lesson import Lesson, Step
from pages.parts.lessons.races import races_of, simulated_of
from pages.parts.plot.addresses import PLOTLY
from pages.parts.race.html_report import SETTINGS
from pages.parts.race.html_report import STYLE as PAGE_STYLE

STYLE = f"""{PAGE_STYLE}
.pair {{ display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 4fr); gap: 1rem; }}
.pair > div {{ min-width: 0; }}
section {{ break-inside: avoid; }}
ul {{ list-style: none; padding-left: 1rem; }}
@media (max-width: 700px) {{ .pair {{ grid-template-columns: minmax(0, 1fr); }} }}
@media print {{
  body {{ max-width: none; margin: 0; }}
  :root {{ color-scheme: light; }}
  h2.answers {{ break-before: page; }}
}}
"""


def handout(lesson: Lesson) -> str:
    """The page; it opens without network."""
    parts, answers = [], []
    for number, step in enumerate(lesson.steps, 1):
        heading = f"{number}. {text(step.title)}"
        parts.append(f"<section><h2>{heading}</h2>\n<p>{text(step.say)}</p>\n{asked(step)}</section>")
        # The pictures show what was asked for, so they come with the answers.
        pictures, words = pictures_and_answer(step)
        answers.append(f"<section><h3>{heading}</h3>\n<p>{text(words)}</p>\n{pictures}</section>")
    body = "\n".join(parts)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{text(lesson.title)}</title>
<style>{STYLE}</style>
<script>{PLOTLY.read_text(encoding="utf-8")}</script>
</head>
<body>
<main>
<h1>{text(lesson.title)}</h1>
<p>{text(lesson.summary)}</p>
{body}
<h2 class="answers">Answers</h2>
{"".join(answers)}
<p><small>Asynchrony Lab {__version__}. All times are simulated.</small></p>
</main>
</body>
</html>
"""


def text(words: str) -> str:
    return html.escape(" ".join(words.split()))


def asked(step: Step) -> str:
    """The question, with its options as boxes to tick or a line to write on."""
    question = f"<p><b>{text(step.question)}</b></p>"
    if step.options:
        return question + "<ul>" + "".join(f"<li>☐ {text(option.text)}</li>" for option in step.options) + "</ul>"
    return f"{question}<p>My guess: ____________</p>"


def pictures_and_answer(step: Step) -> tuple[str, str]:
    """Map and gap of the step's race as it is set, and its answer with the right option."""
    results = simulated_of(step)
    simulation = results[""][1]
    other = results["A"][1] if "A" in results else None
    words = f"Gap and map of {', '.join(simulation)}."
    figures = [gap_chart(simulation, pinned=other), map_chart(simulation)]
    shown = [figure.to_html(full_html=False, include_plotlyjs=False, config=SETTINGS) for figure in figures]
    divs = "".join(f"<div>{one}</div>" for one in shown)
    found = answer_of(step, races_of(results))
    right = f"{'; '.join(found.right)}. " if found.right else ""
    return f'<div class="pair" role="group" aria-label="{text(words)}">{divs}</div>', right + found.words
