"""Where Numba keeps compiled code: one folder for each state of the engine's sources.

Numba's own cache watches only the file a function stands in, so an edited helper in another file
would leave a stale kernel behind. A folder named by a hash of all the engine's sources cannot.
Must be imported before numba is. Where no folder can be used the engine compiles anew at each start.
"""

import atexit
import contextlib
import hashlib
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

NAME = "asynchrony-lab"
VARIABLE = "NUMBA_CACHE_DIR"
ENGINE = Path(__file__).parents[1]
KEEP_SECONDS = 30 * 24 * 3600
OTHERS = 0o002 if hasattr(os, "getuid") else 0
GROUP_OR_OTHERS = 0o022
"""Who must not be able to write to a folder, as bits of its mode; 0 where the system has no users in this sense."""
ANEW = "so the engine is compiled anew at each start"
THROWN_AWAY: list[Path] = []
"""The folder for this start alone, where no other could be used."""
Candidate = tuple[Path, str]
"""A folder, and why it cannot be used, or ''."""


def source_hash() -> str:
    """Hash of every Python file of the engine, by path and content."""
    digest = hashlib.sha256()
    for path in sorted(ENGINE.rglob("*.py")):
        digest.update(path.relative_to(ENGINE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def base_folder() -> Path | None:
    """The first folder of `bases` that can be used; None where there is none."""
    return next((folder for folder, why in bases() if not why), None)


def bases() -> Iterator[Candidate]:
    """The user's cache folder, a temporary one that all starts of this user share, one for this start alone."""
    home = os.environ.get("XDG_CACHE_HOME")
    try:
        folder = (Path(home) if home else Path.home() / ".cache") / NAME
        yield folder, unusable(folder, OTHERS)
    except RuntimeError:  # a user without a home, as in some containers
        yield Path("~", ".cache", NAME), "there is no home folder"
    with contextlib.suppress(OSError, AttributeError):
        folder = Path(tempfile.gettempdir()) / f"{NAME}-{os.getuid()}"
        yield folder, unusable(folder, GROUP_OR_OTHERS)
    with contextlib.suppress(OSError):
        folder = Path(tempfile.mkdtemp(prefix=f"{NAME}-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        THROWN_AWAY.append(folder)
        yield folder, ""


def unusable(folder: Path, closed_to: int = 0) -> str:
    """Why nothing can be kept in a folder, which is made if need be; '' where it can.

    With `closed_to` it must be this user's, and those of the mode's bits not set: what is compiled is run when it is
    loaded.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if closed_to and {folder.lstat().st_uid, folder.stat().st_uid} != {os.getuid()}:
            return "it belongs to another user"
        if folder.stat().st_mode & closed_to:
            return "other users may write to it"
        if not os.access(folder, os.W_OK | os.X_OK):
            return "it cannot be written to"
        # The superuser may write anywhere, but not to a disk that is read-only.
        tempfile.TemporaryFile(dir=folder).close()
    except (FileExistsError, NotADirectoryError):
        return "it is no folder"
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)
    return ""


def unusable_inside(folder: Path) -> str:
    """The same as `unusable` of the folder and of those that Numba has made in it: one for each of the sources'."""
    sources = {ENGINE.name, *(path.name for path in ENGINE.rglob("*") if path.is_dir())}
    if why := unusable(folder):
        return why
    inside = (part for part in folder.glob("*_*") if part.name.rpartition("_")[0] in sources)
    return next((why for part in inside if (why := unusable(part))), "")


def remove_old(base: Path, current: Path) -> None:
    """Remove the folders of sources that have not been run for a month."""
    for folder in base.iterdir():
        # Another process may be removing the same folder.
        with contextlib.suppress(OSError):
            if folder != current and folder.is_dir() and time.time() - folder.stat().st_mtime > KEEP_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def candidates(chosen: str | None) -> Iterator[Candidate]:
    """The folder that the user chose, if any; then one for these sources in each of `bases`."""
    if chosen is not None:
        yield Path(chosen), unusable_inside(Path(chosen))
    for base, why in bases():
        folder = base / source_hash()
        yield folder, why or unusable_inside(folder)


def use() -> Path | None:
    """Point Numba at the folder, also when a program imported numba before the engine.

    A folder set by the user stays; one inherited from a parent process may be of other sources. Where the first
    candidate cannot be used, one line on standard error says why. None where none can be.
    """
    given = os.environ.get(VARIABLE)
    chosen = given if given and not Path(given).parent.name.startswith(NAME) else None
    refused: list[Candidate] = []
    for folder, why in candidates(chosen):
        if not why:
            break
        refused.append((folder, why))
    else:
        tell(*refused[0], ANEW)
        return None
    if refused:
        tell(*refused[0], f"so it is kept in {folder}")
    if chosen is None or refused:
        with contextlib.suppress(OSError):
            os.utime(folder)
            remove_old(folder.parent, folder)
        os.environ[VARIABLE] = str(folder)
    if "numba" in sys.modules:
        sys.modules["numba"].config.CACHE_DIR = str(folder)
    return folder


def tell(folder: Path | None, why: str, instead: str) -> None:
    """One line on standard error."""
    line = f"note: compiled code cannot be kept in {folder} ({why}), {instead}"
    with contextlib.suppress(OSError, UnicodeError):
        print(" ".join(line.split()), file=sys.stderr)


def certificate(folder: Path) -> Path:
    """The file that says that a folder holds all functions, for this Python and processor."""
    # Loaded here, not before Numba is told where its cache is.
    from llvmlite.binding import get_host_cpu_name

    # Numba tells copies of the same sources apart by where they stand.
    place = hashlib.sha256(str(ENGINE).encode()).hexdigest()[:8]
    return folder / f"all, python {platform.python_version()}, numba {version('numba')}, {get_host_cpu_name()}, {place}"


def certify() -> None:
    """Note that all functions have been compiled and kept."""
    if FOLDER is not None:
        certificate(FOLDER).write_text(source_hash(), encoding="utf-8")


def is_full() -> bool:
    """Have all functions been compiled and kept? A folder of the user's may be of other sources meanwhile."""
    with contextlib.suppress(OSError):
        return FOLDER is not None and certificate(FOLDER).read_text(encoding="utf-8") == source_hash()
    return False


def needs_filling() -> bool:
    """Is there a folder that other starts will find again, and which does not hold all functions yet?"""
    return FOLDER is not None and FOLDER.parent not in THROWN_AWAY and not is_full()


FOLDER = use()
