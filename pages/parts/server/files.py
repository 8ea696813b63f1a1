"""The files of live figure and charts; and the pages, into which comes what Streamlit's own page lacks."""

from functools import partial
from http import HTTPStatus
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from pages.parts.live.assets_path import ADDRESS, FOLDER, LESSON, SCRIPT
from pages.parts.live.bundle import bare, bundle
from pages.parts.plot import addresses
from pages.parts.server import previews

PAGE = Path(streamlit.__file__).parent / "static" / "index.html"
"""The page that Streamlit sends for every address: all that is seen of it is made by scripts."""
PATHS = (
    "",
    "race",
    "advisor",
    "methods",
    "bias",
    "momentum",
    "speedup",
    "covariate-shift",
    "lessons",
    "claims",
    "glossary",
)
"""The pages' addresses, as pages/frame.py has them."""
HISTORY, TABLES, LOOK = (
    bare((Path(__file__).parent / name).read_text(encoding="utf-8")) for name in ("history.js", "tables.js", "page.css")
)
# One script: every answer's policy names each.
TITLE = "<title>Streamlit</title>"
OURS = f"<script>\n{HISTORY}{TABLES}</script>\n<style>\n{LOOK}</style>"
HTML = PAGE.read_text(encoding="utf-8").replace(TITLE, f"{TITLE}\n{OURS}", 1)
"""Streamlit's page with a script of ours before its own; each page has a title of its own."""
KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
"""For files whose address changes with their content: a browser need never ask for them again."""
MODULES = {SCRIPT: bundle(FOLDER), LESSON: bundle(FOLDER, "lesson_figure.js")}
"""By their addresses: those that belong together as one."""


class KeptFiles(StaticFiles):
    """The files of a folder whose address changes with their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == HTTPStatus.OK:
            response.headers.update(KEPT)
        return response


async def modules(content: str, request: Request) -> Response:
    """Modules of the live figure as one."""
    return Response(content, media_type="text/javascript", headers=KEPT)


async def plotly(request: Request) -> Response:
    """Plotly, out of its package."""
    return FileResponse(addresses.PLOTLY, media_type="text/javascript", headers=KEPT)


async def page(request: Request) -> Response:
    """A page. For the Race the figure's script comes while Streamlit's own still load, not when these ask for it."""
    headers, path = {"Cache-Control": "no-cache"}, request.url.path.strip("/")
    if path == "race":
        headers["Link"] = f"<{SCRIPT}>; rel=modulepreload"
    whole = HTML.replace(TITLE, previews.head(path, str(request.base_url)), 1)
    return Response(whole, media_type="text/html", headers=headers)


async def preview_picture(request: Request) -> Response:
    """The picture that links to the pages show."""
    return FileResponse(previews.PICTURE, media_type="image/png", headers=KEPT)


routes = [
    *(Route(f"/{path}", page) for path in PATHS),
    Route(f"/{previews.PICTURE_ADDRESS}", preview_picture),
    *(Route(f"/{path}", partial(modules, content)) for path, content in MODULES.items()),
    Mount(f"/{ADDRESS}", KeptFiles(directory=FOLDER)),
    Mount(f"/{addresses.ADDRESS}", KeptFiles(directory=addresses.FOLDER)),
    Route(f"/{addresses.PLOTLY_ADDRESS}", plotly),
]
