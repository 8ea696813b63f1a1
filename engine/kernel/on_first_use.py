"""Functions that are compiled when they are first used, each for one signature.

Importing the engine compiles nothing. A function is kept on disk on its own, and those that it calls are, too; a
process that needs one which another process is just compiling waits for it and loads it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from types import FunctionType
from typing import Any

from filelock import FileLock
from numba.core.caching import NullCache
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import CPUDispatcher

from engine.kernel import compile_cache

PATIENCE = 60.0
"""Seconds to wait for another process; one that has been stopped must not stop all others."""
KEEPING = {"usable": compile_cache.FOLDER is not None}
"""Whether compiled code can be kept; no longer once the folder has failed, as on a full disk."""


class Entry(CPUDispatcher):  # type: ignore[misc]
    """A function that Python calls."""

    signature: Any

    def compile(self, sig: Any) -> Any:
        """Compile for the function's own signature, whichever is asked for; arguments are checked against it later."""
        with global_compiler_lock:
            if not self.overloads:
                self.obtain()
                self.disable_compile()
            (made,) = self.overloads.values()
            return made.entry_point

    def obtain(self) -> None:
        """Load the function from disk, or compile and keep it. Where the folder fails none is used from then on."""
        # A function that was typed in, and stands in no file, is not kept.
        if not KEEPING["usable"] or not Path(self.py_func.__code__.co_filename).exists():
            super().compile(self.signature)
            return
        try:
            self.enable_caching()
            with alone(self):
                super().compile(self.signature)
        except (OSError, RuntimeError) as error:
            self._cache = NullCache()
            if KEEPING["usable"]:
                KEEPING["usable"] = False
                compile_cache.tell(compile_cache.FOLDER, str(error), compile_cache.ANEW)
            if not self.overloads:
                super().compile(self.signature)

    def _reduce_states(self) -> dict[str, Any]:
        return {**super()._reduce_states(), "signature": self.signature}

    @classmethod
    def _rebuild(cls, uuid: str, py_func: Any, targetoptions: Any, signature: Any, **_: Any) -> "Entry":
        """What a pickle in another process makes: compiled there on its first use."""
        known: Entry | None = cls._memo.get(uuid)
        if known is None:
            known = on_first_use(cls, py_func, signature, targetoptions)
            known._set_uuid(uuid)
        return known

    def _compile_for_args(self, *args: Any, **kwargs: Any) -> Any:
        """Numba asks for this where a call from Python finds nothing compiled."""
        self.compile(self.signature)
        # Not the entry point, which would take arguments of any type.
        return self


class Inner(Entry):
    """A function that compiled ones call. It has no wrapper for Python, which takes as long to compile as the function.

    Called from Python all the same, as tests do, it is compiled once more, with one.
    """

    @cached_property
    def twin(self) -> Entry:
        """The same function with a wrapper."""
        of = self.py_func
        function = FunctionType(of.__code__, of.__globals__, of.__name__, of.__defaults__, of.__closure__)
        # The name keeps the twin's file on disk apart.
        function.__qualname__ = f"{of.__qualname__}.twin"
        return on_first_use(Entry, function, self.signature, self.targetoptions)

    def __call__(self, *arguments: Any) -> Any:
        return self.twin(*arguments)


def on_first_use(kind: type[Entry], function: Callable[..., Any], signature: Any, options: dict[str, Any]) -> Entry:
    """A function of this kind, for one signature; options as for `numba.njit`."""
    wrapper = {"no_cpython_wrapper": kind is Inner}
    made = kind(py_func=function, targetoptions=options | wrapper | {"nopython": True, "boundscheck": False})
    made.signature = signature
    return made


@contextmanager
def alone(function: Entry) -> Iterator[None]:
    """Keep other processes from compiling the same function meanwhile.

    No two can wait for each other: each holds the locks of functions that call one another, in that order.
    """
    assert compile_cache.FOLDER is not None
    name = f"{function.py_func.__module__}.{function.py_func.__qualname__}".replace("<locals>.", "")
    folder = compile_cache.FOLDER / "locks"
    folder.mkdir(exist_ok=True)
    lock = FileLock(folder / f"{name}.lock", timeout=PATIENCE, poll_interval=0.01)
    # A lock only saves work: where another process keeps it too long, or the file system has none, which systems say in
    # several ways, the function is compiled twice, to the same code.
    with suppress(OSError, NotImplementedError):
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
