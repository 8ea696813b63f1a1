"""Where the scripts that draw charts lie, and the addresses that they are served at: our own, and Plotly's."""

from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from pages.parts.fingerprint import fingerprint

FOLDER = Path(__file__).parent / "assets"
ADDRESS = f"plot/{fingerprint(sorted(FOLDER.iterdir()))}"
_package = find_spec("plotly")
assert _package is not None
assert _package.origin is not None
PLOTLY = Path(_package.origin).parent / "package_data" / "plotly.min.js"
PLOTLY_ADDRESS = f"plotly/{version('plotly')}/{PLOTLY.name}"
