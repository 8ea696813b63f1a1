"""A picture (SVG) that answers to clicks, and says what lies under the pointer. Its node stays, whatever is drawn."""

from collections.abc import Callable
from typing import Any

import streamlit as st

SCRIPT = """
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const picture = parentElement.querySelector(".picture");
  const words = parentElement.querySelector(".under");
  if (picture.shown !== data.picture) {
    picture.innerHTML = data.picture;
    picture.shown = data.picture;
  }
  picture.setAttribute("aria-label", data.words);
  const place = (event) => {
    const svg = picture.querySelector("svg");
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const [left, top, width, height] = data.frame;
    const x = (point.x - left) / width, y = 1 - (point.y - top) / height;
    return x >= 0 && x < 1 && y >= 0 && y < 1 ? [x, y] : null;
  };
  picture.onclick = (event) => {
    const at = place(event);
    if (at) setTriggerValue("clicked", at);
  };
  picture.onpointermove = (event) => {
    const at = place(event);
    picture.style.cursor = at ? "crosshair" : "default";
    const [rows, columns] = data.shape;
    words.textContent = at ? data.cells[Math.floor(at[1] * rows) * columns + Math.floor(at[0] * columns)] : data.rest;
  };
  picture.onpointerleave = () => { words.textContent = data.rest; };
  words.textContent = data.rest;
}
"""
STYLE = """
.picture svg { display: block; width: 100%; height: auto; }
.under { margin: 0.2rem 0 0; min-height: 1.5em; font-size: 0.875rem; color: var(--st-text-color); }
"""

_picture: Any = st.components.v2.component(
    "clickable_picture",
    html='<div class="picture" role="img"></div><p class="under" aria-hidden="true"></p>',
    css=STYLE,
    js=SCRIPT,
)


def clickable_picture(
    key: str,
    picture: str,
    words: str,
    frame: tuple[float, float, float, float],
    cells: list[list[str]],
    rest: str,
    clicked: Callable[[float, float], None],
) -> None:
    """The picture, whose `frame` (left, top, width, height, in its own pixels) can be clicked.

    `clicked` gets the place within the frame, each from 0 to 1, from the left and from below, before the page is
    drawn again. `words` tell the picture; `cells` (rows from below) what the pointer is on, `rest` when it is on none.
    """

    def heard() -> None:
        place = st.session_state[key].get("clicked")
        match place:
            case [int() | float() as x, int() | float() as y] if 0 <= x <= 1 and 0 <= y <= 1:
                clicked(float(x), float(y))

    data = {
        "picture": picture,
        "words": words,
        "frame": list(frame),
        "shape": [len(cells), len(cells[0])],
        "cells": [text for row in cells for text in row],
        "rest": rest,
    }
    _picture(key=key, data=data, on_clicked_change=heard)
