"""The live figure's files: served for ever under an address that changes with them, and nothing else."""

import os
import re
import shutil
from pathlib import Path

import pytest

from pages.parts.live import assets_path
from pages.parts.live.assets_path import ADDRESS, FOLDER, SCRIPT
from pages.parts.server.files import HISTORY, HTML, LOOK, NAVIGATION, OURS, PAGE, PATHS, TABLES
from tests.support.asking import ask

PAGE_LIST = Path(__file__).parents[3] / "pages" / "frame.py"
IMMUTABLE = (b"cache-control", b"public, max-age=31536000, immutable")
KINDS = {".js": b"text/javascript", ".css": b"text/css"}


@pytest.mark.parametrize("asset", sorted(FOLDER.iterdir()), ids=lambda asset: asset.name)
def test_the_live_figures_files_are_served_for_ever(asset: Path) -> None:
    status, body, headers = ask(f"/{ADDRESS}/{asset.name}")
    assert status == 200
    assert body == asset.read_bytes()
    assert IMMUTABLE in headers
    # A browser runs a module only under this type, and guesses none (nosniff).
    assert dict(headers)[b"content-type"].split(b";")[0] == KINDS[asset.suffix]
    # What it loads by name is there, too.
    for name in re.findall(r'from "\./([^"]+)"', body.decode()):
        assert (FOLDER / name).is_file()


@pytest.mark.parametrize(
    "path", [f"/{ADDRESS}/no.js", f"/{ADDRESS}/", f"/{ADDRESS}/../component.py", "/live/0123456789ab/main.js"]
)
def test_nothing_else_is_served_nor_kept(path: str) -> None:
    """Least of all under an address that may soon have a file."""
    status, _, headers = ask(path)
    assert status == 404
    assert b"cache-control" not in dict(headers)


def test_the_address_changes_with_every_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "assets"
    shutil.copytree(FOLDER, copy)
    monkeypatch.setattr(assets_path, "FOLDER", copy)
    assert assets_path.address() == ADDRESS
    seen = {assets_path.address()}
    files = sorted(copy.iterdir())
    for number, path in enumerate(files, start=1):
        path.write_bytes(path.read_bytes() + b"\n")
        seen.add(assets_path.address())
        assert len(seen) == number + 1, path.name
    (copy / "main.js").rename(copy / "other.js")
    seen.add(assets_path.address())
    assert len(seen) == len(files) + 2
    os.utime(copy / "other.js", (0, 0))
    assert assets_path.address() in seen
    assert re.fullmatch(r"live/[0-9a-f]+", assets_path.address())


@pytest.mark.parametrize("path", PATHS)
def test_a_page_keeps_the_history_before_streamlits_scripts_run(path: str) -> None:
    """It is Streamlit's own otherwise, and asked for anew each time: the next version has other scripts."""
    status, body, headers = ask(f"/{path}")
    assert (status, body) == (200, HTML.encode())
    assert (b"cache-control", b"no-cache") in headers
    assert dict(headers)[b"content-type"].split(b";")[0] == b"text/html"
    # The Race sends for the figure at once.
    assert ((b"link", f"<{SCRIPT}>; rel=modulepreload".encode()) in headers) == (path == "race")


def test_what_is_added_stands_before_all_scripts_that_run() -> None:
    assert HTML.count(OURS) == 1
    assert HTML.replace(f"\n{OURS}", "") == PAGE.read_text(encoding="utf-8")
    assert HTML.index(OURS) < HTML.index("<script type=")
    assert all(part in OURS and "</" not in part for part in (HISTORY, TABLES, NAVIGATION, LOOK))


def test_all_pages_are_served_so() -> None:
    named = re.findall(r'url_path="([^"]+)"', (PAGE_LIST).read_text(encoding="utf-8"))
    assert sorted(named) == sorted(path for path in PATHS if path)


def test_all_modules_come_as_one() -> None:
    status, body, headers = ask(f"/{SCRIPT}")
    assert status == 200
    assert IMMUTABLE in headers
    assert dict(headers)[b"content-type"].split(b";")[0] == KINDS[".js"]
    for asset in FOLDER.glob("*.js"):
        assert f"// {asset.name}\n".encode() in body
