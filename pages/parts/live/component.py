"""The live figure as a Streamlit component: a node that stays, and the name of the feed that fills it."""

import json
import secrets
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import streamlit as st

from pages.parts.live import assets_path, feed
from pages.parts.live.asking import Make
from pages.parts.work.desk import DESK

FEED, LESSON_FEED = "_live_feed", "_lesson_feed"
"""Where a session holds the names of its feeds: what a visitor does in the one figure is no part of the other."""
LOADING = "Loading the live figure. If this stays, it could not be loaded: the sentences and the table tell the same."
SCRIPT = f"""
const scripts = new URL("{assets_path.SCRIPT}", document.baseURI);
let module = null;
export default function (component) {{
  const place = component.parentElement;
  let gone = false;
  const failed = (error) => {{
    module?.leave(place);
    const words = place.querySelector(".loading") ?? place.appendChild(document.createElement("p"));
    words.className = "loading";
    words.setAttribute("role", "alert");
    words.textContent = `The live figure could not be loaded (${{error.message}}). ` +
      "The sentences above and the table below hold the results.";
  }};
  import(scripts).then(async (loaded) => {{
    module = loaded;
    if (gone) return;
    await module.show(component, failed);
    if (place.querySelector(".figure")) place.querySelector(".loading")?.remove();
  }}).catch(failed);
  return () => {{
    gone = true;
    module?.leave(place);
  }};
}}
"""
"""Streamlit sends this again with every run, so it only fetches the rest: see the folder assets."""

_figure: Any = st.components.v2.component(
    "live_figure",
    html=f'<p class="loading" role="status">{LOADING}</p>',
    css=assets_path.styles("style.css"),
    js=SCRIPT,
)


def send(key: str, payload: Callable[[], bytes], held: str = FEED) -> None:
    """Let the figure of this visitor draw what `pages.parts.live.payload.figure` makes, before anything else is drawn.

    `payload` is called only where the figure does not show this key already; `held` is one of the feeds.
    """
    name = st.session_state.setdefault(held, secrets.token_urlsafe(16))
    if not feed.holds(name, key):
        # Where other visitors wait for their pages, the server has no time to wait for a browser.
        feed.put(name, key, payload(), wait=not DESK.turns.queue)


def offer(previews: Make | None, held: str = FEED) -> None:
    """Let this visitor's browser ask for previews while a control is moved; None where there is nothing to show."""
    if held in st.session_state:
        feed.offer(st.session_state[held], previews)


def live_figure(key: str, words: str, parts: Sequence[str] | None = None) -> dict[str, str | None]:
    """The figure with the payload that was sent under `key`; `words` tell what is seen. Its node stays.

    `parts` are those of it that are shown, by the names of `pages.parts.links.parts`; None for all.

    Returns what the link says of the playhead once a visitor has moved it: a value a parameter, None for none.
    """
    data: dict[str, Any] = {"feed": st.session_state[FEED], "key": key, "words": words}
    if parts is not None:
        data["parts"] = list(parts)
    where = _figure(key="live_figure", data=data, on_where_change=lambda: None).get("where")
    return dict(zip(("arrival", "follow"), json.loads(where), strict=True)) if where else {}


class Look(NamedTuple):
    """How a lesson's step shows its race."""

    veiled: bool  # nothing is seen behind the playhead, until the answer is asked for
    at: float  # the share of the run at which the playhead waits
    views: tuple[str, ...]  # beside map and gap
    guess: str | None  # the method whose end a visitor guesses
    large: bool  # letters for a classroom


def lesson_figure(step: str, key: str, words: str, look: Look) -> float | None:
    """The figure of a lesson's step, by the step's name. Returns the gap that a visitor guesses; None for no guess."""
    data = {"feed": st.session_state[LESSON_FEED], "key": key, "words": words, "lesson": look._asdict()}
    guess = _figure(key=f"lesson_figure_{step}", data=data, on_guess_change=lambda: None).get("guess")
    return float(guess) if isinstance(guess, int | float) else None
