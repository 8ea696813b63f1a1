"""The files of live figure and charts; and the pages, into which comes what Streamlit's own page lacks."""

from http import HTTPStatus
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from pages.parts.live.assets_path import ADDRESS, FOLDER, SCRIPT
from pages.parts.live.bundle import bare, bundle
from pages.parts.plot import addresses

PAGE = Path(streamlit.__file__).parent / "static" / "index.html"
"""The page that Streamlit sends for every address: all that is seen of it is made by scripts."""
PATHS = ("", "race", "advisor", "methods", "bias", "momentum", "speedup", "covariate-shift", "glossary")
"""The pages' addresses, as pages/frame.py has them."""
HISTORY, TABLES, NAVIGATION, LOOK = (
    bare((Path(__file__).parent / name).read_text(encoding="utf-8"))
    for name in ("history.js", "tables.js", "navigation.js", "page.css")
)
# One script: every answer's policy names each.
OURS = f"<script>\n{HISTORY}{TABLES}{NAVIGATION}</script>\n<style>\n{LOOK}</style>"
HTML = PAGE.read_text(encoding="utf-8").replace("</title>", f"</title>\n{OURS}", 1)
"""Streamlit's page with a script of ours before its own."""
KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
"""For files whose address changes with their content: a browser need never ask for them again."""
MODULES = bundle(FOLDER)


class KeptFiles(StaticFiles):
    """The files of a folder whose address changes with their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == HTTPStatus.OK:
            response.headers.update(KEPT)
        return response


async def modules(request: Request) -> Response:
    """All modules of the live figure as one."""
    return Response(MODULES, media_type="text/javascript", headers=KEPT)


async def plotly(request: Request) -> Response:
    """Plotly, out of its package."""
    return FileResponse(addresses.PLOTLY, media_type="text/javascript", headers=KEPT)


async def page(request: Request) -> Response:
    """A page. For the Race the figure's script comes while Streamlit's own still load, not when these ask for it."""
    headers = {"Cache-Control": "no-cache"}
    if request.url.path == "/race":
        headers["Link"] = f"<{SCRIPT}>; rel=modulepreload"
    return Response(HTML, media_type="text/html", headers=headers)


routes = [
    *(Route(f"/{path}", page) for path in PATHS),
    Route(f"/{SCRIPT}", modules),
    Mount(f"/{ADDRESS}", KeptFiles(directory=FOLDER)),
    Mount(f"/{addresses.ADDRESS}", KeptFiles(directory=addresses.FOLDER)),
    Route(f"/{addresses.PLOTLY_ADDRESS}", plotly),
]
