"""A Plotly figure on a page: its node stays when its data change, and with it what a visitor zoomed to and hid."""

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from pages.parts.plot.addresses import ADDRESS, FOLDER, PLOTLY_ADDRESS
from pages.parts.script.about import about
from pages.parts.script.call import Call
from pages.parts.script.source import script

SCRIPT = f"""
const scripts = new URL("{ADDRESS}/chart.js", document.baseURI);
const plotly = new URL("{PLOTLY_ADDRESS}", document.baseURI);
export default function (component) {{
  const place = component.parentElement;
  let module = null, gone = false;
  import(scripts).then((loaded) => {{
    module = loaded;
    if (!gone) module.show(component, plotly.href);
  }});
  return () => {{ gone = true; module?.leave(place); }};
}}
"""
"""Streamlit sends this again with every run, so it only fetches the rest: see the folder assets."""

_chart: Any = st.components.v2.component(
    "chart",
    html='<div class="lab-chart" role="group"></div><p class="lab-failed" role="alert" hidden></p>',
    css=(FOLDER / "style.css").read_text(encoding="utf-8"),
    js=SCRIPT,
    # Plotly puts its styles into the head of the document, where a root of shadows would not find them.
    isolate_styles=False,
)


def draw(
    figure: go.Figure, words: str, key: str, made: Call, clicked: Callable[[float, float], None] | None = None
) -> None:
    """The figure, told by `words`, whose node is that of `key`; `clicked` gets the place of a click on its traces."""

    def heard() -> None:
        match st.session_state[key].get("clicked"):
            case [int() | float() as x, int() | float() as y] if clicked is not None:
                clicked(float(x), float(y))

    data = {
        "figure": figure.to_json(remove_uids=False),
        "key": key,
        "height": figure.layout.height,
        "words": words,
        "clicks": clicked is not None,
        "about": about(made, figure),
        "script": script(made),
    }
    _chart(key=key, data=data, on_clicked_change=heard)
