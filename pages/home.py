"""The start page: what this is, in three sentences, and the way to the Race."""

import streamlit as st

from pages.parts.server import warm_up
from pages.parts.server.waiting import show_warm_up


def show_race() -> None:
    """The default race, which the warm-up has kept, plays by itself."""
    from pages.parts.links.open_race import open_race
    from pages.parts.links.presets import DEFAULT
    from pages.parts.live.small_component import small_race
    from pages.parts.server.first_race import result

    small_race(result.simulation, result.map, DEFAULT.look)
    st.caption(f"{DEFAULT.look} ★ is the goal, ◇ the biased limit.")
    if st.button("Open this race", icon=":material/play_arrow:"):
        open_race(DEFAULT)


def show_presets() -> None:
    """A button for each preset; each opens the Race with that setting."""
    from pages.parts.links.open_race import open_race
    from pages.parts.links.presets import EFFECTS

    st.markdown("Or start from one effect:")
    places = [*st.columns(3), *st.columns(3)]
    for index, (preset, place) in enumerate(zip(EFFECTS, places, strict=True)):
        with place.container(border=True, height="stretch"):
            chosen = st.button(preset.title, key=f"go_{index}", width="stretch")
            st.caption(preset.look)
        if chosen:
            open_race(preset)


st.title("Asynchrony Lab")
st.markdown(
    "When many workers compute gradients at different speeds, a server that does not wait for the slow ones "
    "learns from old models, and hears the fast ones more often than it should. "
    "Here you set the workers' speeds, how different their data are, and the momentum, "
    "and see at once where vanilla ASGD, Rescaled ASGD and OrMo go, how fast, and why. "
    "Every curve is simulated while you watch, on quadratics and landscapes whose answer is known exactly "
    "and on real data."
)
st.page_link("race.py", label="**Open the Race**", icon=":material/play_arrow:")
st.page_link("advisor.py", label="Ask which method suits your cluster", icon=":material/search:")
# Race and presets come from the engine, so they wait until it is loaded; the way to the Race does not.
if warm_up.STATE.ready:
    show_race()
    show_presets()
else:
    show_warm_up()
st.caption(
    "Methods from arXiv 2605.13434 (Rescaled ASGD) and arXiv 2407.19234 (OrMo). "
    "Everything you see is also there from Python and the command line."
)
