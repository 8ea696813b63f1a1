"""The live controls as a Streamlit component: beside the figure's socket, they stand for the ordinary ones."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from pages.parts.live import assets_path
from pages.parts.live.component import FEED

RELEASE = "_live_release"
SCRIPT = f"""
const scripts = new URL("{assets_path.SCRIPT}", document.baseURI);
export default function (component) {{
  const place = component.parentElement;
  let module = null, gone = false;
  import(scripts).then((loaded) => {{
    module = loaded;
    if (!gone) module.showControls(component);
  }});
  return () => {{ gone = true; module?.leaveControls(place); }};
}}
"""

_controls: Any = st.components.v2.component("live_controls", css=assets_path.styles("live_controls.css"), js=SCRIPT)


def live_controls(
    place: str,
    described: Mapping[str, Any],
    moved: Callable[[Mapping[str, Any]], None],
    pale: list[str],
    held: str = FEED,
) -> None:
    """The controls that `pages.parts.controls.live` describes, once the figure has its feed.

    Those in the `place` "sidebar" show where that stands beside the figure, those on the "page" where it does not; at
    any other place they show always.
    `moved` gets the values that a visitor has let go of, before the page is made anew. Containers whose keys are `pale`
    tell of what was before while a control is moved. `held` is the figure's feed.
    """
    key = f"live_{place}"

    def heard() -> None:
        match st.session_state[key].get("moved"):
            case {"release": int() | float() as release, "values": dict() as values}:
                st.session_state[RELEASE] = release
                moved(values)

    if held not in st.session_state:
        return
    release = st.session_state.get(RELEASE, 0)
    data = {**described, "feed": st.session_state[held], "pale": pale, "release": release, "place": place}
    _controls(key=key, data=data, on_moved_change=heard)
