"""The start page's race as a Streamlit component: map and gap alone, which play by themselves."""

from typing import Any

import streamlit as st

from engine.results.plane import Map
from engine.simulation import Simulation
from pages.parts.live import assets_path, feed
from pages.parts.live.payload.figure import key_of, payload
from pages.parts.live.payload.gap import View

FEED = "start"
"""One for all visitors, as all see the same race."""
VIEW = View()
SCRIPT = f"""
const scripts = new URL("{assets_path.SCRIPT}", document.baseURI);
export default function ({{ data, parentElement }}) {{
  const words = parentElement.querySelector(".loading");
  let module = null, gone = false;
  import(scripts).then(async (loaded) => {{
    module = loaded;
    if (gone) return;
    await module.showSmall(parentElement, data);
    words?.remove();
  }}).catch((error) => {{
    module?.leaveSmall(parentElement);
    if (words) words.textContent = `The race could not be loaded (${{error.message}}).`;
  }});
  return () => {{ gone = true; module?.leaveSmall(parentElement); }};
}}
"""

_race: Any = st.components.v2.component(
    "small_race",
    html='<p class="loading" role="status">Loading a race.</p>',
    css=(assets_path.FOLDER / "style.css").read_text(encoding="utf-8"),
    js=SCRIPT,
)


def small_race(simulation: Simulation, plane_map: Map, words: str) -> None:
    """A race that every visitor is shown alike; `words` tell what is seen."""
    key = key_of(simulation, VIEW, {})
    if not feed.holds(FEED, key):
        feed.put(FEED, key, payload(key, simulation, plane_map, VIEW, {}), wait=False)
    _race(key="small_race", data={"feed": FEED, "words": words})
