"""Which other sites may show these pages in a frame: none, unless the operator of the server names them.

The environment variable `LAB_EMBED_ORIGINS` holds their origins, such as `https://course.example.org` or
`http://127.0.0.1:8700`, with blanks or commas between them, or `*` for every site. Where one of them is no origin, no
site may.
"""

import os
import re
from typing import NamedTuple

SETTING = "LAB_EMBED_ORIGINS"
ANY = "*"
# What a policy can name: no path, and nothing that would end the directive.
ORIGIN = re.compile(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)*(?P<port>:[0-9]{1,5})?", re.IGNORECASE | re.ASCII)
MOST_PORT = 65_535
SHOWN_TEXT = 60


class Frames(NamedTuple):
    """The origins of the sites that may show these pages, and a sentence on what is wrong with the setting, or ""."""

    origins: tuple[str, ...]
    complaint: str = ""


def frames_of(setting: str) -> Frames:
    """What the operator's setting allows."""
    words = setting.replace(",", " ").split()
    for word in words:
        if words != [ANY] and not is_origin(word):
            return Frames((), complaint(word))
    return Frames(tuple(dict.fromkeys(words)))


def is_origin(word: str) -> bool:
    """Is this what a browser calls an origin: scheme, host, and a port where it is not the usual one?"""
    found = ORIGIN.fullmatch(word)
    return found is not None and int((found["port"] or ":0")[1:]) <= MOST_PORT


def complaint(word: str) -> str:
    """Why no site is allowed."""
    if word == ANY:
        return f"{SETTING}: {ANY} stands for every site, so it stands alone; no site may embed the pages."
    return (
        f"{SETTING}: {word[:SHOWN_TEXT]!r} is no origin, only such as https://course.example.org or "
        "http://127.0.0.1:8700, without a path; no site may embed the pages."
    )


FRAMES = frames_of(os.environ.get(SETTING, ""))
