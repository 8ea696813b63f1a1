"""Where the scripts that draw charts are served: our own, and Plotly's out of its package. Both are kept for ever."""

import hashlib
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

FOLDER = Path(__file__).parent / "assets"
_package = find_spec("plotly")
assert _package is not None
assert _package.origin is not None
PLOTLY_FOLDER = Path(_package.origin).parent / "package_data"


def fingerprint() -> str:
    """A name for our files as they are."""
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted(FOLDER.iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


ADDRESS = f"plot/{fingerprint()}"
PLOTLY = f"plotly/{version('plotly')}"
PLOTLY_SCRIPT = f"{PLOTLY}/plotly.min.js"
