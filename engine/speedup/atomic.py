"""Additions that several threads may make to the same number: each happens whole, and none is lost."""

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

Code = Callable[[Any, Any, Any, Any], Any]


def in_place(operation: str) -> Code:
    """Code for `array[index] (operation) value`, which returns what stood there before."""

    def code(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        kind, (array, index, value) = signature.args[0], arguments
        view = context.make_array(kind)(context, builder, array)
        place = cgutils.get_item_pointer(context, builder, kind, view, [index])
        return builder.atomic_rmw(operation, place, value, "seq_cst")

    return code


@intrinsic  # type: ignore[untyped-decorator]
def add_whole(context: Any, array: Any, index: Any, value: Any) -> Any:
    """`array[index] += value`, all int64; returns what stood there before. Adding 0 reads."""
    return types.int64(array, types.int64, types.int64), in_place("add")


@intrinsic  # type: ignore[untyped-decorator]
def add_float(context: Any, array: Any, index: Any, value: Any) -> Any:
    """`array[index] += value`, array and value float64; returns what stood there before."""
    return types.float64(array, types.int64, types.float64), in_place("fadd")
