"""The current race as one page of HTML that opens from a disk: sentences, table, charts that answer, the scenario."""

import html
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine import Scenario, __version__
from pages.parts.plot.addresses import PLOTLY
from pages.parts.race.charts import RaceChart
from pages.parts.race.seen import Told
from pages.parts.script.source import script
from pages.parts.words.plain_text import unmarked

MOST_BYTES = 5_900_000
"""What would make the page larger is left out, and the page says so."""
STYLE = """
:root { color-scheme: light dark; font-family: sans-serif; line-height: 1.5; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { text-align: left; padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid #8888; }
pre { overflow: auto; max-height: 20rem; border: 1px solid #8888; padding: 0.75rem; }
small { font-size: 0.875rem; }
"""
BUTTONS = [["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"], ["toImage"]]
"""Plotly's own choice has one that sends the chart to its company."""
SETTINGS = {
    "displaylogo": False, "responsive": True, "modeBarButtons": BUTTONS, "toImageButtonOptions": {"format": "svg"},
}  # fmt: skip
LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\([^)]*\)")


PLACE = "<!-- charts and scenario -->"
PAGE = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A race of the Asynchrony Lab</title>
<style>{{style}}</style>
<script>{{plotly}}</script>
</head>
<body>
<main>
<h1>A race of the Asynchrony Lab</h1>
{{body}}
{PLACE}
<p><small>Asynchrony Lab {{version}}. All times are simulated.</small></p>
</main>
</body>
</html>
"""


class Piece(NamedTuple):
    """A part of the page with its title."""

    title: str
    text: str


def html_report(scenario: Scenario, told: Told, charts: Sequence[RaceChart]) -> str:
    """The page. The scenario and the charts stand there as far as MOST_BYTES allow."""
    said = [paragraph(line) for line in told.lines if line]
    said += [small(told.steps), table(told.rows), small(told.note)]
    around = PAGE.format(
        style=STYLE, plotly=PLOTLY.read_text(encoding="utf-8"), body="\n".join(said), version=__version__
    )
    first, *rest = fitted(
        [scenario_part(scenario, charts), *map(chart_part, charts)], MOST_BYTES - len(around.encode())
    )
    # What a reader wants to see comes before what is needed to make it again.
    return around.replace(PLACE, "\n".join([*rest, first]))


def fitted(pieces: Sequence[Piece], room: int) -> list[str]:
    """The pieces that have room, one after the other, and a sentence instead of each that has not."""
    shown = []
    for title, text in pieces:
        size = len(text.encode())
        shown.append(text if size <= room else small(f"{title}: left out here, as it takes {size / 1e6:.1f} MB."))
        room -= len(shown[-1].encode()) + 1
    return shown


def plain(markdown: str) -> str:
    """What a sentence or a cell of the page says, as text of HTML."""
    return html.escape(unmarked(LINK.sub(r"\1", markdown)))


def paragraph(markdown: str) -> str:
    return f"<p>{plain(markdown)}</p>"


def small(markdown: str) -> str:
    return f"<p><small>{plain(markdown)}</small></p>"


def block(text: str) -> str:
    """Lines as they are, which the keyboard can scroll."""
    return f'<pre tabindex="0">{html.escape(text)}</pre>'


def table(rows: Sequence[Mapping[str, str]]) -> str:
    """The rows with their columns' names."""
    header = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in rows[0])
    lines = ("".join(f"<td>{plain(cell)}</td>" for cell in row.values()) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<table tabindex="0"><tr>{header}</tr>{body}</table>'


def chart_part(one: RaceChart) -> Piece:
    """A chart with its title and its words."""
    figure = one.figure.to_html(full_html=False, include_plotlyjs=False, config=SETTINGS)
    label = html.escape(one.words, quote=True)
    return Piece(one.title, f'<h2>{one.title}</h2>\n<div role="group" aria-label="{label}">{figure}</div>')


def scenario_part(scenario: Scenario, charts: Sequence[RaceChart]) -> Piece:
    """The scenario as a file holds it, and the script that makes the first chart."""
    parts = ["<h2>Scenario</h2>", paragraph("A file of this is simulated by: python -m engine scenario.json")]
    parts.append(block(scenario.model_dump_json(indent=1)))
    for one in charts[:1]:
        parts += [paragraph("In Python:"), block(script(one.made))]
    return Piece("Scenario", "\n".join(parts))
