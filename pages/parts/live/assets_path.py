"""Where the live figure's scripts lie, and the address that they are served at."""

import hashlib
from pathlib import Path

from pages.parts.live import bundle

FOLDER = Path(__file__).parent / "assets"


def fingerprint() -> str:
    """A name for these very files: browsers may keep them for ever, and an update has another address."""
    digest = hashlib.blake2b(digest_size=6)
    for path in [*sorted(FOLDER.iterdir()), Path(bundle.__file__)]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


ADDRESS = f"live/{fingerprint()}"
SCRIPT = f"{ADDRESS}/all.js"
"""All modules as one."""
