"""The decorators of compiled functions: each is typed here, compiled on its first use and cached on disk.

A rule or a gradient is compiled on its own, with a fixed signature, and reaches the kernel as a
function pointer, so the kernel is compiled once for all methods and problems. `_nrt=False` turns
Numba's reference counting off: compiled functions allocate nothing, and a call that passes a
bundle of arrays no longer pays an atomic increment for each (measured: 2 times faster at d = 10).
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import boolean, float64, int64, typeof, types, uint64

from engine.kernel import state
from engine.kernel.on_first_use import Entry, Inner, on_first_use

F = TypeVar("F", bound=Callable[..., Any])

OPTIONS = {
    "nogil": True, "error_model": "numpy", "_nrt": False, "fastmath": False, "forceinline": False,
    "no_cfunc_wrapper": True,
}  # fmt: skip
"""All that matter stand here: what is not set a function takes from the one that it is compiled for, so that the order
of first uses would change the code."""

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


def compiled(signature: Any) -> Callable[[F], F]:
    """A function that Python calls, or that compiled functions call and that is too large for a copy in each."""
    return decorator(Entry, signature, OPTIONS)


def called(signature: Any, **options: Any) -> Callable[[F], F]:
    """A function that compiled functions call."""
    return decorator(Inner, signature, OPTIONS | options)


def decorator(kind: type[Entry], signature: Any, options: dict[str, Any]) -> Callable[[F], F]:
    """What turns a Python function into one of this kind."""

    def decorate(function: F) -> F:
        return cast(F, on_first_use(kind, function, signature, options))

    return decorate


def inlined(signature: Any) -> Callable[[F], F]:
    """A small function of the hot path, copied into its callers.

    A call that passes a bundle of arrays costs as much as the work of a small function (measured:
    an arrival at d = 10 takes 1.3 times as long without this).
    """
    return called(signature, forceinline=True)


def pointed(signature: Any) -> Callable[[F], F]:
    """A function that compiled functions call through a pointer."""
    return called(signature, no_cfunc_wrapper=False)


def rule(function: F) -> F:
    """`rule(server, gradient (d,), worker, staleness) -> reply` (see engine.kernel.dispatch)."""
    return pointed(RULE)(function)


def wants(function: F) -> F:
    """`wants(server, worker, staleness) -> bool`: is this arrival's gradient used?"""
    return pointed(WANTS)(function)


def refuse(function: F) -> F:
    """`refuse(server, worker) -> reply`: what a worker gets whose gradient is not used."""
    return pointed(REFUSE)(function)


def gradient(function: F) -> F:
    """`gradient(data, worker, model (d,), key, scratch, out (d,))`: one job's result into `out`.

    `key` is the job's random stream (engine.kernel.streams); `scratch` is free working memory of the length
    that the problem asks for.
    """
    return pointed(GRADIENT)(function)


@inlined(float64(float64, float64))
def decayed(beta: float, value: float) -> float:
    """`beta * value`, or 0 where the value is so small that decay would lead to denormals, which are slow."""
    return beta * value if abs(value) > SMALLEST else 0.0


@called(float64(VECTOR, VECTOR), fastmath={"reassoc", "contract", "nsz"})
def dot(a: state.Floats, b: state.Floats) -> float:
    """Inner product of two vectors (d,); the order of the sum is left to the compiler."""
    total = 0.0
    for j in range(a.size):
        total += a[j] * b[j]
    return total
