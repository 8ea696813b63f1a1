"""Where Numba keeps compiled code: one folder for each state of the engine's sources.

Numba's own cache watches only the file a function stands in, so an edited helper in another file
would leave a stale kernel behind. A folder named by a hash of all the engine's sources cannot.
Must be imported before numba is.
"""

import contextlib
import hashlib
import os
import shutil
import stat
import sys
import tempfile
import time
from pathlib import Path

NAME = "asynchrony-lab"
ENGINE = Path(__file__).parent
KEEP_SECONDS = 30 * 24 * 3600


def source_hash() -> str:
    """Hash of every Python file of the engine, by path and content."""
    digest = hashlib.sha256()
    for path in sorted(ENGINE.rglob("*.py")):
        digest.update(path.relative_to(ENGINE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def base_folder() -> Path:
    """The user's cache folder, or a temporary one where that cannot be written."""
    home = os.environ.get("XDG_CACHE_HOME")
    # Path.home raises RuntimeError for a user without a home, as in some containers.
    with contextlib.suppress(OSError, RuntimeError):
        folder = (Path(home) if home else Path.home() / ".cache") / NAME
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    # A folder that others may write to would let them run their code here: it must be this user's alone.
    with contextlib.suppress(OSError, AttributeError):
        folder = Path(tempfile.gettempdir()) / f"{NAME}-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        alone = found.st_uid == os.getuid() and not found.st_mode & 0o022
        if stat.S_ISDIR(found.st_mode) and alone and os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.mkdtemp(prefix=f"{NAME}-"))


def remove_old(base: Path, current: Path) -> None:
    """Remove the folders of sources that have not been run for a month."""
    for folder in base.iterdir():
        # Another process may be removing the same folder.
        with contextlib.suppress(OSError):
            if folder != current and folder.is_dir() and time.time() - folder.stat().st_mtime > KEEP_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def use() -> Path:
    """Point Numba at the folder, also when a program imported numba before the engine.

    A folder set by the user stays; one inherited from a parent process may be of other sources.
    """
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    own = not chosen or Path(chosen).parent.name.startswith(NAME)
    folder = base_folder() / source_hash() if own else Path(str(chosen))
    folder.mkdir(parents=True, exist_ok=True)
    if own:
        os.utime(folder)
        remove_old(folder.parent, folder)
        os.environ["NUMBA_CACHE_DIR"] = str(folder)
    if "numba" in sys.modules:
        sys.modules["numba"].config.CACHE_DIR = str(folder)
    return folder


FOLDER = use()
