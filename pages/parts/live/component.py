"""The live figure as a Streamlit component: a node that stays, and bytes that arrive."""

from typing import Any

import streamlit as st

from pages.parts.live.assets_path import ADDRESS, FOLDER

LOADING = "Loading the live figure. If this stays, it could not be loaded: the sentences and the table tell the same."
SCRIPT = f"""
const scripts = new URL("{ADDRESS}/main.js", document.baseURI);
let module = null;
export default function (component) {{
  const place = component.parentElement;
  import(scripts).then((loaded) => {{
    module = loaded;
    module.show(component);
    place.querySelector(".loading")?.remove();
  }}).catch((error) => {{
    module?.leave(place);
    const words = place.querySelector(".loading") ?? place.appendChild(document.createElement("p"));
    words.className = "loading";
    words.setAttribute("role", "alert");
    words.textContent = `The live figure could not be loaded (${{error.message}}). ` +
      "The sentences above and the table below hold the results.";
  }});
  return () => module?.leave(place);
}}
"""
"""Streamlit sends this again with every run, so it only fetches the rest: see the folder assets."""

_figure: Any = st.components.v2.component(
    "live_figure",
    html=f'<p class="loading" role="status">{LOADING}</p>',
    css=(FOLDER / "style.css").read_text(encoding="utf-8"),
    js=SCRIPT,
)


def live_figure(payload: bytes, key: str) -> None:
    """Draw the payload of `pages.parts.figures.live`. Its node stays while `key` does."""
    # The state makes Streamlit run the page again when the playhead comes to rest: Share then has its place.
    _figure(key=key, data=payload, on_where_change=lambda: None)
