"""The decorators that compile: every function they touch is typed here and cached on disk.

A rule or a gradient is compiled on its own, with a fixed signature, and reaches the kernel as a
function pointer, so the kernel is compiled once for all methods and problems. `_nrt=False` turns
Numba's reference counting off: compiled functions allocate nothing, and a call that passes a
bundle of arrays no longer pays an atomic increment for each (measured: 2 times faster at d = 10).
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import boolean, float64, int64, njit, typeof, types, uint64

from engine.kernel import compile_cache, state

F = TypeVar("F", bound=Callable[..., Any])

OPTIONS = {"nogil": True, "cache": compile_cache.FOLDER is not None, "error_model": "numpy", "_nrt": False}

READY: list[str] = []
"""Names of the functions compiled (or loaded from the cache) so far, for whoever shows a first start's progress."""

VECTOR = float64[::1]
ROWS = float64[:, ::1]
INTEGERS = int64[::1]
SERVER = typeof(state.server(np.zeros(1), 1, 0.0))
DATA = typeof(state.data())
POWER_TABLE = state.PowerTable(np.zeros((1, 2)), np.zeros((1, 1)), np.zeros(1), True)
TIMES = typeof(state.Times(state.work(0), POWER_TABLE))

SMALLEST = 1e-200

RULE = int64(SERVER, VECTOR, int64, int64)
WANTS = boolean(SERVER, int64, int64)
REFUSE = int64(SERVER, int64)
GRADIENT = types.void(DATA, int64, VECTOR, uint64, VECTOR, VECTOR)


def compiled(signature: Any, **more: Any) -> Callable[[F], F]:
    """Compile for one signature, at import, from the cache where it holds the function."""

    def compile_now(function: F) -> F:
        made = jitted(function, signature, more)
        READY.append(function.__name__)
        return cast(F, made)

    return compile_now


def jitted(function: Callable[..., Any], signature: Any, more: dict[str, Any]) -> Any:
    """The function compiled for one signature. Where the cache fails, as on a full disk, none is used from then on."""
    try:
        return njit(signature, **OPTIONS, **more)(function)
    except (OSError, RuntimeError) as error:
        if not OPTIONS["cache"]:
            raise
        OPTIONS["cache"] = False
        compile_cache.tell(compile_cache.FOLDER, str(error), compile_cache.ANEW)
        return njit(signature, **OPTIONS, **more)(function)


def inlined(signature: Any) -> Callable[[F], F]:
    """Compile a small function of the hot path, and copy it into its callers.

    A call that passes a bundle of arrays costs as much as the work of a small function (measured:
    an arrival at d = 10 takes 1.3 times as long without this).
    """
    return compiled(signature, forceinline=True)


def helper(function: F) -> F:
    """Compile a function that compiled functions call; its types follow from the call."""
    return cast(F, njit(**OPTIONS)(function))


def rule(function: F) -> F:
    """Compile `rule(server, gradient (d,), worker, staleness) -> reply` (see engine.kernel.dispatch)."""
    return compiled(RULE)(function)


def wants(function: F) -> F:
    """Compile `wants(server, worker, staleness) -> bool`: is this arrival's gradient used?"""
    return compiled(WANTS)(function)


def refuse(function: F) -> F:
    """Compile `refuse(server, worker) -> reply`: what a worker gets whose gradient is not used."""
    return compiled(REFUSE)(function)


def gradient(function: F) -> F:
    """Compile `gradient(data, worker, model (d,), key, scratch, out (d,))`: one job's result into `out`.

    `key` is the job's random stream (engine.kernel.streams); `scratch` is free working memory of the length
    that the problem asks for.
    """
    return compiled(GRADIENT)(function)


@inlined(float64(float64, float64))
def decayed(beta: float, value: float) -> float:
    """`beta * value`, or 0 where the value is so small that decay would lead to denormals, which are slow."""
    return beta * value if abs(value) > SMALLEST else 0.0


@compiled(float64(VECTOR, VECTOR), fastmath={"reassoc", "contract", "nsz"})
def dot(a: state.Floats, b: state.Floats) -> float:
    """Inner product of two vectors (d,); the order of the sum is left to the compiler."""
    total = 0.0
    for j in range(a.size):
        total += a[j] * b[j]
    return total
