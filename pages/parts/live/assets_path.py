"""Where the live figure's scripts lie, and the address that they are served at."""

from pathlib import Path

from pages.parts.fingerprint import fingerprint
from pages.parts.live import bundle

FOLDER = Path(__file__).parent / "assets"


def address() -> str:
    """The address of these very files, and of how they are made one."""
    return f"live/{fingerprint([*sorted(FOLDER.iterdir()), Path(bundle.__file__)])}"


ADDRESS = address()
SCRIPT = f"{ADDRESS}/all.js"
"""All modules as one."""
