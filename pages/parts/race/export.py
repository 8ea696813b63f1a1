"""What a visitor takes away from the Race: its link, its files, a report, its views as charts."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from engine import __version__
from engine.files import result_table
from pages.parts.controls.types import Choices
from pages.parts.race.embed_code import show_embed
from pages.parts.race.seen import TITLES, Seen, Told
from pages.parts.show import show_chart

CHOSEN = "_race_chart"
RECORDS = f"result_{__version__}.csv"
"""A line in front of its header would break what reads such files."""
SHORT = "Short: what differs from the defaults."
WHOLE = "Whole: every control that shows is written out, the seed included. It stays what it is if defaults change."


def show_export(seen: Seen, told: Told, links: Mapping[str, Mapping[str, Any]], choices: Choices) -> None:
    """Links, files, the report; then one of the views as a chart. `links`: what each is for, and its parameters."""
    scenario = seen.simulation.scenario
    with st.container(horizontal=True):
        with st.popover("Share"):
            for words, setting in links.items():
                st.markdown(words)
                parameters = {name: value for name, value in {**setting, **seen.playhead}.items() if value is not None}
                st.code(f"{st.context.url}?{urlencode(parameters, doseq=True)}", language=None, wrap_lines=True)
            show_embed(choices, list(seen.simulation), {**links[WHOLE], **seen.playhead})
        st.download_button(
            "Scenario (JSON)", lambda: scenario.model_dump_json(indent=1), "scenario.json", "application/json",
            on_click="ignore", help="Run it with: python -m engine scenario.json --output result.csv",
        )  # fmt: skip
        st.download_button(
            "Records (CSV)", lambda: result_table(seen.simulation), RECORDS, "text/csv", on_click="ignore",
            help="One row a record and method. The file's name tells the version of the lab, its rows do not.",
        )  # fmt: skip
        st.download_button(
            "Report (HTML)", lambda: report(seen, told), "race.html", "text/html", on_click="ignore",
            help="One page with sentences, table, charts that answer and the scenario. It opens without network.",
        )  # fmt: skip
        # Cluster, data and run go with the visitor.
        st.page_link(
            "advisor.py", label="Ask the Advisor", icon=":material/search:",
            help="Which method, with which settings, does best on this cluster and data?",
        )  # fmt: skip
    show_one(seen)


def report(seen: Seen, told: Told) -> str:
    """The race as one page of HTML."""
    from pages.parts.race.charts import race_chart
    from pages.parts.race.html_report import html_report

    return html_report(seen.simulation.scenario, told, [race_chart(title, seen) for title in TITLES])


def show_one(seen: Seen) -> None:
    """The view that a visitor asks for, as a chart."""
    title = st.segmented_control(
        "Open as a chart", TITLES, key=CHOSEN,
        help="A view of the figure with values, zoom, and a button that takes it away: picture, data or Python script.",
    )  # fmt: skip
    if title is None:
        return
    # Plotly takes a second to load, for which a first race need not wait.
    from pages.parts.race.charts import race_chart

    one = race_chart(title, seen)
    show_chart(one.figure, one.words, f"race_{title.lower()}", one.made)
