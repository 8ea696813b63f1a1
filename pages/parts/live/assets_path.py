"""Where the live figure's scripts lie, and the address that they are served at."""

import re
from pathlib import Path

from pages.parts.fingerprint import fingerprint
from pages.parts.live import bundle

FOLDER = Path(__file__).parent / "assets"


def address() -> str:
    """The address of these very files, and of how they are made one."""
    return f"live/{fingerprint([*sorted(FOLDER.iterdir()), Path(bundle.__file__)])}"


def styles(name: str) -> str:
    """A style sheet without the blanks that no browser needs: it is sent with the page, not kept.

    One rule a line, since Streamlit takes a text of one line for the name of a file.
    """
    return re.sub(r" *([{;,])\s*|\s*(?=})", r"\1", (FOLDER / name).read_text(encoding="utf-8"))


ADDRESS = address()
SCRIPT = f"{ADDRESS}/all.js"
LESSON = f"{ADDRESS}/lesson.js"
"""All modules as one; and those of a lesson's figure, which few visitors need."""
