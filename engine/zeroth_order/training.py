"""The models of a blend, trained once: kept in memory, and on disk beside the compiled code."""

import contextlib
import hashlib
import io
import time
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import numpy as np

from engine.files import write_whole
from engine.kernel.compile_cache import KEEP_SECONDS, base_folder
from engine.kernel.state import Floats, Integers
from engine.zeroth_order import regressors

TRAINING_SHARE, VALIDATION_SHARE = 0.3, 0.5
"""The rest is held out. A blend has as many weights as models, so validation needs the most rows."""
SPLIT = 106
"""Seed of the split: the same for all."""
PREFIX = "blending-"
WAIT_SECONDS = 0.1

Progress = Callable[[float, str], bool | None]
"""Takes the fraction that is done and what is under way; false when the work is to end."""


class StoppedError(Exception):
    """The progress said that nobody needs the result any more."""


class Trained(NamedTuple):
    """Predictions of M models on V validation rows and H rows held out, and the true responses.

    In standard deviations of the target in the training rows, from its mean there: 1 is about the error of
    one who says the mean. `unit` is that deviation in the data's own units.
    """

    names: tuple[str, ...]
    families: tuple[str, ...]
    validation: Floats  # (V, M)
    test: Floats  # (H, M)
    validation_target: Floats  # (V,)
    test_target: Floats  # (H,)
    unit: float


ARRAYS = ("validation", "test", "validation_target", "test_target")


class Rows(NamedTuple):
    """The diabetes data shipped with scikit-learn: 442 patients, 10 features, the disease after a year.

    Features (442, 10) and target (442,) are standardised by the training rows.
    """

    features: Floats
    target: Floats
    training: Integers
    validation: Integers
    test: Integers
    unit: float


def diabetes() -> Rows:
    """The rows, shuffled and cut into three parts."""
    from sklearn.datasets import load_diabetes

    features, target = load_diabetes(return_X_y=True, scaled=False)
    order = np.random.default_rng(SPLIT).permutation(len(target))
    first = round(TRAINING_SHARE * len(target))
    second = first + round(VALIDATION_SHARE * len(target))
    training, validation, test = np.split(order, [first, second])
    unit = float(target[training].std())
    return Rows(
        (features - features[training].mean(axis=0)) / features[training].std(axis=0),
        (target - target[training].mean()) / unit,
        training,
        validation,
        test,
        unit,
    )


LOCK = Lock()
KEPT: list[Trained] = []
"""Holds the trained models' predictions once there are any. Guarded by LOCK."""
UNDER_WAY: list[tuple[float, str]] = [(0.0, "")]
"""How far whoever holds LOCK has come, for those who wait."""


def trained(progress: Progress | None = None) -> Trained:
    """The predictions of all REGRESSORS: from memory, from disk, or by training them (some 2 seconds on one core).

    `progress` is called from this thread with the fraction done, 0 to 1, and the model under way; while another
    thread trains, with how far that one is. Raises StoppedError when it returns false; then nothing is kept.
    """
    while not LOCK.acquire(timeout=WAIT_SECONDS):
        notify(progress, *UNDER_WAY[0])
    try:
        if not KEPT:
            file = cache_file()
            found = read(file) if file else None
            if found is None:
                found = train(partial(notify_all, progress))
                if file:
                    write(file, found)
            KEPT.append(found)
        return KEPT[0]
    finally:
        LOCK.release()


def notify(progress: Progress | None, fraction: float, name: str) -> None:
    """Call the progress. Raises StoppedError when it returns false."""
    if progress is not None and progress(fraction, name) is False:
        raise StoppedError


def notify_all(progress: Progress | None, fraction: float, name: str) -> None:
    """Call the progress, and leave it for those who wait."""
    UNDER_WAY[0] = (fraction, name)
    notify(progress, fraction, name)


def train(progress: Callable[[float, str], object]) -> Trained:
    """Train every model on the training rows, one after the other, and let it predict the others."""
    from threadpoolctl import threadpool_limits

    rows = diabetes()
    table = regressors.REGRESSORS
    elsewhere = np.concatenate([rows.validation, rows.test])
    said = np.empty((len(elsewhere), len(table)))
    for number, regressor in enumerate(table):
        progress(number / len(table), regressor.name)
        fitted = regressor.make()
        # The matrices are small: more threads would wait for each other. It reaches loaded libraries alone.
        with threadpool_limits(1):
            fitted.fit(rows.features[rows.training], rows.target[rows.training])
            said[:, number] = np.ravel(fitted.predict(rows.features[elsewhere]))
    progress(1.0, "")
    cut = len(rows.validation)
    return Trained(
        tuple(regressor.name for regressor in table),
        tuple(regressor.family for regressor in table),
        said[:cut].copy(),
        said[cut:].copy(),
        rows.target[rows.validation],
        rows.target[rows.test],
        rows.unit,
    )


def cache_file() -> Path | None:
    """Where the predictions of this table, by these versions of the libraries, are kept; None where nothing can be."""
    base = base_folder()
    if base is None:
        return None
    digest = hashlib.sha256()
    for source in (regressors.__file__, __file__):
        digest.update(Path(source).read_bytes())
    for library in ("scikit-learn", "numpy", "scipy"):
        digest.update(version(library).encode())
    return base / f"{PREFIX}{digest.hexdigest()[:16]}.npz"


def read(file: Path) -> Trained | None:
    """The predictions that `write` has written; None where the file is not there, or damaged."""
    table = regressors.REGRESSORS
    names = tuple(regressor.name for regressor in table)
    families = tuple(regressor.family for regressor in table)
    with contextlib.suppress(OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        # NumPy leaves a file open that it has opened and found damaged.
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
            arrays = (kept["validation"], kept["test"], kept["validation_target"], kept["test_target"])
            found = Trained(names, families, *arrays, float(kept["unit"]))
        if fits(found):
            return found
    return None


def fits(found: Trained) -> bool:
    """Do the arrays fit each other and the table, and hold numbers?"""
    rows, held_out, models = found.validation_target.size, found.test_target.size, len(found.names)
    shapes = found.validation.shape == (rows, models) and found.test.shape == (held_out, models)
    return shapes and all(np.isfinite(getattr(found, name)).all() for name in ARRAYS)


def write(file: Path, found: Trained) -> None:
    """Keep the predictions: the whole file or none. A full disk is no error.

    Files of other tables that were written over a month ago go.
    """
    content = io.BytesIO()
    np.savez(content, **{name: getattr(found, name) for name in (*ARRAYS, "unit")})
    with contextlib.suppress(OSError):
        write_whole(file, content.getvalue())
        for other in file.parent.glob(f"{PREFIX}*.npz"):
            if other != file and time.time() - other.stat().st_mtime > KEEP_SECONDS:
                other.unlink(missing_ok=True)
